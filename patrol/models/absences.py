"""When somebody is not there (不在岗), so that who assists stands in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Id, Utc, new_id
from .cases import Case


class Absence(db.Model):
    __tablename__ = "absences"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    from_at: Mapped[datetime] = mapped_column(Utc)
    to_at: Mapped[datetime] = mapped_column(Utc)
    # Beginning and end were told; None: the moment has not come, or the worker has not.
    begun_at: Mapped[datetime | None] = mapped_column(Utc)
    over_at: Mapped[datetime | None] = mapped_column(Utc)
    # The end that was told with the beginning: another one is told anew.
    told_to: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        Index("ix_absences_person_to", "person_id", "to_at"),
        Index("ix_absences_over_to", "over_at", "to_at"),
    )


def of_person(session: Session, person_id: str, now: datetime) -> list[Absence]:
    """Those that last or are to come."""
    question = select(Absence).where(Absence.person_id == person_id, Absence.to_at > now)
    return list(session.scalars(question.order_by(Absence.from_at, Absence.id)))


def away_until(session: Session, person_ids: Collection[str], now: datetime) -> dict[str, datetime]:
    """Who of these people is away now, and until when."""
    if not person_ids:
        return {}
    there = (Absence.from_at <= now, Absence.to_at > now)
    question = select(Absence.person_id, Absence.to_at).where(Absence.person_id.in_(sorted(person_ids)), *there)
    return dict(session.execute(question.order_by(Absence.to_at)).all())


def to_be_told(session: Session, now: datetime) -> list[str]:
    """Ids of those that have begun, got another end or ended by now and of which nobody was told."""
    begins = Absence.told_to.is_distinct_from(Absence.to_at) & (Absence.from_at <= now)
    question = select(Absence.id).where(Absence.over_at.is_(None), begins | (Absence.to_at <= now))
    return list(session.scalars(question.order_by(Absence.from_at, Absence.id)))


def locked(session: Session, absence_id: str) -> Absence | None:
    question = select(Absence).where(Absence.id == absence_id).with_for_update()
    return session.scalar(question.execution_options(populate_existing=True))


def locked_cases_led(session: Session, person_id: str) -> list[Case]:
    """The open cases this person leads, all locked before anything is written of any of them."""
    question = select(Case).where(Case.lead_id == person_id, Case.state == "open").order_by(Case.id)
    question = question.with_for_update(of=Case).execution_options(populate_existing=True)
    return list(session.scalars(question).unique())
