"""A check of the log that somebody asks for in the office: a job of the worker's, with progress, its result kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from patrol.models import Check, Job, LogHead, checks

from . import verifying
from .actors import Actor

TASK = "verify"
SHOWN = 200


def ask(session: Session, by: Actor, now: datetime) -> Check:
    """A new check, or the one that is under way."""
    running = checks.running(session)
    if running is not None:
        return running
    check = Check(asked_at=now, by_id=by.id, steps=0, steps_done=0, findings=[])
    session.add(check)
    session.flush()
    session.add(Job(task=TASK, subject=check.id, run_at=now))
    return check


def run(transaction, snapshot, check_id: str, *, clock: Callable[[], datetime], seldom: Callable[[], bool]) -> None:
    """Walk the log and keep what was found. Cut off, it begins anew.

    `snapshot` opens a session that sees one moment beside writers, `seldom` says whether to tell how far it is.
    """

    def keep(**values) -> None:
        with transaction() as session:
            check = session.get(Check, check_id)
            for name, value in values.items():
                setattr(check, name, value)

    with snapshot() as session:
        head = session.get(LogHead, 1).seq
        keep(started_at=clock(), steps=2 * head, steps_done=0, events=head)
        found, first = _count(verifying.check(session, [], lambda done: seldom() and keep(steps_done=done)))
    keep(done_at=clock(), steps_done=2 * head, found=found, findings=first)


def _count(findings: Iterable) -> tuple[int, list]:
    """How many, and the first of them: of a log rewritten as a whole nobody needs each."""
    findings = iter(findings)
    first = [[one.code, one.subject, one.more] for one in islice(findings, SHOWN)]
    return len(first) + sum(1 for _ in findings), first
