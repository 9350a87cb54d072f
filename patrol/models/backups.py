"""Which backups were completed, and up to where in the log each reaches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Utc
from .cases import NumberSeries
from .log import Seq
from .reports import Attachment, Blob


class Backup(db.Model):
    __tablename__ = "backups"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Seq)
    # Bytes stored before this are in it.
    started_at: Mapped[datetime] = mapped_column(Utc)
    completed_at: Mapped[datetime] = mapped_column(Utc)


def last(session: Session) -> Backup | None:
    return session.scalar(select(Backup).order_by(Backup.seq.desc()).limit(1))


def bytes_named(session: Session) -> list[tuple[str, int]]:
    """What has been let go is meant to be gone: its bytes may be missing, and that is no damage."""
    question = select(Blob.sha256, Blob.bytes).where(Blob.let_go_at.is_(None)).order_by(Blob.sha256)
    return [tuple(row) for row in session.execute(question)]


def thumbnails_named(session: Session) -> list[tuple[str, str]]:
    """(sender, hash) of originals that have not come, whose small picture has."""
    question = select(Attachment.sender_id, Attachment.sha256).where(
        Attachment.state == "thumbnail", Attachment.expired_at.is_(None)
    )
    return [tuple(row) for row in session.execute(question.distinct())]


def bytes_outside(session: Session, fact_id: str, before: datetime) -> bool:
    """Whether a report or act names bytes that are not here yet, or came only after that moment."""
    question = (
        select(Attachment.id)
        .outerjoin(Blob, Blob.sha256 == Attachment.sha256)
        .where(Attachment.fact_id == fact_id)
        .where(or_(Attachment.state != "held", Blob.stored_at.is_(None), Blob.stored_at >= before))
    )
    return session.scalar(question.limit(1)) is not None


def skip_numbers(session: Session, by: int) -> None:
    session.execute(update(NumberSeries).values(last=NumberSeries.last + by))
