"""办结: the case is over; what is still owed is owed no more."""

from .base import Accepted, AlreadyDone, Doing, Verdict, case_change, nothing_owed


def judge(doing: Doing) -> Verdict:
    if doing.case.state == "closed":
        return AlreadyDone(("close", "verify"))
    change = case_change(state="closed", closed_at=doing.now)
    return Accepted(change | {"dues": nothing_owed(doing.case)})
