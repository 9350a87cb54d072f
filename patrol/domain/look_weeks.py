"""Once a week each officer hears how often names behind 信息员 were looked at, in the cases that officer sees.

No event: it would tell everybody who reads the county's log that something was looked at in a week. The notice names
the week alone; what it counts is counted when it is read, for its reader.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from patrol.models import Notice, looks
from patrol.models.people import holding
from patrol.models.prepared import insert_missing

from . import permissions
from .actors import Actor, actor
from .notices import NAMESPACE
from .times import CHINA

EVENT = "looks_week"
FROM_HOUR = timedelta(hours=8)  # of Monday: nobody needs to be told at midnight


@dataclass(frozen=True)
class Week:
    """An ISO week in China's time."""

    monday: date

    @classmethod
    def before(cls, now: datetime) -> Week:
        today = (now.astimezone(CHINA) - FROM_HOUR).date()
        return cls(today - timedelta(days=today.weekday() + 7))

    @classmethod
    def named(cls, name: str) -> Week:
        year, _, week = name.partition("-W")
        return cls(date.fromisocalendar(int(year), int(week), 1))

    @property
    def name(self) -> str:
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def days(self) -> tuple[date, date]:
        return self.monday, self.monday + timedelta(days=6)

    @property
    def span(self) -> tuple[datetime, datetime]:
        begin = datetime.combine(self.monday, time(), CHINA)
        return begin, begin + timedelta(days=7)


def count(session: Session, by: Actor, week: Week) -> int:
    return looks.count(session, permissions.visible_to(by), "reporter", *week.span)


def sweep(transaction, look, *, now: datetime) -> int:
    """Tell each officer once of the week before, whoever else is at it; how many were told."""
    week = Week.before(now)
    with look() as session:
        told = [_notice(person.id, week, now) for person in _concerned(session, week, now)]
        told = [one for one in told if session.get(Notice, one.id) is None]
    if not told:
        return 0
    with transaction() as session:
        for one in told:
            insert_missing(session, one)
    return len(told)


def _concerned(session: Session, week: Week, now: datetime) -> list:
    if not looks.any_between(session, "reporter", *week.span):
        return []
    return [one for one in holding(session, "officer", now) if count(session, actor(one, now), week)]


def _notice(person_id: str, week: Week, now: datetime) -> Notice:
    id_ = str(uuid.uuid5(NAMESPACE, f"looks/{week.name}/{person_id}"))
    return Notice(id=id_, person_id=person_id, case_id=None, n=0, event=EVENT, level=week.name, created_at=now)
