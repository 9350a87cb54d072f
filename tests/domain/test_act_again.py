"""退回, 重开, 督办: what makes a step due again."""

from __future__ import annotations

import pytest

from tests.api.sending import a_case, act, case_of, done, due_of

FRESH = {
    "paused": None,
    "done_at": None,
    "owed": True,
    "outcome": None,
    "on_time": None,
    "late_arrival": False,
    "missed": [],
}
IN_THREE_DAYS, FRIDAY = "2026-11-27T10:00:00.000Z", "2026-11-27T10:00:00.000Z"


@pytest.mark.parametrize("part", ["leader", "officer"])
def test_returned_a_step_is_due_again_at_the_station(cast, part):
    case_id = a_case(cast, "signed_off", kind="villa")
    for step, asked, due, days in [
        ("handle", None, "2026-12-15T10:00:00.000Z", 15),
        (
            "handle",
            "2026-11-20T12:00:00+08:00",
            "2026-12-15T10:00:00.000Z",
            15,
        ),  # it had passed
        ("handle", "2026-11-26T12:00:00+08:00", "2026-11-26T04:00:00.000Z", None),
        ("report", "2026-11-25T12:00:00+08:00", "2026-11-25T04:00:00.000Z", None),
        ("report", None, IN_THREE_DAYS, 3),
    ]:
        rule = days and {"amount": days, "unit": "working_days", "until": "18:00"}
        case = done(cast[part], case_id, "return", step=step, reason="照片不清", due_at=asked)
        again = due_of(case, step)
        assert again == FRESH | {"step": step, "level": "station", "due_at": due, "rule": rule, "provisional": False}
        assert case["timeline"][-1].items() >= {"step": step, "reason": "照片不清", "due_at": due}.items()
        assert (case["signed_off"], step in case_of(cast.inspector, case_id)["may"]) == (False, True)
        if step == "handle":
            assert (case["step"], case["holder"]) == ("handle", "station")


def test_a_returned_step_can_be_done_a_second_time(cast):
    case_id = a_case(cast, "handled")
    done(cast.leader, case_id, "return", step="handle")
    assert "close" not in case_of(cast.inspector, case_id)["may"]
    done(cast.inspector, case_id, "handle", outcome="transferred")
    assert done(cast.inspector, case_id, "close")["state"] == "closed"


@pytest.mark.parametrize("part", ["inspector", "leader", "officer"])
def test_reopened_a_case_owes_its_handling_again(cast, clock, part):
    case_id = a_case(cast, "closed", kind="villa")
    clock.forward(days=40)
    case = done(cast[part], case_id, "reopen", reason="又开工")
    assert (case["state"], case["closed_at"], case["signed_off"], case["founded"]) == ("open", None, False, True)
    assert [due["step"] for due in case["dues"] if due["owed"]] == ["handle"]
    assert due_of(case, "handle")["due_at"] == "2027-01-22T10:00:00.000Z"
    assert due_of(case, "handle")["provisional"] is True  # 2027 is not published
    assert case["provisional"] is True


def test_reopened_after_an_unfounded_verify_it_owes_all_that_was_never_done(cast):
    case_id = a_case(cast)
    done(cast.inspector, case_id, "verify", founded=False, reason="看错了")
    case = done(cast.leader, case_id, "reopen")
    assert [due["step"] for due in case["dues"] if due["owed"]] == ["stop", "report", "handle"]
    assert (case["founded"], due_of(case, "stop")["level"]) == (None, "station")


def test_two_who_reopen_offline_reopen_it_once(cast):
    case_id = a_case(cast, "closed")
    done(cast.leader, case_id, "reopen")
    again = act(cast.officer, case_id, "reopen").json
    assert (again["outcome"], again["by"]) == ("already_done", "延陵镇分管领导")


@pytest.mark.parametrize(("part", "level"), [("leader", "town"), ("officer", "county")])
def test_supervision_sets_a_new_deadline_at_the_level_that_gives_it(cast, clock, part, level):
    case_id = a_case(cast, "stopped")
    clock.forward(minutes=1)
    case = done(cast[part], case_id, "supervise", instruction="周五前报告", due_at="2026-11-27T18:00:00+08:00")
    due = due_of(case, "report")
    assert (due["level"], due["due_at"], due["owed"]) == (level, FRIDAY, True)
    told = {"instruction": "周五前报告", "step": "report", "level": level, "due_at": FRIDAY}
    assert case["timeline"][-1].items() >= told.items()
    assert [one["event"] for one in cast.inspector.get("/inbox").json["notices"]][0] == "supervise"


def test_supervision_takes_the_step_it_names_and_else_the_one_that_rose_to_the_level(cast, app, clock):
    case_id = a_case(cast)
    done(cast.inspector, case_id, "stop", outcome="refused")  # now at the town
    done(cast.leader, case_id, "supervise", due_at="2026-11-25T18:00:00+08:00")
    case = done(cast.leader, case_id, "supervise", step="handle", due_at="2026-11-30T18:00:00+08:00")
    assert [(due["step"], due["level"], due["due_at"]) for due in case["dues"]] == [
        ("stop", "town", "2026-11-25T10:00:00.000Z"),
        ("report", "station", IN_THREE_DAYS),
        ("handle", "town", "2026-11-30T10:00:00.000Z"),
    ]


def test_supervision_with_a_time_that_has_passed_gives_the_usual_clock(cast):
    case = done(cast.leader, a_case(cast, "stopped"), "supervise", due_at="2026-11-01T18:00:00+08:00")
    assert due_of(case, "report")["due_at"] == "2026-11-25T10:00:00.000Z"
