"""并案、拆开: which cases an act concerns at once, where an act lands whose case was merged away, and how clocks that
stood still go on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Case, Due, same_place
from patrol.models import cases as case_table

from . import pauses, permissions
from .acts.base import Doing
from .rules import Rules
from .times import iso

MERGED = "merged"  # why a clock stands still
# What was done on site, and whom the matter is hidden from, holds for the one case that is left of the two. All else
# is a decision on a file, and is noted on the file it was sent to.
LANDS_ON_TARGET = {"stop", "verify", "report", "handle", "comment", "conceal"}


def locked_with_others(session: Session, case_id: str, facts: dict) -> Case | None:
    """The case, locked, and before it in the order of their ids all others that the act may change."""
    held: dict[str, Case | None] = {}
    while wanted := sorted(_concerned(session, case_id, facts) - held.keys()):
        held |= {one: case_table.locked(session, one) for one in wanted}
    return held[case_id]


def _concerned(session: Session, case_id: str, facts: dict) -> set[str]:
    ids = {case_id} | ({facts["into"]} if facts["act"] == "merge" else set())
    ids |= same_place.targets_of(session, list(ids))
    if facts["act"] == "conceal":
        ids |= {one for found in same_place.merged_into(session, list(ids)).values() for one in found}
    return ids


def landing(session: Session, case: Case, facts: dict) -> Case:
    """The case in which the act is judged. That something is unfounded is said of one case only: it would close
    what others reported."""
    if case.merged_into is None or facts["act"] not in LANDS_ON_TARGET or facts.get("founded") is False:
        return case
    return session.get(Case, case.merged_into)


def target(doing: Doing) -> Case | None:
    """Where the case is to be merged into; of one that was merged away since, where that went. None where its author
    sees none, or holds no part of it."""
    into = doing.session.get(Case, doing.facts["into"])
    if into is not None and into.merged_into is not None:
        into = doing.session.get(Case, into.merged_into)
    if into is None:
        return None
    own = permissions.is_own(doing.session, doing.by, into.id)
    holds = doing.by.roles_on(into) & {"inspector", "officer"}
    return into if holds and permissions.sees(doing.by, into, own=own) else None


def went_on(case: Case, rules: Rules, now: datetime) -> dict:
    """What was owed when the case was merged is owed again. The time it was part of another one does not count:
    nobody could do anything about it."""
    return {due.step: {"owed": True} | _clock(due, rules, now) for due in case.dues if due.paused_at is not None}


def _clock(due: Due, rules: Rules, now: datetime) -> dict:
    if due.paused_for != MERGED and due.paused_until > now:
        return {}
    if due.due_at > due.paused_at:
        return pauses.resumed(due, rules, now)
    stood: timedelta = now - due.paused_at
    return pauses.RUNNING | {"due_at": iso(due.due_at + stood)}  # missed before, it is missed still
