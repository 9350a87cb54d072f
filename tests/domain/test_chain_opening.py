"""A report opens a case: its ladder, its first holder, and what becomes of a late one."""

from __future__ import annotations

import pytest

from tests.api.sending import case_of, due_of, new_case, report_body, send_report

TWO_HOURS, DAY = "2026-11-24T04:00:00.000Z", "2026-11-25T02:00:00.000Z"
THREE_DAYS, FIFTEEN_DAYS = "2026-11-27T10:00:00.000Z", "2026-12-15T10:00:00.000Z"


@pytest.mark.parametrize(
    ("part", "levels"),
    [
        ("informant", ["village", "station", "station"]),
        ("inspector", ["station", "station", "station"]),
        ("leader", ["town", "town", "town"]),
        ("officer", ["county", "county", "county"]),
    ],
)
def test_the_ladder_starts_at_the_level_of_the_one_who_reports(cast, part, levels):
    case = case_of(cast.officer, new_case(cast[part]))
    assert [(due["step"], due["level"], due["due_at"]) for due in case["dues"]] == [
        ("stop", levels[0], TWO_HOURS), ("report", levels[1], THREE_DAYS), ("handle", levels[2], FIFTEEN_DAYS),
    ]  # fmt: skip


def test_without_works_going_on_a_stop_may_take_a_day(cast):
    case = case_of(cast.officer, new_case(cast.informant, works_going_on=False))
    assert due_of(case, "stop")["due_at"] == DAY


@pytest.mark.parametrize(
    ("kind", "grave"), [("villa", True), ("basic_farmland", True), ("mining", True), ("waste", False)]
)
def test_some_kinds_are_grave_by_default(cast, kind, grave):
    assert case_of(cast.officer, new_case(cast.informant, kind=kind))["grave"] is grave


def test_a_report_that_comes_late_starts_its_clocks_on_arrival_and_says_so(cast):
    case = case_of(cast.officer, new_case(cast.informant, captured_at="2026-11-22T08:00:00+08:00"))
    assert due_of(case, "stop")["due_at"] == TWO_HOURS
    report, opened = case["reports"][0], case["timeline"][0]
    assert (report["late"], report["captured_at"]) == (True, "2026-11-22T00:00:00.000Z")
    assert (opened["late"], opened["at"], opened["received_at"]) == (
        True, "2026-11-22T00:00:00.000Z", "2026-11-24T02:00:00.000Z",
    )  # fmt: skip


def test_a_report_from_the_future_is_clamped_and_found(cast):
    case = case_of(cast.officer, new_case(cast.informant, captured_at="2026-11-24T10:03:00+08:00"))
    assert case["reports"][0]["captured_at"] == "2026-11-24T02:00:00.000Z"
    assert case["timeline"][0]["findings"] == ["device_time_future"]


def test_a_phone_three_hours_ahead_is_set_right(cast):
    body = report_body(cast.informant, captured_at="2026-11-24T12:59:00+08:00")
    case_id = "11111111-1111-4111-8111-111111111111"
    answer = cast.informant.put(f"/reports/{case_id}", body, X_Device_Time="2026-11-24T13:00:00+08:00")
    case = case_of(cast.officer, answer.json["case"]["id"])
    assert case["reports"][0]["captured_at"] == "2026-11-24T01:59:00.000Z"
    assert "findings" not in case["timeline"][0]


def test_the_reporter_is_an_informant_in_every_answer_and_staff_have_their_names(cast):
    mine, theirs = new_case(cast.informant), new_case(cast.inspector)
    for part in ("inspector", "leader", "officer"):
        text = cast[part].get(f"/cases/{mine}").get_data(as_text=True)
        assert "柳茹村信息员" not in text and cast.informant.id not in text and "13800000008" not in text
        assert case_of(cast[part], mine)["timeline"][0]["by"] == "信息员"
    assert case_of(cast.leader, theirs)["timeline"][0]["by"] == "延陵所巡查员"


def test_who_holds_no_post_or_none_with_cases_cannot_report(cast):
    for part in ("outsider", "admin"):
        answer = cast[part].put("/reports/11111111-1111-4111-8111-111111111112", report_body(cast.informant))
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "no_post")


def test_a_report_made_in_office_is_not_lost_with_it(cast, session, clock):
    from tests.api.sending import end_post

    end_post(session, cast.informant)
    clock.forward(days=20)
    receipt = send_report(cast.informant, captured_at="2026-11-24T09:00:00+08:00")
    case = case_of(cast.inspector, receipt["case"]["id"])
    assert (case["timeline"][0]["by"], due_of(case, "stop")["level"]) == ("信息员", "village")
    assert case_of(cast.informant, case["id"])["reports"][0]["mine"] is True
