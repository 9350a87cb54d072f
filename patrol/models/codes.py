"""One-time codes with which somebody chooses a new password; only their hashes are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Utc


class ResetCode(db.Model):
    """Good for a day and for one use; a new one ends those before it."""

    __tablename__ = "reset_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Utc)


def reset_code(session: Session, code_hash: str, now: datetime, *, lock: bool = False) -> ResetCode | None:
    question = select(ResetCode).where(ResetCode.code_hash == code_hash, ResetCode.expires_at > now)
    return session.scalar(question.with_for_update() if lock else question)


def forget_reset_codes(session: Session, person_id: str) -> None:
    session.execute(delete(ResetCode).where(ResetCode.person_id == person_id))


def has_reset_code(session: Session, person_id: str, now: datetime) -> bool:
    question = select(ResetCode.id).where(ResetCode.person_id == person_id, ResetCode.expires_at > now)
    return session.scalar(question) is not None


def any_code_expired(session: Session, now: datetime) -> bool:
    return session.scalar(select(ResetCode.id).where(ResetCode.expires_at <= now).limit(1)) is not None


def forget_expired_codes(session: Session, now: datetime) -> None:
    session.execute(delete(ResetCode).where(ResetCode.expires_at <= now))
