"""Looks behind 信息员 and at originals: which case, who, when. The reason stands in the event alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Id, Utc
from .cases import Case
from .log import Event


class Look(db.Model):
    __tablename__ = "looks"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(Id)
    n: Mapped[int] = mapped_column(Integer)  # of the event
    person_id: Mapped[str] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Utc, index=True)


def page(session: Session, visible, before: int | None, limit: int) -> list[tuple[Look, Case, Event]]:
    """The newest first, in cases of that sight; `before` is the id a page before ended with."""
    question = (
        select(Look, Case, Event)
        .join(Case, Case.id == Look.case_id)
        .join(Event, and_(Event.case_id == Look.case_id, Event.n == Look.n))
        .where(visible)
    )
    if before is not None:
        question = question.where(Look.id < before)
    return [tuple(row) for row in session.execute(question.order_by(Look.id.desc()).limit(limit)).unique()]
