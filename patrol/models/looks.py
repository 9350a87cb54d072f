"""Looks behind 信息员 and at originals: which case, who, when. The reason stands in the event alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String, and_, func, select
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


def looks_since(session: Session, person_id: str, case_id: str, what: str, since: datetime) -> list[Event]:
    """The events by which this person looked at that in the case since then."""
    mine = (Look.case_id == case_id, Look.person_id == person_id, Look.what == what, Look.at > since)
    beside = and_(Event.case_id == Look.case_id, Event.n == Look.n)
    return list(session.scalars(select(Event).join(Look, beside).where(*mine)))


def any_between(session: Session, what: str, begin: datetime, end: datetime) -> bool:
    during = (Look.at >= begin, Look.at < end, Look.what == what)
    return session.scalar(select(Look.id).where(*during).limit(1)) is not None


def count(session: Session, visible, what: str, begin: datetime, end: datetime) -> int:
    """How many looks there were in that time, in cases of that sight."""
    during = (Look.at >= begin, Look.at < end, Look.what == what)
    return session.scalar(select(func.count(Look.id)).join(Case, Case.id == Look.case_id).where(*during, visible))


def page(
    session: Session, visible, before: int | None, limit: int, during: tuple | None = None
) -> list[tuple[Look, Case, Event]]:
    """The newest first, in cases of that sight; `before` is the id a page before ended with."""
    question = (
        select(Look, Case, Event)
        .join(Case, Case.id == Look.case_id)
        .join(Event, and_(Event.case_id == Look.case_id, Event.n == Look.n))
        .where(visible)
    )
    if during is not None:
        question = question.where(Look.at >= during[0], Look.at < during[1])
    if before is not None:
        question = question.where(Look.id < before)
    return [tuple(row) for row in session.execute(question.order_by(Look.id.desc()).limit(limit)).unique()]
