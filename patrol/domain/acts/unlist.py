"""摘牌: the county takes a case off its list."""

from .base import Accepted, AlreadyDone, Doing, Verdict, case_change


def judge(doing: Doing) -> Verdict:
    if doing.case.listed_until is None:
        return AlreadyDone(("unlist",))
    return Accepted(case_change(listed_until=None))
