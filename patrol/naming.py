"""Bytes and the rows that name them: who is about to write such a row, and who takes away what no row names.

Bytes are stored before the row that names them, so for a moment they look like bytes that a killed process left
behind. Therefore the row is written under a lock on the hash, and only when the bytes are still there; the sweep
takes bytes away under the same lock, and only when no row names them. Whoever comes second sees what the first did.

SQLite's locks are files beside the storage, PostgreSQL's its own (models/byte_locks.py), held over machines.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .extensions import db, reading, writing
from .models import byte_locks
from .storage_problems import SweptAway

T = TypeVar("T")
TRIES = 4


@contextmanager
def naming(hashes: Iterable[str], storage) -> Iterator[Session]:
    """A writing transaction whose rows may name these bytes: they are here, and stay until it is committed.

    Raises SweptAway when they were taken away since they were stored: then store them again.
    """
    hashes = sorted(set(hashes))
    with ExitStack() as held:
        if _by_files():
            for name in sorted({one[:2] for one in hashes}):
                held.enter_context(_file_lock(name, fcntl.LOCK_SH))
            _require(storage, hashes)  # before the writers' turn, which a slow bucket would hold up
            yield held.enter_context(writing())
            return
        session = held.enter_context(writing())
        for one in hashes:
            byte_locks.share(session, one)
        _require(storage, hashes)
        yield session


def kept(file: BinaryIO, sha256: str, storage, write: Callable[[Session], T]) -> T:
    """Store the bytes, then write the rows that name them; once more when the sweep took them between the two, or
    when the same bytes came from two senders at once: the other one's row is there now."""

    def once() -> T:
        storage.adopt(file, sha256)
        with naming([sha256], storage) as session:
            return write(session)

    for _ in range(TRIES - 1):
        with suppress(IntegrityError, SweptAway):
            return once()
    return once()


@contextmanager
def alone(sha256: str) -> Iterator[Session | None]:
    """A session for as long as nobody else may name these bytes; None when somebody is about to."""
    db.session.close()
    if not _by_files():
        with reading() as session:
            yield session if byte_locks.alone(session, sha256) else None
        return
    try:
        with _file_lock(sha256[:2], fcntl.LOCK_EX | fcntl.LOCK_NB), reading() as session:
            yield session
    except BlockingIOError:
        yield None


def _require(storage, hashes: list[str]) -> None:
    if not all(map(storage.exists, hashes)):
        raise SweptAway


def _by_files() -> bool:
    return db.engine.dialect.name == "sqlite"


@contextmanager
def _file_lock(name: str, how: int) -> Iterator[None]:
    """256 files for all hashes: two that begin alike wait for each other, for a millisecond."""
    folder = Path(current_app.config["INSTANCE"]) / "locks"
    folder.mkdir(exist_ok=True)
    with (folder / name).open("a") as file:
        fcntl.flock(file, how)
        yield
