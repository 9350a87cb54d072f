"""逐级上报: what is overdue rises one level, each case in a transaction of its own. Nobody has to remember."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from patrol.models import cases as case_table

from . import chain

log = logging.getLogger(__name__)


def sweep(transaction, *, now: datetime) -> int:
    """Raise every due that had passed by `now` one level; how many rose.

    `transaction` opens a writing transaction and commits it (the sweep commits case by case). Several processes may
    sweep at once: a case that another holds is passed over, one that another has just raised is no longer overdue,
    and a lost race is skipped; either way each deadline is raised exactly once.
    """
    with transaction() as session:
        overdue = case_table.overdue_steps(session, now, limit=100_000)
    risen = 0
    for case_id, step in overdue:
        try:
            with transaction() as session:
                case = case_table.locked_if_free(session, case_id)
                risen += case is not None and chain.escalate(session, case, step, now=now)
        except (StaleDataError, OperationalError) as problem:
            log.warning("sweep passes over a case that another process moved: %s", type(problem).__name__)
    return risen
