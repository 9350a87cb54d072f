"""挂牌督办: the county takes a case onto its list, with a reason and a day by which it is to be settled."""

from .base import Accepted, Doing, Verdict, case_change
from .convene import until


def judge(doing: Doing) -> Verdict:
    due_at = until(doing, doing.facts.get("due_at")).at
    change = case_change(listed_until=due_at)
    return Accepted(change, {"due_at": change["case"]["listed_until"]})
