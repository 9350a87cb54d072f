"""`changes?form=list`: what lists show of a case, and the same of every case as the whole says."""

from __future__ import annotations

import pytest

from tests.api.sending import WAY, a_case, new_case
from tests.domain.test_feed import Phone

LEFT_OUT = {"reports", "photos", "timeline", "may", "tasks"}
OF_A_DUE = {"step", "level", "due_at", "done_at", "owed", "outcome", "missed"}
STATES = [state for state, *_ in WAY]


@pytest.fixture
def cases(cast):
    for state in STATES:
        a_case(cast, state)
    new_case(cast.informant, conceal="town")
    new_case(cast.informant, place=None)


def short(whole: dict) -> dict:
    """What of a whole case its list form says."""
    if whole.get("brief"):
        return whole
    kept = {name: value for name, value in whole.items() if name not in LEFT_OUT}
    kept["dues"] = [{name: due[name] for name in OF_A_DUE} for due in kept["dues"]]
    return kept | {"listed": True}


@pytest.mark.parametrize("reader", ["informant", "neighbour", "inspector", "leader", "officer"])
def test_it_says_the_same_as_the_whole_and_ends_at_the_same_cursor(cast, cases, reader):
    whole = cast[reader].get("/changes").json
    listed = cast[reader].get("/changes", form="list").json
    assert listed == whole | {"cases": [short(case) for case in whole["cases"]]}
    assert len(listed["cases"]) > 3


def test_it_comes_in_pages_that_go_on_where_wholes_ended(cast, cases):
    first = cast.officer.get("/changes", limit=3).json
    rest = cast.officer.get("/changes", form="list", after=first["cursor"], limit=100).json
    phone = Phone(cast.officer)
    phone.sync()
    assert [case["id"] for case in first["cases"] + rest["cases"]] == list(phone.table)


def test_another_form_is_refused(cast):
    answer = cast.officer.get("/changes", form="tiny")
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid")
