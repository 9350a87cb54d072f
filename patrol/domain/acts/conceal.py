"""保密: hide the case from a level and all under it, or from nobody any more."""

from patrol.domain import deadlines, ladder
from patrol.domain.permissions import concealed_path
from patrol.models import Case, same_place

from .base import Accepted, AlreadyDone, Doing, Elsewhere, Verdict, case_change, moved_up


def judge(doing: Doing) -> Verdict:
    case, level = doing.case, doing.facts["level"]
    if case.concealed == level:
        return AlreadyDone(("conceal",))
    merged = same_place.merged_into(doing.session, [case.id])[case.id]
    return Accepted(
        _hidden(case, level) | {"dues": _off_the_hidden_rungs(doing, level)},
        elsewhere=tuple(_merged(doing.session.get(Case, one), level) for one in merged),
        through=tuple(merged) if case.concealed is None else (),
    )


def _hidden(case: Case, level: str | None) -> dict:
    return case_change(concealed=level, concealed_path=concealed_path(case.path, level))


def _merged(case: Case, level: str | None) -> Elsewhere:
    """What was merged into it is hidden with it."""
    return Elsewhere(case, {"act": "conceal", "level": level}, _hidden(case, level))


def _off_the_hidden_rungs(doing: Doing, concealed: str | None) -> dict:
    """Nobody from whom the case is hidden goes on holding a due of it."""
    moved = {}
    for due in doing.case.dues:
        if due.owed and due.level in ladder.LEFT_OUT[concealed]:
            level = ladder.allowed(due.level, concealed, doing.rules.ladder_of(doing.case, due.step))
            clock = deadlines.upper_of(doing.rules, doing.case, due, doing.now)
            moved[due.step] = moved_up(due, level, clock)
    return moved
