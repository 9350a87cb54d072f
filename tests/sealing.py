"""Sealed files as a phone makes them, and as somebody makes them who wants to break the office."""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from patrol.domain.sealed.contents import PROOF_BYTES
from patrol.domain.sealed.envelope import MAGIC, PIECE_BYTES, Opened
from patrol.domain.sealed.keys import Key, Keyring
from tests.api.sending import new_id, report_body
from tests.cast import Member
from tests.databases import SEALING

COUNTY = Key(SEALING)


def envelope(content: bytes, key: Key = COUNTY, *, version: int = 1, prove=None) -> bytes:
    """Sealed; `prove(header)` gives the content where that has to know the header."""
    once = ec.generate_private_key(ec.SECP256R1())
    point = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    header = MAGIC + bytes([version]) + key.id + point
    content = prove(header) if prove else content
    county = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)
    derived = HKDF(SHA256(), 32, salt=None, info=header).derive(once.exchange(ec.ECDH(), county))
    pieces = [content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES)] or [b""]
    sealed = [
        AESGCM(derived).encrypt(number.to_bytes(11, "big") + bytes([number == len(pieces) - 1]), piece, None)
        for number, piece in enumerate(pieces)
    ]
    return header + b"".join(sealed)


@dataclass
class PhoneFile:
    """What a member's phone would export: facts in their order, and the bytes of their files."""

    member: Member
    items: list[dict] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)  # sha256, role, bytes
    told: dict = field(default_factory=dict)  # of the manifest, where a test wants it otherwise

    def report(self, *photos: bytes, report_id: str | None = None, **more) -> str:
        named = [self._photo(content) for content in photos]
        return self._item("report", report_id or new_id(), None, report_body(self.member, photos=named, **more))

    def act(self, about: dict, body: dict, *photos: bytes) -> str:
        named = {"photos": [self._photo(content) for content in photos]} if photos else {}
        return self._item("act", new_id(), about, body | named)

    def _photo(self, content: bytes) -> dict:
        sha256 = hashlib.sha256(content).hexdigest()
        self.files.append((sha256, "photo", content))
        return {"sha256": sha256, "bytes": len(content), "type": "image/jpeg", "source": "camera"}

    def _item(self, type_: str, id_: str, about: dict | None, body: dict) -> str:
        text = json.dumps(body, ensure_ascii=False)
        self.items.append({"id": id_, "type": type_, "about": about, "body": text, "order": len(self.items)})
        return id_

    def sealing(self) -> dict:
        return self.member.get("/session").json["sealing"]

    def sealed(self, key: Key = COUNTY, secret: bytes | None = None, content=None) -> bytes:
        by = self.told.get("by", self.sealing()["by"])
        manifest = {
            "by": by, "owner": self.member.id, "exported_at": "2026-11-24T10:00:00+08:00", "clock_offset_ms": 0,
            "items": self.items, "files": [{"sha256": sha256, "role": role} for sha256, role, _ in self.files],
        } | self.told  # fmt: skip
        text = json.dumps(manifest, ensure_ascii=False).encode()
        secret = secret or key.proof_secret(by)

        def prove(header: bytes) -> bytes:
            proof = hmac.digest(secret, header + text, "sha256")
            files = b"".join(struct.pack(">I", len(one)) + one for _, _, one in self.files)
            whole = struct.pack(">I", len(text)) + text + proof + files
            return content(whole) if content else whole

        return envelope(b"", key, prove=prove)


def opened(sealed: Path, instance: Path) -> tuple[dict, dict[tuple[str, str], bytes]]:
    """(the manifest, bytes by role and hash) of a file that a phone made for the county of this instance."""
    with sealed.open("rb") as file:
        content = Opened(file, Keyring(tuple((instance / "sealing_keys").read_text().split())))
        text = content.exactly(int.from_bytes(content.exactly(4), "big"))
        content.exactly(PROOF_BYTES)
        manifest = json.loads(text)
        files = {}
        for named in manifest["files"]:
            files[named["role"], named["sha256"]] = content.exactly(int.from_bytes(content.exactly(4), "big"))
        assert content.read(1) == b""
    return manifest, files
