"""制止 in all its outcomes, from every level."""

from __future__ import annotations

import pytest

from tests.api.sending import a_case, act, case_of, done, due_of, new_case

# The clock of the tests stands at Tuesday 2026-11-24 10:00 in China.
NOW, TWO_HOURS, FOUR_HOURS = "2026-11-24T02:00:00.000Z", "2026-11-24T04:00:00.000Z", "2026-11-24T06:00:00.000Z"
TOMORROW_NINE = "2026-11-25T01:00:00.000Z"
UNTOUCHED = {"paused": None, "done_at": None, "owed": True, "outcome": None, "on_time": None, "late_arrival": False,
             "provisional": False, "missed": []}  # fmt: skip
IN_TWO_HOURS, IN_FOUR_HOURS = {"rule": {"amount": 2, "unit": "hours"}}, {"rule": {"amount": 4, "unit": "hours"}}


def test_a_fresh_case_owes_it_to_the_village_within_two_hours(cast):
    case = case_of(cast.inspector, a_case(cast))
    assert due_of(case, "stop") == UNTOUCHED | IN_TWO_HOURS | {
        "step": "stop",
        "level": "village",
        "due_at": TWO_HOURS,
    }
    assert (case["step"], case["holder"], case["due_at"]) == ("stop", "village", TWO_HOURS)


@pytest.mark.parametrize("part", ["informant", "neighbour", "inspector", "assistant", "leader", "officer"])
def test_stopped_ends_the_due_whoever_says_it(cast, part):
    case_id = a_case(cast)
    done(cast[part], case_id, "stop", outcome="stopped", note="已停工")
    case = case_of(cast.inspector, case_id)
    over = {"done_at": NOW, "owed": False, "outcome": "stopped", "on_time": True}
    expected = UNTOUCHED | IN_TWO_HOURS | over | {"step": "stop", "level": "village", "due_at": TWO_HOURS}
    assert due_of(case, "stop") == expected
    assert (case["step"], case["holder"], case["works_going_on"]) == ("report", "station", False)


@pytest.mark.parametrize(
    ("part", "level"), [("informant", "station"), ("inspector", "town"), ("leader", "county"), ("officer", "county")]
)
def test_refused_stays_owed_one_level_above_the_one_who_said_it(cast, clock, part, level):
    case_id = a_case(cast)
    done(cast[part], case_id, "stop", outcome="refused")
    case = case_of(cast.officer, case_id)
    moved = {"step": "stop", "level": level, "due_at": FOUR_HOURS, "outcome": "refused"}
    assert due_of(case, "stop") == UNTOUCHED | IN_FOUR_HOURS | moved
    said, rise = case["timeline"][-2:]
    assert (said["act"], said["outcome"], rise["act"], rise["by"], rise["cause"]) == (
        "stop", "refused", "escalate", "系统", "refused",
    )  # fmt: skip
    assert (rise["from_level"], rise["level"], rise["due_at"]) == ("village", level, FOUR_HOURS)


def test_refused_over_and_over_climbs_with_who_says_it_and_never_falls(cast):
    case_id = a_case(cast)
    for part, level in [("inspector", "town"), ("leader", "county")]:
        done(cast[part], case_id, "stop", outcome="refused")
        assert due_of(case_of(cast.officer, case_id), "stop")["level"] == level
    again = act(cast.informant, case_id, "stop", outcome="refused").json
    assert (again["outcome"], again["by"]) == ("already_done", "延陵镇分管领导")
    assert due_of(case_of(cast.officer, case_id), "stop")["level"] == "county"


def test_refused_after_it_was_stopped_is_owed_again(cast, clock):
    case_id = a_case(cast, "stopped")
    clock.forward(hours=1)
    done(cast.inspector, case_id, "stop", outcome="refused")
    case = case_of(cast.officer, case_id)
    again = {"step": "stop", "level": "town", "due_at": "2026-11-24T07:00:00.000Z", "outcome": "refused"}
    assert due_of(case, "stop") == UNTOUCHED | IN_FOUR_HOURS | again
    assert case["works_going_on"] is True


def test_an_older_refusal_that_arrives_after_it_was_stopped_changes_nothing(cast, clock):
    case_id = a_case(cast)
    clock.forward(minutes=30)
    done(cast.inspector, case_id, "stop", outcome="stopped")
    before = due_of(case_of(cast.inspector, case_id), "stop")
    late = act(cast.informant, case_id, "stop", outcome="refused", at="2026-11-24T10:10:00+08:00").json
    assert (late["outcome"], late["why"]) == ("noted", "overtaken")
    assert due_of(case_of(cast.inspector, case_id), "stop") == before


def test_nobody_there_while_works_go_on_is_due_again_next_morning(cast):
    case_id = a_case(cast, works_going_on=True)
    done(cast.informant, case_id, "stop", outcome="nobody")
    again = {"step": "stop", "level": "village", "due_at": TOMORROW_NINE, "outcome": "nobody"}
    again["rule"] = {"unit": "next_visit", "until": "09:00"}
    assert due_of(case_of(cast.inspector, case_id), "stop") == UNTOUCHED | again


def test_nobody_there_and_no_works_ends_it(cast):
    case_id = a_case(cast, works_going_on=False)
    done(cast.informant, case_id, "stop", outcome="nobody")
    stop = due_of(case_of(cast.inspector, case_id), "stop")
    assert (stop["owed"], stop["outcome"], stop["on_time"]) == (False, "nobody", True)


@pytest.mark.parametrize(("concealed", "level"), [("village", "town"), ("town", "county"), ("station", "county")])
def test_a_refusal_leaves_out_the_rungs_it_is_hidden_from(cast, concealed, level):
    case_id = new_case(cast.informant, conceal=concealed)
    teller = cast.officer if concealed == "station" else cast.inspector
    done(teller, case_id, "stop", outcome="refused")
    assert due_of(case_of(cast.officer, case_id), "stop")["level"] == level
