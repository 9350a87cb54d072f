"""Checks of the log that somebody asked for: how far each is, and what it found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from patrol.extensions import db

from .base import Data, Id, Utc, new_id
from .people import Person


class Check(db.Model):
    __tablename__ = "checks"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    asked_at: Mapped[datetime] = mapped_column(Utc, index=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime | None] = mapped_column(Utc)
    done_at: Mapped[datetime | None] = mapped_column(Utc)
    # Of the two walks over the log together: along the links, and case by case.
    steps: Mapped[int] = mapped_column(Integer, default=0)
    steps_done: Mapped[int] = mapped_column(Integer, default=0)
    events: Mapped[int | None] = mapped_column(Integer)
    found: Mapped[int | None] = mapped_column(Integer)
    findings: Mapped[list] = mapped_column(Data, default=list)  # the first of them: [[code, subject, more]]
    by: Mapped[Person] = relationship(lazy="joined")


def running(session: Session) -> Check | None:
    return session.scalar(select(Check).where(Check.done_at.is_(None)).order_by(Check.asked_at).limit(1))


def last_done(session: Session) -> Check | None:
    question = select(Check).where(Check.done_at.is_not(None))
    return session.scalar(question.order_by(Check.done_at.desc()).limit(1))
