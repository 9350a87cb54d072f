"""A sealed file waits an hour for whoever brought it; it stays sealed all the while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy.orm import Session

from patrol.domain.actors import Actor
from patrol.domain.errors import Missing
from patrol.models import SealedImport
from patrol.models.sealed import expired_imports, forget_import, import_of

LASTS = timedelta(hours=1)


def keep(storage, import_id: str, file: BinaryIO) -> None:
    """The bytes, before the row that names them."""
    file.seek(0)
    storage.put_object_from(_key(import_id), file)


def stage(session: Session, by: Actor, import_id: str, summary: dict, *, now: datetime) -> None:
    session.add(SealedImport(id=import_id, owner_id=by.id, created_at=now, expires_at=now + LASTS, summary=summary))


def find(session: Session, by: Actor, import_id: str, now: datetime) -> SealedImport:
    staged = import_of(session, import_id, by.id, now)
    if staged is None:
        raise Missing("import_missing")
    return staged


def open_file(storage, import_id: str) -> BinaryIO:
    return storage.open_object(_key(import_id))


def drop(writing: Callable, storage, import_id: str) -> None:
    """Bytes first: a row that is left finds its bytes gone, but bytes that no row names would lie there for good."""
    storage.delete_objects(_folder(import_id))
    with writing() as session:
        forget_import(session, import_id)


def sweep(writing: Callable, reading: Callable, storage, *, now: datetime) -> None:
    with reading() as session:
        ids = [staged.id for staged in expired_imports(session, now)]
    for import_id in ids:
        drop(writing, storage, import_id)


def _folder(import_id: str) -> str:
    return f"sealed/{import_id}"


def _key(import_id: str) -> str:
    return f"{_folder(import_id)}/file"
