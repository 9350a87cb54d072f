"""并案: two cases of one matter become one. This one is closed into the other, keeps its number, and its clocks stand
still.

Never where either is concealed: whoever reported the one would see the other, and that may be whom it is hidden from.
"""

from patrol.domain import merging
from patrol.domain.times import iso
from patrol.models import Case

from .base import Accepted, AlreadyDone, Doing, Elsewhere, Noted, Verdict, case_change


def judge(doing: Doing) -> Verdict:
    case = doing.case
    if case.merged_into == doing.facts["into"]:
        return AlreadyDone(("merge",))
    into = merging.target(doing)
    why = _hindrance(doing, into)
    if why is not None:
        return Noted(why)
    change = case_change(state="closed", closed_at=doing.now, merged_into=into.id)
    change |= {"dues": _stood_still(case, doing.now)}
    return Accepted(change, {"into": into.id}, elsewhere=(_taken_in(case, into),))


def _hindrance(doing: Doing, into: Case | None) -> str | None:
    if into is None:
        return "no_such_case"
    if into.id == doing.case.id:
        return "itself"
    if into.concealed is not None:
        return "concealed"
    return None if into.state == "open" else "other_closed"


def _stood_still(case: Case, now) -> dict:
    """What is owed waits; a pause that was on already goes on as such."""
    stopped = {"paused_at": iso(now), "paused_for": merging.MERGED, "paused_until": None}
    return {due.step: {"owed": False} | (stopped if due.paused_at is None else {}) for due in case.dues if due.owed}


def _taken_in(case: Case, into: Case) -> Elsewhere:
    fields = {"merged_here": (into.merged_here or 0) + 1}
    if case.grave and not into.grave:
        fields |= {"grave": True, "grave_by_merge": True}
    return Elsewhere(into, {"act": "take_in", "other": case.id}, case_change(**fields))
