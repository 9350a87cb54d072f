"""退回: report or handle is due again, with a deadline."""

from patrol.domain import deadlines
from patrol.domain.times import iso

from .base import Accepted, Doing, Verdict, case_change, chosen_deadline, owed_again, start_level


def judge(doing: Doing) -> Verdict:
    step = doing.facts["step"]
    default = deadlines.first_of(doing.rules, doing.case, step, doing.now)
    deadline = chosen_deadline(doing.facts.get("due_at"), doing.now, default)
    again = {"dues": {step: owed_again(start_level(doing.case, step), deadline)}}
    return Accepted(again | case_change(signed_off=False), {"due_at": iso(deadline.at)})
