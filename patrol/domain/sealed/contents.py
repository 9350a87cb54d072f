"""What is inside a sealed file: the manifest with its proof, then the bytes of each file it names.

u32 length ‖ manifest (JSON) ‖ HMAC-SHA-256(secret of the device, header ‖ manifest) ‖ per file: u32 length ‖ bytes.
A length of 0 says that the phone has these bytes no longer. Numbers are big-endian.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from patrol.domain import signing_in
from patrol.domain.actors import Actor
from patrol.domain.errors import Invalid
from patrol.domain.facts import Body, PersonId, Sha256, Time

from .envelope import Opened

MANIFEST_MOST, PROOF_BYTES = 8 * 1024 * 1024, 32
MEGABYTE = 1024 * 1024
MOST = {"photo": 25 * MEGABYTE, "voice": 3 * MEGABYTE, "thumbnail": 200 * 1024}
Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
NETWORK_S = 2  # what is less than this is no error of the clock


class About(Body):
    case: Uuid | None = None
    report: Uuid | None = None
    task: Uuid | None = None


class Item(Body):
    """One fact as the phone froze it."""

    id: Uuid
    type: Literal["report", "act"]
    about: About | None = None
    body: Annotated[str, StringConstraints(max_length=256 * 1024)]
    order: float = Field(0, ge=0, le=1e15)


class Named(Body):
    sha256: Sha256
    role: Literal["photo", "voice", "thumbnail"]


class Manifest(Body):
    by: Annotated[str, StringConstraints(max_length=120)]
    owner: PersonId
    exported_at: Time
    clock_offset_ms: float = Field(0, ge=-1e12, le=1e12, allow_inf_nan=False)
    items: list[Item] = Field(max_length=2000)
    files: list[Named] = Field(max_length=20_000)


@dataclass(frozen=True)
class Contents:
    """A file whose proof holds: whose it is, and what it says."""

    actor: Actor
    manifest: Manifest
    opened: Opened

    @property
    def items(self) -> list[Item]:
        """In the order in which they were made: an act comes after its report."""
        return sorted(self.manifest.items, key=lambda item: (item.order, item.type != "report"))

    @property
    def offset(self) -> timedelta:
        """How far the phone's clock was behind the server's when it last heard of it."""
        measured = timedelta(milliseconds=self.manifest.clock_offset_ms)
        return measured if abs(measured) > timedelta(seconds=NETWORK_S) else timedelta(0)


class Bytes:
    """One file inside, to be read as a file is; what is left of it is read past before the next."""

    def __init__(self, opened: Opened, named: Named, size: int):
        self.named, self.size, self.left, self._opened = named, size, size, opened

    def read(self, size: int = -1) -> bytes:
        part = self._opened.exactly(min(self.left if size < 0 else size, self.left))
        self.left -= len(part)
        return part

    def read_past(self) -> None:
        while self.left:
            self.read(MEGABYTE)


def open_proven(session: Session, opened: Opened, now: datetime) -> Contents:
    """Raises Invalid when the manifest is none, or when it is not proven to come from a phone that is signed in."""
    size = int.from_bytes(opened.exactly(4), "big")
    if size > MANIFEST_MOST:
        raise Invalid("sealed_too_large")
    text = opened.exactly(size)
    proof = opened.exactly(PROOF_BYTES)
    manifest = _parsed(text)
    expected = hmac.digest(opened.key.proof_secret(manifest.by), opened.header + text, "sha256")
    if not hmac.compare_digest(proof, expected):
        raise Invalid("sealed_unproven")
    # The same question as with each request: the person left, was signed out, or the phone is no longer theirs.
    known = signing_in.who(session, manifest.by, now)
    if known is None or known[0].id != manifest.owner:
        raise Invalid("sealed_signed_out")
    return Contents(known[0], manifest, opened)


def _parsed(text: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(text)
    except (ValueError, RecursionError):
        raise Invalid("sealed_damaged") from None


def files_of(contents: Contents) -> Iterator[Bytes]:
    """Each file that is really inside; after the last one nothing may follow."""
    for named in contents.manifest.files:
        size = int.from_bytes(contents.opened.exactly(4), "big")
        if size:
            inside = Bytes(contents.opened, named, size)
            yield inside
            inside.read_past()
    if contents.opened.read(1):
        raise Invalid("sealed_damaged")
