"""A list of people between its check page and the confirmation (domain/waiting.py): judged anew each time,
and the wrong ones go on waiting, to be given back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.domain import posts
from patrol.domain.actors import Actor
from patrol.domain.errors import Conflict
from patrol.domain.waiting import PEOPLE
from patrol.models import WaitingFile

from . import checking, taking


def plan_of(session: Session, staged: WaitingFile, now: datetime) -> checking.Plan:
    return checking.check(session, staged.sheet["rows"], now)


def confirm(session: Session, by: Actor, import_id: str, digest: str, *, now: datetime) -> dict[str, int]:
    """Take the good rows over; only the wrong ones go on waiting. Raises Conflict, and then nothing was done:
    import_moved when the county changed meanwhile, import_taken the second time."""
    posts.begin(session, by)
    staged = PEOPLE.find(session, by, import_id, now, lock=True)
    if staged.taken_at is not None:
        raise Conflict("import_taken")
    plan = plan_of(session, staged, now)
    if plan.digest() != digest:
        raise Conflict("import_moved")
    staged.taken_at = now
    wrong = [one.row for one in plan.of("wrong")]
    staged.sheet = staged.sheet | {"rows": wrong, "done": plan.counts()}
    return taking.take(session, by, plan, staged.sha256, now=now)
