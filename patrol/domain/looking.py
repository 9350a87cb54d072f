"""What a person may see: one case, a list, a name behind 信息员; some looks are events."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import or_
from sqlalchemy.orm import Session

from patrol.models import Area, Case, Look, Person, Station, areas, callers, lists, same_place
from patrol.models import cases as case_table
from patrol.models.people import holding
from patrol.models.reports import reports_of_cases

from . import chain, permissions
from .actors import Actor
from .errors import Invalid, Missing, Refused

T = TypeVar("T")


def find(session: Session, by: Actor, case_id: str) -> Case:
    case = lists.one(session, permissions.visible_to(by), case_id)
    if case is None:
        raise Missing("case_missing")
    return case


def page(
    session: Session, by: Actor, filters: lists.Filters, cursor: str | None, limit: int, *, now: datetime
) -> tuple[list[Case], str | None]:
    """(a page of cases, the cursor of the next or None)."""
    after = _after(session, permissions.visible_to(by), cursor) if cursor else None
    found = lists.page(session, _ways(by, filters), filters, after, limit + 1, now)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], write_cursor([last.id]) if last else None


def sight(by: Actor, filters: lists.Filters):
    """SQL condition: the cases that may answer to these filters."""
    return or_(*_ways(by, filters))


def _ways(by: Actor, filters: lists.Filters) -> list:
    """Conditions, by any of which a case may answer."""
    ways = permissions.ways_to_see(by)
    beyond_brief = (
        filters.overdue, filters.grave, filters.found_from, filters.found_to, filters.closed_from, filters.listed,
        filters.tasks,
    )  # fmt: skip
    if filters.holder or filters.q or any(one is not None for one in beyond_brief):
        # Else a list would answer what a brief case does not say: its number, its deadline, who holds it.
        return [way & permissions.seen_whole(by) for way in ways]
    return ways


def write_cursor(parts: list) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> list:
    """Raises Invalid for anything that is not one of ours."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise Invalid("bad_cursor") from None
    if not isinstance(parts, list) or not all(map(_is_plain, parts)):
        raise Invalid("bad_cursor")
    return parts


def named_by(cursor: str, find: Callable[[str], T | None]) -> T:
    """The row at which the page before ended: what its reader does not see, nobody goes on from. Raises Invalid."""
    parts = decode_cursor(cursor)
    row = find(parts[0]) if len(parts) == 1 and isinstance(parts[0], str) else None
    if row is None:
        raise Invalid("bad_cursor")
    return row


def _is_plain(part) -> bool:
    """What our cursors are made of: short text without surprises, small numbers, or nothing."""
    if isinstance(part, str):
        return len(part) <= 80 and part.isascii() and part.isprintable()
    return part is None or (type(part) is int and 0 <= part < 2**31)


def _after(session: Session, visible, cursor: str) -> tuple[datetime | None, str]:
    """Where the page before ended. The cursor names a case and not its deadline, which a brief case does not say."""
    last = named_by(cursor, lambda case_id: lists.one(session, visible, case_id))
    return last.due_at, last.id


class Candidates(NamedTuple):
    people: list[Person]
    stations: list[Station]
    villages: list[tuple[Area, Area]]  # town and village


def candidates(session: Session, by: Actor, case_id: str, *, now: datetime) -> Candidates:
    """Inspectors of the case's station, the stations it can be handed to, and the villages it may lie in instead."""
    case = find(session, by, case_id)
    if not permissions.roles_for(session, by, case, "assign", now, own=False):
        raise Refused("act_not_yours")
    towns = areas.towns_of_stations(session, {case.station_id} if case.station_id else set())
    villages = [(town, village) for town in towns for village in areas.under(session, town.path, areas.VILLAGE)]
    people = holding(session, "inspector", now, station_id=case.station_id or 0)
    return Candidates(people, areas.stations(session), villages)


def look_at_reporter(session: Session, by: Actor, case_id: str, reason: str, *, now: datetime) -> list[dict]:
    """The names behind 信息员, to an inspector or officer who holds the case; the look is an event.

    Of a call it is the caller's, None when none was left.
    """
    case = _held(session, by, case_id)
    record_look(session, case, by, "reporter", now=now, reason=reason)
    merged = same_place.merged_into(session, [case.id])[case.id]
    reports = reports_of_cases(session, [case.id, *merged])
    called = {id_: one for case_id in (case.id, *merged) for id_, one in callers.of_case(session, case_id).items()}
    people = {report.id: called.get(report.id) or session.get(Person, report.reporter_id) for report in reports}
    return [{"report": id_, "name": one.name, "phone": one.phone} for id_, one in people.items()]


def record_look(session: Session, case: Case, by: Actor, what: str, *, now: datetime, **more) -> None:
    role = "officer" if "officer" in by.roles_on(case) else "inspector"
    content = {"act": "look", "what": what} | more
    look = Look(case_id=case.id, n=case.n + 1, person_id=by.id, what=what, at=now)
    chain.record(session, case, chain.Stamp(by, role, now, now), content, {}, beside=(look,))


def _held(session: Session, by: Actor, case_id: str) -> Case:
    find(session, by, case_id)
    case = case_table.locked(session, case_id)
    if not by.roles_on(case) & {"inspector", "officer"}:
        raise Refused("not_for_you")
    return case
