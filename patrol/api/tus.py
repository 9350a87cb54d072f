"""The words of tus 1.0 (https://tus.io/protocols/resumable-upload): headers in, headers out."""

from __future__ import annotations

import base64
import binascii
import hashlib
from email.utils import format_datetime

from flask import Response, request

from patrol.domain.errors import Invalid, Problem

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
ALGORITHMS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
OFFERED = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,creation-with-upload,checksum,termination,expiration",
    "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
}


class WrongVersion(Problem):
    status = 412


class ChecksumDiffers(Problem):
    """The protocol's own status: the bytes are not those the phone has."""

    status = 460


class NotAPiece(Problem):
    status = 415


def require_version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion("tus_version")


def require_piece() -> None:
    if request.mimetype != PIECE:
        raise NotAPiece("not_a_piece")


def number(name: str) -> int:
    """A header that is a size or an offset. Raises Invalid."""
    given = request.headers.get(name, "")
    if not (given.isascii() and given.isdecimal() and len(given) <= 12):
        raise Invalid("invalid", **{name: "a whole number"})
    return int(given)


def metadata(name: str) -> str:
    """One value of Upload-Metadata: `name base64, name base64`."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == name:
            return _decoded(value).decode("utf-8", "replace")
    raise Invalid("invalid", **{"Upload-Metadata": f"{name} is missing"})


def checksum() -> tuple[str, bytes] | None:
    """(algorithm, digest) that the piece was announced with."""
    given = request.headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _, value = given.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Invalid("invalid", **{"Upload-Checksum": ", ".join(ALGORITHMS)})
    return algorithm, _decoded(value)


def check(file, announced: tuple[str, bytes] | None) -> None:
    """Raises ChecksumDiffers; leaves the file at its start."""
    if announced is None:
        return
    algorithm, digest = announced
    found = hashlib.file_digest(file, ALGORITHMS[algorithm]).digest()
    file.seek(0)
    if found != digest:
        raise ChecksumDiffers("checksum_differs")


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("invalid", header="not base64") from None


def answer(status: int, upload=None, **headers: str) -> Response:
    response = Response(status=status)
    response.headers["Cache-Control"] = "no-store"
    if upload is not None:
        response.headers["Upload-Offset"] = str(upload.offset)
        response.headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    response.headers.update(headers)
    return response
