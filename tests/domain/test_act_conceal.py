"""绕开: a case hidden from a level, and all under it."""

from __future__ import annotations

import pytest

from tests.api.sending import a_case, act, case_of, done, due_of, new_case

WHO = ("informant", "neighbour", "inspector", "assistant", "leader", "officer")
SEES = {
    None: {"informant", "neighbour", "inspector", "assistant", "leader", "officer"},
    "village": {"informant", "inspector", "assistant", "leader", "officer"},
    "town": {"informant", "inspector", "assistant", "officer"},
    "station": {"informant", "officer"},
}


def seen_by(cast, case_id: str) -> set[str]:
    return {part for part in WHO if cast[part].get(f"/cases/{case_id}").status_code == 200}


@pytest.mark.parametrize("level", ["village", "town", "station"])
def test_hidden_at_birth_or_later_the_same_people_see_it(cast, level):
    born = new_case(cast.informant, conceal=level)
    later = a_case(cast)
    assert seen_by(cast, later) == SEES[None]
    act(cast.officer, later, "conceal", level=level)
    assert seen_by(cast, born) == seen_by(cast, later) == SEES[level]


@pytest.mark.parametrize(
    ("level", "first"), [("village", ["station"] * 3), ("town", ["county"] * 3), ("station", ["county"] * 3)]
)
def test_hidden_at_birth_the_ladder_starts_above(cast, level, first):
    case = case_of(cast.officer, new_case(cast.informant, conceal=level))
    assert [due["level"] for due in case["dues"]] == first
    assert (case["concealed"], case["holder"]) == (level, first[0])


@pytest.mark.parametrize(("level", "after"), [("village", ["station"] * 3), ("town", ["county"] * 3)])
def test_hidden_later_the_dues_leave_the_rungs_it_is_hidden_from(cast, level, after):
    case = done(cast.officer, a_case(cast), "conceal", level=level)
    assert [due["level"] for due in case["dues"]] == after
    assert due_of(case, "stop")["due_at"] == "2026-11-24T06:00:00.000Z"
    assert case["timeline"][-1]["by"] == "县局人员"


def test_what_already_stands_above_keeps_its_level_and_its_clock(cast):
    case_id = a_case(cast)
    done(cast.leader, case_id, "stop", outcome="refused")
    before = due_of(case_of(cast.officer, case_id), "stop")
    case = done(cast.officer, case_id, "conceal", level="town")
    assert due_of(case, "stop") == before


def test_a_refused_stop_that_leaves_a_hidden_rung_has_a_clock_that_runs_through_the_night(cast, clock):
    case_id = a_case(cast)
    clock.forward(hours=10)  # 20:00
    done(cast.inspector, case_id, "stop", outcome="refused")
    case = done(cast.officer, case_id, "conceal", level="town")
    assert due_of(case, "stop")["due_at"] == "2026-11-24T16:00:00.000Z"


def test_hidden_no_more_it_is_everybody_s_again_but_the_dues_stay_where_they_are(cast):
    case_id = new_case(cast.informant, conceal="town")
    case = done(cast.inspector, case_id, "conceal", level=None)
    assert (case["concealed"], [due["level"] for due in case["dues"]]) == (None, ["county"] * 3)
    assert seen_by(cast, case_id) == SEES[None]
    assert act(cast.officer, case_id, "conceal", level=None).json["outcome"] == "already_done"


def test_only_staff_who_may_see_it_are_told_that_it_is_hidden(cast):
    case_id = new_case(cast.informant, conceal="village")
    told = {
        part: case_of(cast[part], case_id)["concealed"] for part in ("informant", "inspector", "leader", "officer")
    }
    assert told == {"informant": None, "inspector": "village", "leader": "village", "officer": "village"}


def test_moved_it_stays_hidden_from_the_new_place(cast):
    from tests.api.sending import JIULI_SITE

    case_id = new_case(cast.informant, conceal="village")
    done(cast.inspector, case_id, "move", place=JIULI_SITE)
    assert cast.next_village.get(f"/cases/{case_id}").status_code == 404
    assert cast.neighbour.get(f"/cases/{case_id}").status_code == 404


def test_an_officer_who_also_holds_a_post_below_does_not_see_it(cast, session):
    from tests.api.sending import give_post
    from tests.cast import YANLING

    case_id = new_case(cast.informant, conceal="town")
    give_post(session, cast.officer, "leader", area=YANLING)
    assert cast.officer.get(f"/cases/{case_id}").status_code == 404
