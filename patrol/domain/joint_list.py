"""The joint tasks of all cases in one list, for those who ask departments: what is open, late, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Task
from patrol.models import tasks as table
from patrol.models.cases import lies_in

from . import permissions
from .actors import Actor
from .looking import named_by, write_cursor


@dataclass(frozen=True)
class Wanted:
    state: str = "open"
    department: str | None = None
    path: str | None = None  # of a town


def page(
    session: Session, by: Actor, wanted: Wanted, cursor: str | None, limit: int, *, now: datetime
) -> tuple[list[Task], str | None]:
    """(a page of tasks, the cursor of the next or None)."""
    seen = permissions.worked_on(by)
    conditions = [seen, table.in_state(wanted.state, now), *_narrowed(wanted)]
    found = table.listed(session, conditions, wanted.state, _after(session, seen, cursor), limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], last and write_cursor([last.id])


def counts(session: Session, by: Actor, wanted: Wanted, *, now: datetime) -> dict[str, int]:
    """How many are open, and how many of them late, whichever of these is shown."""
    seen = [permissions.worked_on(by), *_narrowed(wanted)]
    return {state: table.count(session, [*seen, table.in_state(state, now)]) for state in ("open", "late")}


def _narrowed(wanted: Wanted) -> list:
    narrowed = [Task.department == wanted.department] if wanted.department else []
    return [*narrowed, lies_in(wanted.path)] if wanted.path else narrowed


def _after(session: Session, seen, cursor: str | None) -> Task | None:
    return named_by(cursor, lambda task_id: table.one(session, seen, task_id)) if cursor else None
