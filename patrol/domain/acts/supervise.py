"""督办: an instruction, and a new deadline at the level of the one who gives it."""

from patrol.domain import deadlines, ladder
from patrol.domain.times import iso
from patrol.models import Due

from .base import Accepted, Doing, Verdict, chosen_deadline, moved_up


def judge(doing: Doing) -> Verdict:
    due = _concerned(doing)
    if due is None:
        return Accepted()
    level = ladder.at_least(due.level, ladder.allowed(doing.level, doing.case.concealed))
    default = deadlines.upper_of(doing.rules, doing.case, due, doing.now)
    deadline = chosen_deadline(doing.facts.get("due_at"), doing.now, default)
    says = {"step": due.step, "level": level, "due_at": iso(deadline.at)}
    return Accepted({"dues": {due.step: moved_up(due, level, deadline)}}, says)


def _concerned(doing: Doing) -> Due | None:
    """The one that is named, else the first at this level, else the first of all; none when all is done."""
    owed = sorted((due for due in doing.case.dues if due.owed), key=lambda due: due.due_at)
    named = [due for due in owed if due.step == doing.facts.get("step")]
    own = [due for due in owed if due.level == doing.level]
    return next(iter(named + own + owed), None)
