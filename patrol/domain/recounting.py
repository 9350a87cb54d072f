"""A year's make-up workdays were published and came with an upgrade: provisional deadlines are counted anew.

Run once when the worker starts, for only an upgrade brings a new calendar. Each is an event of the system's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, Due
from patrol.models import cases as case_table

from . import chain, deadlines, ruling
from .rules import Rules, Term
from .times import iso, parse


def recount(transaction, *, now: datetime) -> int:
    """How many deadlines are settled now; case by case, so that it may be cut off at any point."""
    with transaction() as session:
        provisional = case_table.provisional_steps(session)
    settled = 0
    for case_id, step in provisional:
        with transaction() as session:
            case = case_table.locked(session, case_id)
            settled += case is not None and _settle(session, case, case.due(step), now)
    return settled


def _settle(session: Session, case: Case, due: Due, now: datetime) -> bool:
    if not (due.owed and due.provisional and due.rule and "from" in due.rule):
        return False
    deadline = _anew(ruling.of(session, case), due)
    if deadline.provisional:
        return False
    # A make-up Saturday can bring it forward; what would have passed already stays as people were told.
    at = deadline.at if deadline.at > now else due.due_at
    content = {"act": "recount", "step": due.step, "due_at": iso(at)}
    change = {"dues": {due.step: {"due_at": iso(at), "provisional": False}}}
    chain.record(session, case, chain.system(now), content, change)
    return True


def _anew(rules: Rules, due: Due) -> deadlines.Deadline:
    term = Term(step=due.step, amount=due.rule.get("left", due.rule["amount"]), unit=due.rule["unit"])
    return deadlines.count(rules, term, parse(due.rule["from"]))
