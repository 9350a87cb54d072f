"""Who has left and is over the time for which the county keeps names: proposed to the office, erased by its hand.

Nothing is erased by itself. What somebody asks for in the office is a job of the worker's, for an erase reads the
whole log.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Person, work
from patrol.models.people_lists import over_their_time

from . import county_log, erasing, posts, retention
from .actors import Actor
from .errors import Conflict

TASK = "erase"
REASON = "到期清除"


def due(session: Session, now: datetime, limit: int) -> list[Person]:
    """Who left and whose last matter ended before the county's time; nobody where none is set."""
    before = _before(session, now)
    return over_their_time(session, before, limit) if before else []


def is_due(session: Session, person_id: str, now: datetime) -> bool:
    before = _before(session, now)
    return bool(before and over_their_time(session, before, 1, person_id))


def _before(session: Session, now: datetime) -> datetime | None:
    return retention.current(session)[1].people_before(now)


def ask(session: Session, by: Actor, person_id: str, *, now: datetime) -> None:
    """The office says so; twice is once. Raises Conflict for somebody whose time is not over."""
    posts.begin(session, by)
    person = posts.find(session, person_id)
    if not is_due(session, person.id, now):
        raise Conflict("erasure_not_due")
    work.order(session, TASK, person.id, now)
    county_log.record(session, "erasure_asked", by, now, person=person.id)


def carry_out(session: Session, person_id: str, *, now: datetime) -> bool:
    """False for somebody who has come back meanwhile, or is erased already."""
    person = session.get(Person, person_id)
    if person is None or not is_due(session, person_id, now):
        return False
    erasing.erase(session, person, REASON, now=now)
    return True
