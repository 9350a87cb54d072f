"""What is known of the storage: the walks over it, how full it has been, and which of its names a row gives."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Data, Utc
from .reports import Attachment, Blob
from .uploads import Upload


class StorageWalk(db.Model):
    """Once a day everything is looked at, slice by slice: how much there is, and what no row names."""

    __tablename__ = "storage_walks"
    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Utc)
    done_at: Mapped[datetime | None] = mapped_column(Utc)
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    next_slice: Mapped[int] = mapped_column(Integer)
    found: Mapped[dict] = mapped_column(Data)  # {"originals": [how many, bytes], "renditions": …}
    swept: Mapped[list] = mapped_column(Data)  # [how many, bytes]


class StorageLevel(db.Model):
    """When the storage became low or full, and when it had room again."""

    __tablename__ = "storage_levels"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc)
    level: Mapped[str] = mapped_column(String(8))  # room | low | full


def last_walk(session: Session) -> StorageWalk | None:
    return session.scalar(select(StorageWalk).order_by(StorageWalk.id.desc()).limit(1))


def last_whole_walk(session: Session) -> StorageWalk | None:
    done = select(StorageWalk).where(StorageWalk.done_at.is_not(None))
    return session.scalar(done.order_by(StorageWalk.id.desc()).limit(1))


def lease_walk(session: Session, walk_id: int, slice_: int, now: datetime, until: datetime) -> bool:
    """Whether this slice is this caller's alone until then; one statement, so that of two callers one wins."""
    free = or_(StorageWalk.lease_until.is_(None), StorageWalk.lease_until < now)
    here = (StorageWalk.id == walk_id, StorageWalk.next_slice == slice_, free)
    return session.execute(update(StorageWalk).where(*here).values(lease_until=until)).rowcount == 1


def last_level(session: Session) -> str:
    return session.scalar(select(StorageLevel.level).order_by(StorageLevel.id.desc()).limit(1)) or "room"


def originals_named(session: Session, hashes: Iterable[str]) -> set[str]:
    return set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(hashes), Blob.let_go_at.is_(None))))


def originals_let_go(session: Session, hashes: Iterable[str]) -> set[str]:
    return set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(hashes), Blob.let_go_at.is_not(None))))


def thumbnails_named(session: Session, hashes: Iterable[str]) -> set[tuple[str, str]]:
    """(sender, hash) of those that are still looked at: the server's own picture is not there yet."""
    question = select(Attachment.sender_id, Attachment.sha256).where(
        Attachment.sha256.in_(hashes), Attachment.expired_at.is_(None), Attachment.preview.is_not(True)
    )
    return {tuple(row) for row in session.execute(question)}


def uploads_named(session: Session, ids: Iterable[str]) -> set[str]:
    return set(session.scalars(select(Upload.id).where(Upload.id.in_(ids))))


def stored_between(session: Session, begin: datetime | None, end: datetime | None = None) -> int:
    """Bytes of originals that came in that time, read from an index alone."""
    question = select(func.coalesce(func.sum(Blob.bytes), 0))
    if begin is not None:
        question = question.where(Blob.stored_at >= begin)
    if end is not None:
        question = question.where(Blob.stored_at < end)
    return int(session.scalar(question))


def stored_by_day(session: Session, midnight: datetime, days: int) -> list[int]:
    """Of each of the last days, the oldest first; the last one began at `midnight` and is not over."""
    begins = [midnight - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [stored_between(session, begin, begin + timedelta(days=1)) for begin in begins]


def first_stored(session: Session) -> datetime | None:
    return session.scalar(select(func.min(Blob.stored_at)))


def under_way(session: Session, now: datetime) -> int:
    """Bytes of uploads that are not finished."""
    open_ones = (Upload.finished_at.is_(None), Upload.expires_at > now)
    return int(session.scalar(select(func.coalesce(func.sum(Upload.offset), 0)).where(*open_ones)))


def database_bytes(session: Session) -> int:
    engine = session.get_bind()
    if engine.dialect.name == "postgresql":
        return session.scalar(text("SELECT pg_database_size(current_database())"))
    names = [engine.url.database, f"{engine.url.database}-wal"] if engine.url.database else []
    return sum(os.path.getsize(name) for name in names if os.path.exists(name))
