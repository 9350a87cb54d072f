"""签字: the leader lets a grave case be closed."""

from .base import Accepted, AlreadyDone, Doing, Verdict, case_change


def judge(doing: Doing) -> Verdict:
    if doing.case.signed_off:
        return AlreadyDone(("sign_off",))
    return Accepted(case_change(signed_off=True))
