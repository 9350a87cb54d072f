"""核查: founded or not; unfounded closes the case, with a reason."""

from patrol.models.reports import last_accepted

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict, begun, case_change, nothing_owed, tasks_over


def judge(doing: Doing) -> Verdict:
    case, founded = doing.case, doing.facts["founded"]
    if case.founded is founded:
        return AlreadyDone(("verify",))
    before = last_accepted(doing.session, case.id, "verify")
    if before is not None and doing.at < before.at:
        return Noted("overtaken")
    if founded:
        return Accepted(case_change(founded=True) | {"dues": begun(doing, "verified")})
    closing = case_change(founded=False, state="closed", closed_at=doing.now)
    return Accepted(closing | {"dues": nothing_owed(case)} | tasks_over(case), {"closes": True})
