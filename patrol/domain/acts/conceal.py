"""保密: hide the case from a level and all under it, or from nobody any more."""

from patrol.domain import deadlines, ladder
from patrol.domain.permissions import concealed_path

from .base import Accepted, AlreadyDone, Doing, Verdict, case_change, moved_up


def judge(doing: Doing) -> Verdict:
    case, level = doing.case, doing.facts["level"]
    if case.concealed == level:
        return AlreadyDone(("conceal",))
    change = case_change(concealed=level, concealed_path=concealed_path(case.path, level))
    return Accepted(change | {"dues": _off_the_hidden_rungs(doing, level)})


def _off_the_hidden_rungs(doing: Doing, concealed: str | None) -> dict:
    """Nobody from whom the case is hidden goes on holding a due of it."""
    moved = {}
    for due in doing.case.dues:
        level = ladder.allowed(due.level, concealed)
        if due.owed and level != due.level:
            clock = deadlines.upper_of(doing.rules, doing.case, due, doing.now)
            moved[due.step] = moved_up(due, level, clock)
    return moved
