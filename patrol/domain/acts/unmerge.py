"""拆开: they were two matters after all. It is open again and owes what it owed, with the time that was left."""

from patrol.domain import merging
from patrol.models import Case, same_place
from patrol.models import cases as case_table

from .base import Accepted, AlreadyDone, Doing, Elsewhere, Verdict, case_change


def judge(doing: Doing) -> Verdict:
    case = doing.case
    if case.merged_into is None:
        return AlreadyDone(("unmerge",))
    into = case_table.locked(doing.session, case.merged_into)
    change = case_change(state="open", closed_at=None, merged_into=None)
    dues = merging.went_on(case, doing.rules, doing.now)
    return Accepted(change | {"dues": dues}, {"into": into.id}, elsewhere=(_let_go(doing, case, into),))


def _let_go(doing: Doing, case: Case, into: Case) -> Elsewhere:
    fields = {"merged_here": into.merged_here - 1 or None}
    if into.grave_by_merge and not same_place.is_grave_by(doing.session, into.id, but=case.id):
        fields |= {"grave": False, "grave_by_merge": None}
    return Elsewhere(into, {"act": "let_go", "other": case.id}, case_change(**fields), through=(case.id,))
