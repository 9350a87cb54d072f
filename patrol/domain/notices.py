"""Who hears of which event: a table of event → levels, and never somebody from whom the case is hidden."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from patrol.models import Case, Notice
from patrol.models.areas import TOWN, VILLAGE, path_of_level
from patrol.models.people import standing_for
from patrol.models.reports import reporters_of

from . import actors, permissions
from .actors import Actor
from .ladder import LEVELS

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
    "conceal": ("holder",),
}
NAMESPACE = uuid.UUID("5a0f9f0e-65c1-5d0b-9c36-3c6c9d6f7a11")


def of(session: Session, case: Case, content: dict, stamp) -> list[Notice]:
    """A notice per person concerned, to be written with the event; its id is the same however often it is made."""
    told = set(TOLD.get(content["act"], ())) | ({"reporter"} if content.get("closes") else set())
    if content["status"] != "accepted" or not told:
        return []
    # A case not yet written has no reports; its reporter is the one who acts.
    found_by = reporters_of(session, case.id) if case.last_seq else []
    reporters = {person.id: actors.actor(person, stamp.now) for person in found_by}
    people = {person.id: person for person in at_levels(session, case, _levels(case, content, told), stamp.now)}
    if "reporter" in told:
        people |= reporters
    return [
        _notice(person, case, content, stamp.now)
        for person in people.values()
        if stamp.by is None or person.id != stamp.by.id
        if permissions.sees(person, case, own=person.id in reporters)
    ]


def _notice(person: Actor, case: Case, content: dict, now) -> Notice:
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


def _levels(case: Case, content: dict, told: set[str]) -> set[str]:
    levels = told & set(LEVELS)
    if "holder" in told:
        levels |= {due.level for due in case.dues if due.owed}
    if "moved" in told:
        levels |= {content["from_level"], content["level"]}
    return levels


def at_levels(session: Session, case: Case, levels: set[str], now) -> list[Actor]:
    """The people who stand for these levels of a case; at the station lead and assistant, once there are."""
    if not levels:
        return []
    town, village = path_of_level(case.path, TOWN), path_of_level(case.path, VILLAGE)
    rows = standing_for(session, levels, now, town=town, village=village, station_id=case.station_id)
    people = actors.from_rows(rows, now)
    return _lead_and_assistant_only(case, people) if "station" in levels else people


def _lead_and_assistant_only(case: Case, people: list[Actor]) -> list[Actor]:
    named = {case.lead_id, case.assistant_id} & {person.id for person in people}
    if not named:
        return people
    return [one for one in people if one.id in named or not _only_inspects(one)]


def _only_inspects(person: Actor) -> bool:
    return {post.role for post in person.ever} == {"inspector"}
