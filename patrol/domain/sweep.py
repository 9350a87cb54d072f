"""逐级上报: what is overdue rises one level, each case in a transaction of its own. Nobody has to remember."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from patrol.models import cases as case_table
from patrol.models import tasks as task_table

from . import chain, joint

log = logging.getLogger(__name__)


def sweep(transaction, *, now: datetime, look=None) -> int:
    """Raise every due and every task that had passed by `now` one level; how many rose.

    `transaction` opens a writing transaction and commits it (the sweep commits case by case), `look` one that only
    reads: mostly there is nothing to raise. Several processes may
    sweep at once: a case that another holds is passed over, one that another has just raised is no longer overdue,
    and a lost race is skipped; either way each deadline is raised exactly once.
    """
    with (look or transaction)() as session:
        overdue = case_table.overdue_steps(session, now, limit=100_000)
        over = case_table.pauses_over(session, now)
        late = task_table.late(session, now)
    for case_id in over:
        with passing_over_races(), transaction() as session:
            case = case_table.locked_if_free(session, case_id)
            if case is not None:
                chain.go_on(session, case, now=now)
    risen = 0
    for case_id, step in overdue:
        with passing_over_races(), transaction() as session:
            case = case_table.locked_if_free(session, case_id)
            risen += case is not None and chain.escalate(session, case, step, now=now)
    for case_id, task_id in late:
        with passing_over_races(), transaction() as session:
            case = case_table.locked_if_free(session, case_id)
            risen += case is not None and joint.rise(session, case, task_id, now=now)
    return risen


@contextmanager
def passing_over_races():
    try:
        yield
    except (StaleDataError, OperationalError) as problem:
        log.warning("sweep passes over a case that another process moved: %s", type(problem).__name__)
