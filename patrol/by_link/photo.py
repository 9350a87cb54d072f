"""The one photo of an answer by link: checked, hashed and stored as every other, before a row names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from flask import current_app, request

from patrol.domain import image_types, photo_facts, photos
from patrol.domain.errors import Invalid, Problem
from patrol.extensions import reading
from patrol.naming import kept
from patrol.storage_problems import StorageFull

MOST = 60 * 1024 * 1024
SMALL = 64 * 1024


class NoThreadFree(Problem):
    status = 503


@dataclass(frozen=True)
class Picture:
    file: BinaryIO
    sha256: str
    size: int
    type: str
    facts: dict

    def named(self) -> dict:
        """As an act names a photo."""
        return {"sha256": self.sha256, "bytes": self.size, "type": self.type, "source": "gallery", "taken_at": None}

    def keep(self, write):
        return kept(self.file, self.sha256, _storage(), write)

    def hold(self, session, sender, now) -> None:
        photos.hold(session, sender, self.sha256, "photo", size=self.size, type_=self.type, facts=self.facts, now=now)


@contextmanager
def of_form() -> Iterator[Picture | None]:
    """None where none was chosen. Originals take at most half of the threads, here as for phones: what is large is
    not read before there is one."""
    slots = current_app.extensions["original_slots"]
    large = (request.content_length or 0) > SMALL
    if large and not slots.acquire(blocking=False):
        raise NoThreadFree("busy")
    try:
        upload = request.files.get("photo")
        if upload is None or not upload.filename:
            yield None
            return
        with _spooled(upload.stream) as (file, sha256, size):
            type_ = image_types.sniff(file.read(image_types.SIGNATURE_BYTES))
            file.seek(0)
            if type_ is None:
                raise Invalid("not_an_image")
            yield Picture(file, sha256, size, type_, photo_facts.read(file))
    finally:
        if large:
            slots.release()


@contextmanager
def _spooled(stream: BinaryIO):
    if current_app.extensions["room"].is_full(reading, current_app.config["CLOCK"]()):
        raise StorageFull
    size = stream.seek(0, 2)
    stream.seek(0)
    file, sha256, size = _storage().spool(stream, size, MOST)
    with file:
        yield file, sha256, size


def rendition(attachment) -> bytes | None:
    """The small picture: made anew, so that it tells nothing of the phone it was taken with."""
    key = f"renditions/view/{attachment.sha256}" if attachment.preview else None
    if key is None and attachment.preview is None:
        key = photos.thumbnail_key(attachment.sender_id, attachment.sha256)
    return _storage().read_object(key) if key and _storage().has_object(key) else None


def _storage():
    return current_app.extensions["storage"]
