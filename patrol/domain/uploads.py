"""An original in pieces: begun, lengthened, finished, given up, expired. tus 1.0 has the words, these do it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import uploads as table
from patrol.models.prepared import bare, insert_rows
from patrol.models.uploads import Upload

from . import photos
from .actors import Actor
from .errors import Conflict, Gone, Missing, Problem

LASTS = timedelta(days=7)  # from the last piece on: a villager may have no network for days
STORING = timedelta(seconds=30)
AT_ONCE = 200
BYTES_AT_ONCE = 1024**3


class Locked(Problem):
    status = 423


class Quota(Problem):
    status = 429


def begin(session: Session, by: Actor, sha256: str, length: int, now: datetime) -> Upload:
    """Raises Missing unless an own report or act names the hash, Quota beyond what one may have open."""
    photos.require_named(session, by, sha256, "photo")
    count, size = table.under_way(session, by.id, now)
    if count >= AT_ONCE or size + length > BYTES_AT_ONCE:
        raise Quota("too_many_uploads")
    return _add(session, by, sha256, length, now, offset=0)


def take_whole(session: Session, by: Actor, sha256: str, length: int, now: datetime):
    """All of it came with its creation and is held: only for a phone that missed the answer."""
    return _add(session, by, sha256, length, now, offset=length, finished_at=now)


def _add(session: Session, by: Actor, sha256: str, length: int, now: datetime, **stands):
    upload = bare(Upload)(
        id=str(uuid.uuid4()), person_id=by.id, sha256=sha256, length=length, created_at=now, expires_at=now + LASTS,
        **stands,
    )  # fmt: skip
    insert_rows(session, [upload])
    return upload


def find(session: Session, by: Actor, upload_id: str, now: datetime) -> Upload:
    """One's own; another's is as unknown as none. Raises Gone once it has expired."""
    upload = session.get(Upload, upload_id)
    if upload is None or upload.person_id != by.id:
        raise Missing("upload_missing")
    if upload.expires_at <= now:
        raise Gone("upload_expired")
    return upload


def lock(session: Session, by: Actor, upload_id: str, start: int, now: datetime) -> Upload:
    """For as long as a piece is being stored. Raises Conflict when it does not begin where the last one ended."""
    upload = find(session, by, upload_id, now)
    if upload.offset != start:
        raise Conflict("offset_differs", offset=upload.offset)
    if not table.lease(session, upload.id, now, now + STORING):
        raise Locked("upload_locked")
    return upload


def unlock(session: Session, upload_id: str) -> None:
    """What stopped the storing is over: the phone need not wait for the lease to end."""
    upload = session.get(Upload, upload_id)
    if upload is not None:
        upload.lease_until = None


def lengthen(session: Session, upload: Upload, start: int, end: int, now: datetime) -> None:
    """Raises Conflict when another piece was stored there since: its bytes are the same, and nothing is lost."""
    if not table.advance(session, upload.id, start, end, now + LASTS):
        raise Conflict("offset_differs")


def finish(session: Session, upload_id: str, now: datetime) -> None:
    """The original is held. The row stays until it expires, so that a phone that missed the answer learns of it."""
    upload = session.get(Upload, upload_id)
    if upload is not None:
        upload.offset, upload.finished_at, upload.lease_until = upload.length, now, None


def remove(session: Session, upload_id: str) -> None:
    upload = session.get(Upload, upload_id)
    if upload is not None:
        session.delete(upload)


def sweep(transaction, look, storage, *, now: datetime, limit: int = 100) -> int:
    """Take away what has expired: the pieces first, so that no row is missing for pieces that are there.

    `look` reads only: nobody waits for the writers' turn every few seconds because nothing has expired.
    """
    with look() as session:
        ids = [upload.id for upload in table.expired(session, now, limit)]
    for upload_id in ids:
        storage.delete_objects(f"uploads/{upload_id}")
        with transaction() as session:
            remove(session, upload_id)
    return len(ids)
