"""延长办案期限: thirty days more for the decision, once, approved with a reason (自然资源行政处罚办法).

They are added to the day on which the decision was due at first; what has climbed meanwhile stays on its rung.
"""

from datetime import datetime, timedelta

from patrol.domain import deadlines
from patrol.domain.times import iso, parse
from patrol.models import Due

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict

LONGER = timedelta(days=30)


def judge(doing: Doing) -> Verdict:
    due = doing.case.decision
    if due is None:
        return Noted("not_filed")
    if due.extended_at is not None:
        return AlreadyDone(("extend",))
    at = _first_deadline(due) + LONGER
    if at <= doing.now and due.paused_at is None:
        return Noted("extension_over")
    change = {"due_at": iso(at), "provisional": False, "rule": _rule(doing, due), "extended_at": iso(doing.now)}
    return Accepted({"dues": {"decide": change}}, {"due_at": iso(at)})


def _first_deadline(due: Due) -> datetime:
    return parse(due.missed[0]["due_at"]) if due.missed else due.due_at


def _rule(doing: Doing, due: Due) -> dict | None:
    """Without the moment it counted from: this day was set by people and is not counted anew."""
    rule = deadlines.first_of(doing.rules, doing.case, "decide", doing.now).rule if due.missed else due.rule
    return rule and {name: value for name, value in rule.items() if name != "from"}
