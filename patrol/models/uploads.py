"""Originals on their way in pieces (tus 1.0): how far each has come, as rows any web process can go on from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Id, Sha256, Utc


class Upload(db.Model):
    __tablename__ = "uploads"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    sha256: Mapped[str] = mapped_column(Sha256)
    length: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    # Bytes that are stored: the pieces are objects uploads/<id>/<where each begins>.
    offset: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc, index=True)
    # Held only while a piece that is here whole is being stored, never while a phone is sending it.
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    finished_at: Mapped[datetime | None] = mapped_column(Utc)


def under_way(session: Session, person_id: str, now: datetime) -> tuple[int, int]:
    """(how many, bytes announced) of a person's unfinished uploads."""
    question = select(func.count(Upload.id), func.coalesce(func.sum(Upload.length), 0))
    open_ones = (Upload.person_id == person_id, Upload.finished_at.is_(None), Upload.expires_at > now)
    count, size = session.execute(question.where(*open_ones)).one()
    return count, int(size)


def lease(session: Session, upload_id: str, now: datetime, until: datetime) -> bool:
    """Whether the upload is this caller's alone until then; one statement, so that of two callers one wins."""
    free = Upload.lease_until.is_(None) | (Upload.lease_until < now)
    taken = session.execute(update(Upload).where(Upload.id == upload_id, free).values(lease_until=until))
    return taken.rowcount == 1


def advance(session: Session, upload_id: str, start: int, end: int, expires_at: datetime) -> bool:
    """The pieces reach to `end` now, if they still reached to `start`."""
    moved = session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.offset == start)
        .values(offset=end, expires_at=expires_at, lease_until=None)
    )
    return moved.rowcount == 1


def expired(session: Session, now: datetime, limit: int) -> list[Upload]:
    question = select(Upload).where(Upload.expires_at <= now).order_by(Upload.expires_at).limit(limit)
    return list(session.scalars(question))


def forget_all(session: Session) -> None:
    session.execute(delete(Upload))
