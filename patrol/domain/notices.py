"""Who hears of which event: a table of event → levels, and never somebody from whom the case is hidden."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from patrol.models import Case, Notice
from patrol.models.absences import away_until
from patrol.models.areas import TOWN, VILLAGE, path_of_level
from patrol.models.people import standing_for
from patrol.models.prepared import bare
from patrol.models.reports import reporters_of

from . import actors, departments, permissions
from .actors import Actor
from .ladder import LEVELS

# Levels told of an accepted event. "reporter" is who found it; "moved" both levels of an escalation,
# "asked" the departments a task is for.
TOLD = {
    "open": ("holder",),
    "escalate": ("moved",),
    "stop": ("reporter",),
    "report": ("town", "county"),
    "handle": ("town",),
    "decide": ("town",),
    "extend": ("station",),
    "sign_off": ("station",),
    "close": ("reporter", "town"),
    "return": ("station",),
    "reopen": ("station", "town"),
    "supervise": ("station",),
    "pause": ("station", "town"),
    "resume": ("station", "town"),
    "assign": ("station",),
    "move": ("station",),
    "conceal": ("holder",),
    "unconceal": ("holder", "station", "town"),
    "convene": ("asked", "station"),
    "answer": ("moved", "station"),
    "return_task": ("asked",),
    "withdraw": ("asked",),
    "task_late": ("asked", "moved"),
    "list_case": ("town", "station"),
    "unlist": ("town", "station"),
    "join": ("holder",),
    "merge": ("reporter", "station"),
    "unmerge": ("reporter", "station", "town"),
    "take_in": ("holder",),
    "let_go": ("holder",),
}
# Where an event's outcome is what people hear first.
EVENT_OF = {("escalate", "refused"): "refused", ("answer", "cannot"): "cannot"}
NAMESPACE = uuid.UUID("5a0f9f0e-65c1-5d0b-9c36-3c6c9d6f7a11")


def of(session: Session, case: Case, content: dict, stamp) -> list[Notice]:
    """A notice per person concerned, to be written with the event; its id is the same however often it is made."""
    told = set(TOLD.get(_act(content), ())) | ({"reporter"} if content.get("closes") else set())
    if content["status"] != "accepted" or not told:
        return []
    # A case not yet written has no reports; its reporter is the one who acts.
    found_by = reporters_of(session, case.id) if case.last_seq else []
    reporters = {person.id: actors.actor(person, stamp.now) for person in found_by}
    people = {person.id: person for person in at_levels(session, case, _levels(case, content, told), stamp.now)}
    if "reporter" in told:
        people |= reporters
    told_of = [one for one in people.values() if permissions.sees(one, case, own=one.id in reporters)]
    if "asked" in told:
        told_of += [one for one in _asked(session, case, content, stamp.now) if one not in told_of]
    return [
        _notice(person, case, content, stamp.now)
        for person in told_of
        if stamp.by is None or person.id != stamp.by.id
    ]


def _asked(session: Session, case: Case, content: dict, now) -> list[Actor]:
    named = content.get("departments") or [content["department"]]
    return departments.people(session, case, named, now)


def _notice(person: Actor, case: Case, content: dict, now) -> Notice:
    return bare(Notice)(
        id=str(uuid.uuid5(NAMESPACE, f"{case.id}/{content['n']}/{person.id}")),
        person_id=person.id,
        case_id=case.id,
        n=content["n"],
        event=EVENT_OF.get((content["act"], content.get("cause") or content.get("outcome")), _event(content)),
        step=content.get("step"),
        level=content.get("level"),
        created_at=now,
    )


def unreached(person: Actor, case: Case, notice: Notice, now) -> Notice:
    """For the next on the ladder: those of the level that `notice` was for could not be reached."""
    content = {"n": notice.n, "act": "unreached", "step": notice.step, "level": notice.level}
    return _notice(person, case, content, now)


def _act(content: dict) -> str:
    """By the table: hidden no more is another thing than hidden."""
    return "unconceal" if content["act"] == "conceal" and content.get("level") is None else content["act"]


def _event(content: dict) -> str:
    """What happened, as people are told it."""
    return "recurrence" if content.get("recurrence") else _act(content)


def _levels(case: Case, content: dict, told: set[str]) -> set[str]:
    levels = told & set(LEVELS)
    if "holder" in told:
        levels |= {due.level for due in case.dues if due.owed}
    if "moved" in told:
        levels |= {content["from_level"], content["level"], *content.get("told", ())}
    return levels


def at_levels(session: Session, case: Case, levels: set[str], now) -> list[Actor]:
    """The people who stand for these levels of a case; at the station lead and assistant, once there are."""
    if not levels:
        return []
    town, village = path_of_level(case.path, TOWN), path_of_level(case.path, VILLAGE)
    rows = standing_for(session, levels, now, town=town, village=village, station_id=case.station_id)
    people = actors.from_rows(rows, now)
    return _lead_and_assistant_only(session, case, people, now) if "station" in levels else people


def _lead_and_assistant_only(session: Session, case: Case, people: list[Actor], now) -> list[Actor]:
    """While the lead is away the assistant alone; where neither is there, everybody of the station who is."""
    named = {case.lead_id, case.assistant_id} & {person.id for person in people}
    away = away_until(session, named, now).keys()
    named = named - away
    if not named:
        there = [one for one in people if one.id not in away]
        return there if any(map(_only_inspects, there)) else people
    return [one for one in people if one.id in named or not _only_inspects(one)]


def _only_inspects(person: Actor) -> bool:
    return {post.role for post in person.ever} == {"inspector"}
