"""What somebody brought from a file, between its check page and the confirmation: for its owner, and for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Data, Id, Sha256, Utc, new_id


class WaitingFile(db.Model):
    """Nobody is asked for the same file twice; names of people who are not yet here do not lie about for long."""

    __tablename__ = "waiting_files"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    of: Mapped[str] = mapped_column(String(8))  # areas | people
    owner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(Sha256)
    # Of areas the file as it came; of people what was read from it, see domain/people_file/.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    sheet: Mapped[dict | None] = mapped_column(Data)
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(Utc)


def waiting_file(session: Session, of: str, file_id: str, owner_id: str, now: datetime, *, lock: bool = False):
    mine = (WaitingFile.id == file_id, WaitingFile.of == of, WaitingFile.owner_id == owner_id)
    question = select(WaitingFile).where(*mine, WaitingFile.expires_at > now)
    return session.scalar(question.with_for_update() if lock else question)


def any_file_expired(session: Session, now: datetime) -> bool:
    return session.scalar(select(WaitingFile.id).where(WaitingFile.expires_at <= now).limit(1)) is not None


def forget_files(
    session: Session, *, of: str | None = None, owner_id: str | None = None, expired: datetime | None = None
) -> None:
    """Those of a kind, of an owner, those that have expired; each that is named narrows it down."""
    which = [WaitingFile.of == of] if of is not None else []
    which += [WaitingFile.owner_id == owner_id] if owner_id is not None else []
    which += [WaitingFile.expires_at <= expired] if expired is not None else []
    session.execute(delete(WaitingFile).where(*which))
