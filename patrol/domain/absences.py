"""不在岗: while the lead of a case is away, the assistant has its notices and its clock.

Who stands in is asked whenever something is told or shown, so that whoever is assigned meanwhile is right at once.
Beginning and end are told by the worker: to both, on the county's log and on the timeline of each case that is led.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Absence, Case, Person
from patrol.models import absences as table

from . import chain, county_log, county_notices, posts
from .actors import Actor, actor
from .errors import Invalid, Missing, Refused
from .times import iso

LONGEST = timedelta(days=366)


def enter(
    session: Session, by: Actor, person_id: str, from_at: datetime, to_at: datetime, *, now: datetime
) -> Absence:
    """Somebody is not there in this time; with what it overlaps or touches it becomes one.

    It may have begun before, and counts from now on. Raises Invalid when it is over or odd.
    """
    posts.begin(session, None)
    person = _of_whom(session, by, person_id, now)
    _check(from_at, to_at, now)
    others = [
        one for one in table.of_person(session, person.id, now) if one.from_at <= to_at and from_at <= one.to_at
    ]
    begins, ends = min([from_at, *(one.from_at for one in others)]), max([to_at, *(one.to_at for one in others)])
    kept = others[0] if others else Absence(person_id=person.id)
    if (kept.from_at, kept.to_at) == (begins, ends):
        return kept
    if ends - begins > LONGEST:
        raise Invalid("absence_too_long")
    for one in others[1:]:
        session.delete(one)
    kept.from_at, kept.to_at = begins, ends
    session.add(kept)
    county_log.record(session, "absence", by, now, **_said(person, kept))
    return kept


def end(session: Session, by: Actor, person_id: str, absence_id: str, *, now: datetime) -> None:
    """Back earlier than said, or not away at all."""
    posts.begin(session, None)
    person = _of_whom(session, by, person_id, now)
    absence = table.locked(session, absence_id)
    if absence is None or absence.person_id != person.id:
        raise Missing("absence_missing")
    if absence.to_at <= now:
        return
    if absence.begun_at is None:
        session.delete(absence)
    else:
        absence.to_at = now
    county_log.record(session, "absence_ended", by, now, **_said(person, absence))


def of(session: Session, by: Actor, person_id: str, *, now: datetime) -> list[Absence]:
    return table.of_person(session, _of_whom(session, by, person_id, now).id, now)


def _of_whom(session: Session, by: Actor, person_id: str, now: datetime) -> Person:
    """One's own, or anybody's for the office; of those who lead cases."""
    if by.id != person_id and "admin" not in by.roles:
        raise Refused("admin_only")
    person = posts.find_active(session, person_id)
    if not can_be_away(person, now):
        raise Refused("absence_of_inspectors")
    return person


def can_be_away(person: Person, now: datetime) -> bool:
    return "inspector" in actor(person, now).roles


def _check(from_at: datetime, to_at: datetime, now: datetime) -> None:
    if to_at <= from_at:
        raise Invalid("absence_ends_first")
    if to_at <= now:
        raise Invalid("absence_over")
    if to_at - from_at > LONGEST:
        raise Invalid("absence_too_long")


def _said(person: Person, absence: Absence) -> dict:
    times = {"from": iso(absence.from_at), "until": iso(absence.to_at)}
    return {"person": person.id, "person_name": person.name} | times


def turn(look, transaction, *, now: datetime) -> int:
    """Tell what has begun and what is over, each in a transaction of its own; how many were told."""
    with look() as session:
        waiting = table.to_be_told(session, now)
    told = 0
    for absence_id in waiting:
        with transaction() as session:
            absence = session.get(Absence, absence_id)
            told += absence is not None and _tell(session, absence, now)
    return told


def _tell(session: Session, absence: Absence, now: datetime) -> bool:
    """False when another worker has told it."""
    cases = table.locked_cases_led(session, absence.person_id)
    absence = table.locked(session, absence.id)
    over = absence is not None and absence.to_at <= now
    if absence is None or absence.over_at is not None or (absence.told_to == absence.to_at and not over):
        return False
    unnoticed = over and absence.begun_at is None  # nobody was there to tell the whole time
    absence.begun_at, absence.told_to = absence.begun_at or now, absence.to_at
    absence.over_at = now if over else None
    if not unnoticed:
        _say(session, absence, cases, "back" if over else "away", now)
    return True


def _say(session: Session, absence: Absence, cases: list[Case], what: str, now: datetime) -> None:
    person = session.get(Person, absence.person_id)
    standing_in = {case.assistant_id: case.assistant for case in cases if case.assistant is not None}
    for case in cases:
        if case.assistant is not None:
            until = {"until": iso(absence.to_at)} if what == "away" else {}
            chain.note(session, case.id, None, {"act": what} | _of_case(case) | until, now)
    event = county_log.record(session, f"absence_{what}", None, now, **_said(person, absence))
    county_notices.tell(session, [person], f"{what}_lead", event, now)
    county_notices.tell(session, list(standing_in.values()), what, event, now)


def _of_case(case: Case) -> dict:
    return {
        "lead": case.lead_id, "lead_name": case.lead.name, "assistant": case.assistant_id,
        "assistant_name": case.assistant.name,
    }  # fmt: skip
