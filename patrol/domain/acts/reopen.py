"""重开: a closed case is open again and owes its handling, and whatever was never done."""

from patrol.models.reports import last_accepted

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict, begins, case_change


def judge(doing: Doing) -> Verdict:
    case = doing.case
    if case.state == "open":
        return AlreadyDone(("reopen",)) if last_accepted(doing.session, case.id, "reopen") else Noted("not_closed")
    owed = [due.step for due in case.dues if due.done_at is None or due.step == "handle"]
    dues = {step: begins(doing, step) for step in owed}
    fields = {"state": "open", "closed_at": None, "signed_off": False}
    if case.founded is False:
        fields["founded"] = None
    return Accepted(case_change(**fields) | {"dues": dues})
