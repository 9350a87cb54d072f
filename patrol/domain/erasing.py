"""Erase a person's name: contents that hold it are deleted, the links of the log still hold.

What is left of such an event, without the name, stands beside it; the erase event names its hash, so that nobody
can pass a forgery off as an erasure.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Act, Case, Event, Person, Report, Task, callers
from patrol.models.areas import names_changed
from patrol.models.codes import forget_reset_codes
from patrol.models.log import in_order, whole_of_cases
from patrol.models.notice_settings import forget_ways
from patrol.models.people import forget_attempts_of
from patrol.models.people_lists import ERASED
from patrol.models.reports import acts_of_case, all_of, forget_whose, reports_of_case
from patrol.models.views import forget_views
from patrol.models.waiting_files import forget_files

from . import log
from .times import iso

# Where a name stands as a name: beside the id of the one whose it is, so that a namesake keeps his.
NAMES = {
    "name": ("by",), "lead_name": ("lead",), "assistant_name": ("assistant",),
    **dict.fromkeys(("person_name", "name_before", "phone", "phone_before", "username"), ("person",)),
}  # fmt: skip
FORMER = ("person_name", "name_before", "phone", "phone_before")
# Where people write in their own words.
WORDS = ("note", "reason", "instruction", "party", "land_class", "permits", "q")
# A report as it was sent, what an exported list was asked for, and tasks as they were asked and as they stand.
WITHIN = ("facts", "asked", "tasks", "change")


def erase(session: Session, person: Person, reason: str, *, now: datetime) -> int:
    """Remove the person's name and phone everywhere; how many events held it."""
    named = {person.name, person.phone, *_former(session, person.id)} - {None, ""}
    erased = _out_of_events(in_order(session), person.id, named)
    _out_of_tables(session, person, named)
    person.name, person.phone, person.username, person.password_hash = ERASED, None, None, None
    person.closed_at, person.epoch = person.closed_at or now, person.epoch + 1
    content = {"act": "erase", "received_at": iso(now), "reason": reason, "erased": erased}
    names_changed(session)
    log.append(session, None, [content])
    return len(erased)


def erase_callers(session: Session, case: Case, reason: str, *, now: datetime) -> int:
    """Remove the names and numbers of those who called about a case, also from what was written down; how many
    events held one."""
    called = callers.of_case(session, case.id).values()
    # A single character is too likely to be part of another word.
    named = {said for one in called for said in (one.name, one.phone) if said and len(said) > 1}
    erased = _out_of_events(whole_of_cases(session, [case.id]), None, named)
    for row in (*reports_of_case(session, case.id), *acts_of_case(session, case.id)):
        _blank_body(row, named)
    for task in case.tasks:
        task.instruction, task.note = _starred(task.instruction, named), _starred(task.note, named)
    for one in called:
        one.name = one.phone = None
    names_changed(session)
    log.append(session, None, [{"act": "erase", "received_at": iso(now), "reason": reason, "erased": erased}])
    return len(erased)


def _out_of_events(events: Iterable[Event], person_id: str | None, named: set[str]) -> list[dict]:
    erased = []
    for event in events:
        left = _without(log.content_of(event), person_id, named)
        if left is not None:
            event.redacted, event.content, event.salt = log.canonical(left), None, None
            erased.append({"case": event.case_id, "n": event.n, "left": log.sha256(event.redacted)})
    return erased


def _out_of_tables(session: Session, person: Person, named: set[str]) -> None:
    forget_whose(session, named)
    for typed in {person.username or "", *named}:  # people type a name or a number where the user name goes
        forget_attempts_of(session, typed)
    # A list that was looked for by somebody's name found nothing; a view of it is only the name.
    forget_views(session, {word for word in named if len(word) > 1})
    forget_reset_codes(session, person.id)
    forget_ways(session, person.id)
    forget_files(session, of="people")  # any list on its way may hold the name
    for table in (Report, Act):
        for row in all_of(session, table):
            _blank_body(row, named)
    for task in all_of(session, Task):
        task.instruction, task.note = _starred(task.instruction, named), _starred(task.note, named)
    for one in callers.called(session, named):
        one.name = one.phone = None


def _blank_body(row: Report | Act, named: set[str]) -> None:
    left = _blank(row.body, named)
    if left != row.body:
        row.body = left


def _former(session: Session, person_id: str) -> set[str]:
    """Names and numbers the person had before: people wrote those, too."""
    mine = (content for content in map(log.content_of, in_order(session)) if content.get("person") == person_id)
    return {content[name] for content in mine for name in FORMER if content.get(name)}


def _without(content: dict, person_id: str | None, named: set[str]) -> dict | None:
    """The content without the name, or None when it does not hold it."""
    left = _blank(content, named)
    for name, owners in NAMES.items():
        if left.get(name) and any(person_id and content.get(owner) == person_id for owner in owners):
            left[name] = None
    if person_id and content.get("act") == "post" and content.get("person") == person_id:
        left["name"] = None  # as these events were written at first: the name is of whom the post was given to
    return left | {"redacted": True} if left != content else None


def _blank(content: dict, named: set[str]) -> dict:
    """Only people's own words are searched: a short name might also be part of a code or a number."""
    left = {name: _starred(value, named) if name in WORDS else value for name, value in content.items()}
    for part in WITHIN:
        if part in left:
            left[part] = _blank_part(left[part], named)
    return left


def _blank_part(part, named: set[str]):
    if isinstance(part, list):
        return [_blank(one, named) if isinstance(one, dict) else one for one in part]
    if not isinstance(part, dict):
        return part
    # Tasks by their ids.
    inner = {name: _blank(value, named) if isinstance(value, dict) else value for name, value in part.items()}
    return _blank(inner, named)


def _starred(value, named: set[str]):
    for word in named if isinstance(value, str) else ():
        value = value.replace(word, "＊＊")
    return value
