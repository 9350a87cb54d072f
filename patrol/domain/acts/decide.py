"""作出决定: a filed case comes to its decision: a penalty, none, withdrawn, or transferred."""

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict, ended


def judge(doing: Doing) -> Verdict:
    due = doing.case.decision
    if due is None:
        return Noted("not_filed")
    if due.done_at is not None:
        return AlreadyDone(("decide",))
    return Accepted({"dues": {"decide": ended(due, doing.at, doing.now, doing.facts["outcome"])}})
