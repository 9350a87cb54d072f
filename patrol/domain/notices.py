"""Who hears of which event: a table of event → levels, and never somebody from whom the case is hidden."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from patrol.models import Case, Notice, Person, Report
from patrol.models.areas import TOWN, VILLAGE, path_of_level, under
from patrol.models.people import holding

from . import actors, permissions

# Levels told of an accepted event. "reporter" is who found it; "moved" both levels of an escalation.
TOLD = {
    "open": ("holder",),
    "escalate": ("moved",),
    "stop": ("reporter",),
    "report": ("town", "county"),
    "handle": ("town",),
    "sign_off": ("station",),
    "close": ("reporter", "town"),
    "return": ("station",),
    "reopen": ("station", "town"),
    "supervise": ("station",),
    "assign": ("station",),
    "move": ("station",),
}
NAMESPACE = uuid.UUID("5a0f9f0e-65c1-5d0b-9c36-3c6c9d6f7a11")


def write(session: Session, case: Case, content: dict, stamp) -> None:
    """A notice per person concerned, in the transaction of the event; its id is the same however often it is made."""
    if content["status"] != "accepted":
        return
    told = TOLD.get(content["act"], ()) + (("reporter",) if content.get("closes") else ())
    people = {person.id: person for group in told for person in _group(session, case, content, group, stamp.now)}
    for person in people.values():
        if stamp.by is not None and person.id == stamp.by.id:
            continue
        # A case not yet written has no reports; its reporter is the one who acts and was left out above.
        own = case.last_seq > 0 and permissions.is_own(session, actors.actor(session, person, stamp.now), case.id)
        if permissions.sees(actors.actor(session, person, stamp.now), case, own=own):
            session.add(_notice(person, case, content, stamp.now))


def _notice(person: Person, case: Case, content: dict, now) -> Notice:
    return Notice(
        id=str(uuid.uuid5(NAMESPACE, f"{case.id}/{content['n']}/{person.id}")),
        person_id=person.id,
        case_id=case.id,
        n=content["n"],
        event="refused" if content.get("cause") == "refused" else content["act"],
        step=content.get("step"),
        level=content.get("level"),
        created_at=now,
    )


def _group(session: Session, case: Case, content: dict, group: str, now) -> list[Person]:
    if group == "reporter":
        return _reporters(session, case) if case.last_seq else []
    if group == "holder":
        levels = {due.level for due in case.dues if due.owed}
    elif group == "moved":
        levels = {content["from_level"], content["level"]}
    else:
        levels = {group}
    return [person for level in sorted(levels) for person in at_level(session, case, level, now)]


def _reporters(session: Session, case: Case) -> list[Person]:
    question = select(Person).join(Report, Report.reporter_id == Person.id).where(Report.case_id == case.id)
    return list(session.scalars(question.distinct()))


def at_level(session: Session, case: Case, level: str, now) -> list[Person]:
    """The people who stand for a level of this case; at the station lead and assistant, once there are."""
    if level == "county":
        return holding(session, "officer", now)
    if level == "station":
        inspectors = holding(session, "inspector", now, station_id=case.station_id or 0)
        named = [person for person in inspectors if person.id in (case.lead_id, case.assistant_id)]
        return named or inspectors
    path = path_of_level(case.path, TOWN if level == "town" else VILLAGE)
    if path is None:
        return []
    ids = [area.id for area in under(session, path) if level == "village" or area.path == path]
    return holding(session, "leader" if level == "town" else "informant", now, area_ids=ids)
