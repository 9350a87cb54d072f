"""Between the check page and its confirmation the rows wait here: for an hour, for the one who brought them.

What is kept are the rows, not the verdicts: they are judged again when they are taken, and when anything came out
otherwise than the page had said, nothing is done and the page is shown anew.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.domain import posts
from patrol.domain.actors import Actor
from patrol.domain.errors import Conflict, Missing
from patrol.models import PeopleImport
from patrol.models.codes import forget_expired_codes
from patrol.models.imports import forget_imports, import_of

from . import checking, taking

LASTS = timedelta(hours=1)


def stage(session: Session, by: Actor, data: bytes, sheet: dict, *, now: datetime) -> PeopleImport:
    """Keep what `reading.read` made of the data; an earlier list of the same owner and all expired ones go."""
    forget_imports(session, owner_id=by.id)
    forget_imports(session, expired=now)
    staged = PeopleImport(
        owner_id=by.id, created_at=now, expires_at=now + LASTS, sha256=hashlib.sha256(data).hexdigest(), sheet=sheet
    )
    session.add(staged)
    session.flush()
    return staged


def find(session: Session, by: Actor, import_id: str, now: datetime, *, lock: bool = False) -> PeopleImport:
    staged = import_of(session, import_id, by.id, now, lock=lock)
    if staged is None:
        raise Missing("import_missing")
    return staged


def plan_of(session: Session, staged: PeopleImport, now: datetime) -> checking.Plan:
    return checking.check(session, staged.sheet["rows"], now)


def confirm(session: Session, by: Actor, import_id: str, digest: str, *, now: datetime) -> dict[str, int]:
    """Take the good rows over; only the wrong ones go on waiting, to be given back. Raises Conflict, and then
    nothing was done: import_moved when the county changed meanwhile, import_taken the second time."""
    posts.begin(session, by)
    staged = find(session, by, import_id, now, lock=True)
    if staged.taken_at is not None:
        raise Conflict("import_taken")
    plan = plan_of(session, staged, now)
    if plan.digest() != digest:
        raise Conflict("import_moved")
    staged.taken_at = now
    wrong = [one.row for one in plan.of("wrong")]
    staged.sheet = staged.sheet | {"rows": wrong, "done": plan.counts()}
    return taking.take(session, by, plan, staged.sha256, now=now)


def drop(session: Session, by: Actor, import_id: str, now: datetime) -> None:
    session.delete(find(session, by, import_id, now))


def sweep(writing, *, now: datetime) -> None:
    """Names of people who never came in do not lie about; nor do codes that nobody used."""
    with writing() as session:
        forget_imports(session, expired=now)
        forget_expired_codes(session, now)
