"""制止: somebody told the people on site to stop."""

from patrol.domain import deadlines, ladder
from patrol.domain.times import iso
from patrol.models.reports import last_accepted

from .base import (
    Accepted,
    AlreadyDone,
    Doing,
    Noted,
    Verdict,
    case_change,
    ended,
    escalation,
    moved_up,
    owed_again,
)


def judge(doing: Doing) -> Verdict:
    return {"stopped": _stopped, "refused": _refused, "nobody": _nobody}[doing.facts["outcome"]](doing)


def _stopped(doing: Doing) -> Verdict:
    due = doing.case.due("stop")
    if not due.owed:
        return AlreadyDone(("stop",))
    change = {"dues": {"stop": ended(due, doing.at, doing.now, "stopped")}} | case_change(works_going_on=False)
    return Accepted(change)


def _nobody(doing: Doing) -> Verdict:
    due = doing.case.due("stop")
    if not due.owed:
        return AlreadyDone(("stop",))
    if not doing.case.works_going_on:
        return Accepted({"dues": {"stop": ended(due, doing.at, doing.now, "nobody")}})
    morning = deadlines.next_visit(doing.rules, doing.now)
    if due.due_at == morning.at:
        return AlreadyDone(("stop",))
    return Accepted(
        {"dues": {"stop": moved_up(due, due.level, morning) | {"outcome": "nobody"}}},
        {"due_at": iso(morning.at)},
    )


def _refused(doing: Doing) -> Verdict:
    """It moves at once one level above the one who said it, where it stays owed."""
    case, due = doing.case, doing.case.due("stop")
    target = ladder.above(doing.level, case.concealed, doing.rules.ladder_of(case, "stop"))
    if not due.owed:
        if due.done_at is not None and doing.at < due.done_at:
            return Noted("overtaken")
        return _move(doing, target, again=True)
    if ladder.rank(due.level) < ladder.rank(target):
        return _move(doing, target, again=False)
    before = last_accepted(doing.session, case.id, "stop")
    if before is not None and before.body.get("outcome") == "refused":
        return AlreadyDone(("stop",))
    return Accepted({"dues": {"stop": {"outcome": "refused"}}} | case_change(works_going_on=True))


def _move(doing: Doing, target: str, *, again: bool) -> Accepted:
    case, due = doing.case, doing.case.due("stop")
    clock = deadlines.upper(doing.rules, "stop", doing.now, kind=case.kind, grave=case.grave, refused=True)
    values = owed_again(target, clock) if again else moved_up(due, target, clock)
    rise = escalation("stop", due.level, target, iso(clock.at), "refused")
    rise["change"] = {"dues": {"stop": values | {"outcome": "refused"}}}
    return Accepted(case_change(works_going_on=True), then=(rise,))
