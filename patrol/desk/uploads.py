"""Photos from a form: stored under their hashes before any row names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from patrol.domain import image_types, photo_facts, photos
from patrol.domain.actors import Actor
from patrol.extensions import reading

MOST_BYTES, MOST_FILES = 60 * 1024 * 1024, 10


class NotAPhoto(Exception):
    """`code` of the words for it, and the name the file had where it came from."""

    def __init__(self, code: str, name: str):
        super().__init__(code)
        self.code, self.name = code, name


@dataclass(frozen=True)
class Stored:
    sha256: str
    bytes: int
    type: str
    facts: dict

    def named(self) -> dict:
        """As a report names a photo."""
        taken = self.facts.get("taken_at")
        return {"sha256": self.sha256, "bytes": self.bytes, "type": self.type, "source": "gallery", "taken_at": taken}


def store(files: list) -> list[Stored]:
    """Raises NotAPhoto for the first file that is none; what was stored before it is found again when sent anew."""
    given = [file for file in files if file.filename]
    if given and current_app.extensions["room"].is_full(reading, current_app.config["CLOCK"]()):
        raise NotAPhoto("call.no_room", given[0].filename)
    if len(given) > MOST_FILES:
        raise NotAPhoto("call.too_many_photos", given[MOST_FILES].filename)
    stored = {one.sha256: one for one in map(_store_one, given)}
    return list(stored.values())


def _store_one(upload) -> Stored:
    storage = current_app.extensions["storage"]
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    if size > MOST_BYTES:
        raise NotAPhoto("error.too_large", upload.filename)
    file, sha256, size = storage.spool(upload.stream, size, MOST_BYTES)
    with file:
        type_ = image_types.sniff(file.read(image_types.SIGNATURE_BYTES))
        file.seek(0)
        if type_ is None:
            raise NotAPhoto("error.not_an_image", upload.filename)
        facts = photo_facts.read(file)
        storage.adopt(file, sha256)
    return Stored(sha256, size, type_, facts)


def hold(session: Session, by: Actor, stored: list[Stored], now: datetime) -> None:
    for one in stored:
        photos.hold(session, by, one.sha256, "photo", size=one.bytes, type_=one.type, facts=one.facts, now=now)
