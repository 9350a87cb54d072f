"""逐级上报 with a moved clock: nobody has to remember."""

from __future__ import annotations

import pytest

from patrol.domain.sweep import sweep
from patrol.extensions import writing
from tests.api.sending import a_case, case_of, done, due_of, new_case


@pytest.fixture
def tick(app, clock):
    def once() -> int:
        with app.app_context():
            return sweep(writing, now=clock())

    return once


def stop_of(cast, case_id: str) -> tuple:
    stop = due_of(case_of(cast.officer, case_id), "stop")
    return stop["level"], stop["due_at"], stop["owed"]


def test_a_stop_nobody_makes_climbs_village_station_town_county_and_stays(cast, clock, tick):
    case_id = a_case(cast)
    assert tick() == 0
    steps = [
        ({"hours": 2}, ("station", "2026-11-24T08:00:00.000Z")),  # at the very moment it falls due
        ({"hours": 4}, ("town", "2026-11-24T12:00:00.000Z")),
        ({"hours": 4}, ("county", "2026-11-25T02:00:00.000Z")),  # 20:00 + 1 h, then from seven
    ]
    for wait, (level, due_at) in steps:
        clock.forward(**wait)
        assert (tick(), stop_of(cast, case_id)) == (1, (level, due_at, True))
    clock.forward(hours=30)
    assert (tick(), stop_of(cast, case_id)) == (0, ("county", "2026-11-25T02:00:00.000Z", True))
    case = case_of(cast.officer, case_id)
    assert [(one["level"], one["due_at"]) for one in due_of(case, "stop")["missed"]] == [
        ("village", "2026-11-24T04:00:00.000Z"),
        ("station", "2026-11-24T08:00:00.000Z"),
        ("town", "2026-11-24T12:00:00.000Z"),
    ]
    rises = [one for one in case["timeline"] if one["act"] == "escalate"]
    assert [(one["by"], one["role"], one["from_level"], one["level"], one["cause"]) for one in rises] == [
        ("系统", "system", "village", "station", "overdue"),
        ("系统", "system", "station", "town", "overdue"),
        ("系统", "system", "town", "county", "overdue"),
    ]
    assert case["overdue"] is True


def test_a_minute_before_nothing_rises(cast, clock, tick):
    case_id = a_case(cast)
    clock.forward(hours=1, minutes=59)
    assert (tick(), stop_of(cast, case_id)[0]) == (0, "village")


def test_after_three_days_of_downtime_each_due_has_climbed_once(cast, clock, tick):
    first, second = a_case(cast), new_case(cast.other_informant, place=None)
    clock.forward(days=4)
    assert tick() == 4  # stop and report of both
    for case_id in (first, second):
        case = case_of(cast.officer, case_id)
        assert [(due["step"], due["level"], len(due["missed"])) for due in case["dues"]] == [
            ("stop", "station", 1), ("report", "town", 1), ("handle", "station", 0),
        ]  # fmt: skip
    assert tick() == 0


@pytest.mark.parametrize("conceal", ["town", "station"])
def test_what_is_hidden_starts_at_the_county_and_nothing_is_above(cast, clock, tick, conceal):
    case_id = new_case(cast.informant, conceal=conceal)
    clock.forward(days=60)
    assert tick() == 0
    assert stop_of(cast, case_id)[0] == "county"


def test_a_case_hidden_from_the_village_climbs_from_the_station(cast, clock, tick):
    case_id = new_case(cast.informant, conceal="village")
    clock.forward(hours=2)
    assert (tick(), stop_of(cast, case_id)[0]) == (1, "town")
    assert cast.neighbour.get("/inbox").json["notices"] == []


@pytest.mark.parametrize("state", ["closed", "stopped"])
def test_what_is_done_or_closed_rises_no_more(cast, clock, tick, state):
    case_id = a_case(cast, state)
    clock.forward(hours=30)
    assert tick() == 0
    assert stop_of(cast, case_id)[0] == "village"


def test_a_grave_case_s_upper_clock_runs_at_night_and_another_s_does_not(cast, clock, tick):
    clock.forward(hours=11)  # 21:00
    grave, ordinary = a_case(cast, kind="mining"), a_case(cast)
    clock.forward(hours=2)  # 23:00
    assert tick() == 2
    assert stop_of(cast, grave)[1] == "2026-11-24T19:00:00.000Z"
    assert stop_of(cast, ordinary)[1] == "2026-11-25T03:00:00.000Z"


def test_it_takes_no_right_away_whoever_could_act_still_can(cast, clock, tick):
    case_id = a_case(cast)
    for hours in (2, 4, 4):
        clock.forward(hours=hours)
        tick()
    assert "stop" in cast.neighbour.get(f"/cases/{case_id}").json["may"]
    assert due_of(done(cast.informant, case_id, "stop"), "stop")["owed"] is False


def test_the_command_takes_a_time(app, cast, clock):
    case_id = a_case(cast)
    run = app.test_cli_runner().invoke
    assert run(args=["patrol", "tick"]).output == "0 dues rose one level.\n"
    risen = run(args=["patrol", "tick", "--now", "2026-11-24T12:00:00+08:00"])
    assert (risen.exit_code, risen.output) == (0, "1 dues rose one level.\n")
    assert stop_of(cast, case_id)[0] == "station"
    for bad in ("tomorrow", "2026-11-24T12:00:00", "0001-01-01T00:00:00+14:00"):
        refused = run(args=["patrol", "tick", "--now", bad])
        assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
