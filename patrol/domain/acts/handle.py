"""处置: corrected, filed or transferred, with proof photos."""

from .base import Accepted, AlreadyDone, Doing, Verdict, ended


def judge(doing: Doing) -> Verdict:
    due = doing.case.due("handle")
    if due.done_at is not None:
        return AlreadyDone(("handle",))
    return Accepted({"dues": {"handle": ended(due, doing.at, doing.now, doing.facts["outcome"])}})
