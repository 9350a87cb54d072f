"""办结: the case is over; what is still owed is owed no more."""

from .base import Accepted, AlreadyDone, Doing, Verdict, case_change, nothing_owed, tasks_over


def judge(doing: Doing) -> Verdict:
    if doing.case.state == "closed" and doing.case.merged_into is None:
        return AlreadyDone(("close", "verify"))
    change = case_change(state="closed", closed_at=doing.now)
    return Accepted(change | {"dues": nothing_owed(doing.case)} | tasks_over(doing.case))
