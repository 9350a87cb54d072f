"""换用新规则: open cases go over to newer rules, where the office wants it; one event for each.

A deadline moves only where it is still the one that the old rules gave: what people set, what has climbed, stands
still or is about to fall stays as everybody was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, Person
from patrol.models import cases as case_table
from patrol.models import rules as table
from patrol.models.work import order

from . import chain, deadlines, ladder, permissions, ruling
from .actors import Actor, actor
from .acts.base import case_change, owed_again
from .rules import Rules
from .sweep import passing_over_races
from .times import iso, parse

TASK = "rerule"


@dataclass(frozen=True)
class Move:
    """A deadline before and after; before is None where the clock had not begun."""

    case_id: str
    number: str
    step: str
    before: datetime | None
    after: datetime


def moves(session: Session, rules: Rules, visible, now: datetime) -> Iterator[Move]:
    """What would move if the open cases of this sight went over to these rules, by their numbers."""
    for case, due in table.undone_of_open_cases(session, visible):
        fresh = _anew(ruling.of(session, case), rules, case, due, now)
        if fresh is not None:
            yield Move(case.id, case.number, due.step, due.due_at if due.owed else None, fresh.at)


def _anew(before: Rules, after: Rules, case, due, now: datetime) -> deadlines.Deadline | None:
    """The deadline by the new rules; None where it stays."""
    if not due.owed:
        return _begins_now(after, case, due, now)
    rule = due.rule
    if not rule or due.missed or due.outcome or due.paused_at is not None or due.extended_at is not None:
        return None
    if deadlines.term_of(before, case, due.step).since != deadlines.term_of(after, case, due.step).since:
        return None  # it counts from something else now: what has begun goes on
    start = parse(rule["from"]) if "from" in rule else case.opened_at
    if deadlines.first_of(before, case, due.step, start).at != due.due_at:
        return None
    fresh = deadlines.first_of(after, case, due.step, start)
    return fresh if fresh.at > now and fresh.at != due.due_at else None


def _begins_now(rules: Rules, case, due, now: datetime) -> deadlines.Deadline | None:
    """A clock that waited for something, and by the new rules no longer does."""
    happened = {None, "verified"} if case.founded else {None}
    if deadlines.term_of(rules, case, due.step).since not in happened:
        return None
    return deadlines.first_of(rules, case, due.step, now)


def ask(session: Session, version: int, by: Actor, now: datetime) -> None:
    """Let the worker take the open cases that this person sees over to the version."""
    order(session, TASK, f"{version}/{by.id}/{iso(now)}", now)


def run(transaction, look, subject: str, *, clock: Callable[[], datetime]) -> int:
    """How many cases went over. Cut off, it goes on with those that are left; a lost race is passed over."""
    version, person_id = subject.split("/")[:2]
    with look() as session:
        by = actor(session.get(Person, person_id), clock())
        older = table.open_cases_before(session, int(version), permissions.visible_to(by))
    moved = 0
    for case_id in older if "officer" in by.roles else ():
        with passing_over_races(), transaction() as session:
            case = case_table.locked_if_free(session, case_id)
            moved += case is not None and go_over(session, case, int(version), by, clock())
    return moved


def go_over(session: Session, case: Case, version: int, by: Actor, now: datetime) -> bool:
    """False when the case is closed, hidden from this person by now, or under these rules already."""
    seen = permissions.sees(by, case, own=permissions.is_own(session, by, case.id))
    if case.state != "open" or not seen or (case.rules_version or 0) >= version:
        return False
    before, after = ruling.of(session, case), ruling.version(session, version)
    dues, told = {}, []
    for due in case.dues:
        fresh = _anew(before, after, case, due, now) if due.owed or due.waits else None
        if fresh is not None:
            dues[due.step] = _moved(after, case, due, fresh)
            told.append({"step": due.step, "before": iso(due.due_at) if due.owed else None, "due_at": iso(fresh.at)})
    content = {"act": "rerule", "version": version, "moves": told}
    stamp = chain.Stamp(by, "officer", now, now)
    chain.record(session, case, stamp, content, case_change(rules_version=version) | {"dues": dues})
    return True


def _moved(rules: Rules, case: Case, due, fresh: deadlines.Deadline) -> dict:
    if due.owed:
        return {"due_at": iso(fresh.at), "provisional": fresh.provisional, "rule": fresh.rule}
    rungs = rules.ladder_of(case, due.step)
    return owed_again(ladder.start(due.step, case.base_level, case.concealed, rungs), fresh)
