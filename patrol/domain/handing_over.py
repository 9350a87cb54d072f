"""Open cases of somebody who leaves go into other hands: to a chosen inspector of the station, else the assistant
moves up, else to nobody, and everybody of the station is told.

An administrator does this and sees no case: what comes back is a number.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, Person
from patrol.models.people import holding
from patrol.models.people_lists import left_in_hands, locked_cases_of

from . import chain, permissions
from .actors import Actor, actor
from .acts.base import case_change


def hand_over(
    session: Session, by: Actor | None, person: Person, station_id: int | None, to: dict[int, str], *, now: datetime
) -> int:
    """Of one station, or of all when `station_id` is None. `to` is {station: id of the inspector who takes over};
    a name that does not inspect there, or may not see the case, is passed over."""
    cases = locked_cases_of(session, person.id, station_id)
    inspectors: dict[int, list[Person]] = {}
    for case in cases:
        station = case.station_id or 0
        if station not in inspectors:
            inspectors[station] = holding(session, "inspector", now, station_id=station)
        able = {
            one.id: one for one in inspectors[station]
            if one.id != person.id and permissions.sees(actor(one, now), case, own=False)
        }  # fmt: skip
        lead, assistant = _next(case, person.id, able, able.get(to.get(station, "")))
        _record(session, by, case, lead, assistant, now)
    return len(cases)


def sweep(reading, writing, *, now: datetime) -> int:
    """A post that ended on the day it was to end hands its cases over as one does that is ended by hand."""
    with reading() as session:
        over = left_in_hands(session, now)
    handed = 0
    for person_id, station_id in over:
        with writing() as session:
            handed += hand_over(session, None, session.get(Person, person_id), station_id, {}, now=now)
    return handed


def _next(case: Case, leaving: str, able: dict[str, Person], chosen: Person | None) -> tuple:
    """(lead, assistant) from now on."""
    assistant = able.get(case.assistant_id or "")
    lead = able.get(case.lead_id or "")
    if case.lead_id == leaving:
        lead = chosen or assistant
    elif case.assistant_id == leaving:
        assistant = chosen
    return lead, None if assistant is lead else assistant


def _record(session: Session, by: Actor | None, case: Case, lead, assistant, now: datetime) -> None:
    content = {
        "act": "assign", "cause": "hand_over", "lead": lead and lead.id, "lead_name": lead and lead.name,
        "assistant": assistant and assistant.id, "assistant_name": assistant and assistant.name,
    }  # fmt: skip
    change = case_change(lead_id=lead and lead.id, assistant_id=assistant and assistant.id)
    chain.record(session, case, chain.Stamp(by, _role(by), now, now), content, change)


def _role(by: Actor | None) -> str:
    if by is None:
        return "system"
    return "officer" if "officer" in by.roles else "admin"


def stations_of(person: Person, now: datetime) -> list:
    """The stations this person inspects for, whose cases may need other hands."""
    held = [post for post in person.posts if post.station and (post.to_at is None or post.to_at > now)]
    return list({post.station.id: post.station for post in held}.values())


def successors(session: Session, person: Person, station_id: int, now: datetime) -> list[Person]:
    return [one for one in holding(session, "inspector", now, station_id=station_id) if one.id != person.id]
