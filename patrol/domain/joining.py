"""补证: whether a report joins the open case its sender named. If it cannot, it opens a case of its own and says so.

Concealed and open never join. Whoever sees nothing of the named case is told the same whether there is one or not.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, same_place
from patrol.models import cases as case_table

from . import deadlines, permissions, ruling
from .actors import Actor
from .acts import base


def target(session: Session, facts: dict, by: Actor) -> tuple[Case | None, str | None]:
    """(the case, locked; why not, where one was named)."""
    named = facts.get("joins")
    if named is None:
        return None, None
    case_id = next(iter(same_place.targets_of(session, [named])), named)
    case = case_table.locked(session, case_id)
    why = _hindrance(session, case, facts, by)
    return (case, None) if why is None else (None, why)


def _hindrance(session: Session, case: Case | None, facts: dict, by: Actor) -> str | None:
    if case is None or not permissions.sees(by, case, own=permissions.is_own(session, by, case.id)):
        return "unseen"
    if case.concealed is not None or facts["conceal"] is not None:
        return "apart"
    # Merged away since the look before the lock: the next sending would find it, this one is not held up.
    return None if case.state == "open" else "closed"


def change(session: Session, case: Case, facts: dict, now: datetime) -> dict:
    """Works that go on now are to be stopped as soon as if they had been seen at first."""
    if not facts["works_going_on"] or case.works_going_on:
        return {}
    fields, stop = base.case_change(works_going_on=True), case.due("stop")
    if not stop.owed or stop.paused_at is not None:
        return fields
    rules = ruling.of(session, case)
    first = deadlines.first(rules, "stop", now, kind=case.kind, grave=case.grave, works_going_on=True)
    if first.at >= stop.due_at:
        return fields
    sooner = {"due_at": base.iso(first.at), "provisional": first.provisional, "rule": first.rule}
    return fields | {"dues": {"stop": sooner}}
