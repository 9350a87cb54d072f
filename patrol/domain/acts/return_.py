"""退回: report, handle or the decision is due again, with a deadline."""

from patrol.domain import deadlines
from patrol.domain.times import iso

from .base import Accepted, Doing, Noted, Verdict, case_change, chosen_deadline, owed_again, running, start_level


def judge(doing: Doing) -> Verdict:
    step = doing.facts["step"]
    if step == "decide" and doing.case.decision is None:
        return Noted("not_filed")
    default = deadlines.first_of(doing.rules, doing.case, step, doing.now)
    deadline = chosen_deadline(doing.facts.get("due_at"), doing.now, default)
    due = owed_again(start_level(doing, step), deadline) | running(doing.case.due(step))
    again = {"dues": {step: due}}
    return Accepted(again | case_change(signed_off=False), {"due_at": iso(deadline.at)})
