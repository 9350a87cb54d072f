"""处置: corrected, filed or transferred, with proof photos. What was filed (立案) owes a decision from then on."""

from .base import Accepted, AlreadyDone, Doing, Verdict, begins, ended


def judge(doing: Doing) -> Verdict:
    due, outcome = doing.case.due("handle"), doing.facts["outcome"]
    if due.done_at is not None:
        return AlreadyDone(("handle",))
    filed = _decision(doing) if outcome == "filed" else {}
    return Accepted({"dues": {"handle": ended(due, doing.at, doing.now, outcome)} | filed})


def _decision(doing: Doing) -> dict:
    """Not begun anew where the case was sent back after it was filed and the decision is still owed."""
    known = doing.case.decision
    return {} if known is not None and known.owed else {"decide": begins(doing, "decide") | {"extended_at": None}}
