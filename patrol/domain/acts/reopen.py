"""重开: a closed case is open again and owes its handling, and whatever was never done."""

from patrol.domain import deadlines
from patrol.models.reports import last_accepted

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict, case_change, owed_again, start_level


def judge(doing: Doing) -> Verdict:
    case = doing.case
    if case.state == "open":
        return AlreadyDone(("reopen",)) if last_accepted(doing.session, case.id, "reopen") else Noted("not_closed")
    owed = [due.step for due in case.dues if due.done_at is None or due.step == "handle"]
    dues = {step: owed_again(start_level(case, step), _clock(step, doing)) for step in owed}
    fields = {"state": "open", "closed_at": None, "signed_off": False}
    if case.founded is False:
        fields["founded"] = None
    return Accepted(case_change(**fields) | {"dues": dues})


def _clock(step: str, doing: Doing) -> deadlines.Deadline:
    return deadlines.first_of(doing.rules, doing.case, step, doing.now)
