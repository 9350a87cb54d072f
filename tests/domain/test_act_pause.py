"""暂停计时 and 恢复计时: the clock stands still, nobody climbs, and what was left is left."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from patrol.domain import deadlines, pauses, verifying
from patrol.domain.rules import DEFAULT
from patrol.domain.sweep import sweep
from patrol.domain.times import CHINA, iso, parse
from patrol.extensions import writing
from patrol.models import Due
from tests.api.sending import a_case, act, case_of, done, due_of


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def dues(case: dict) -> dict:
    return {one["step"]: one["due_at"] and iso(parse(one["due_at"])) for one in case["dues"]}


def swept(app, clock) -> int:
    with app.app_context():
        return sweep(writing, now=clock.now)


@pytest.fixture
def hearing(cast, clock) -> str:
    """A case whose inspector waits for a hearing; the day is 2026-11-24, a Tuesday, 10:00."""
    case_id = a_case(cast, "reported")
    until = iso(clock.now + timedelta(days=40))
    done(cast.inspector, case_id, "pause", reason="hearing", until=until)
    return case_id


def test_a_paused_clock_is_shown_and_raises_nobody(app, cast, clock, hearing, session):
    case = case_of(cast.inspector, hearing)
    handle = due_of(case, "handle")
    assert (handle["due_at"], handle["paused"]["for"], case["due_at"], case["overdue"]) == (
        None,
        "hearing",
        None,
        False,
    )
    assert ("pause" in case["may"], "resume" in case["may"]) == (True, True)
    clock.forward(days=39)
    assert swept(app, clock) == 0
    assert case_of(cast.leader, hearing)["holder"] == "station"
    assert verifying.verify(session) == []


def test_going_on_gives_the_days_that_were_left(cast, clock, hearing, session):
    before = iso(session.get(Due, (hearing, "handle")).due_at)
    session.rollback()
    assert before == iso(china("2026-12-15T18:00"))
    clock.forward(days=7)
    case = done(cast.inspector, hearing, "resume")
    assert dues(case)["handle"] == iso(china("2026-12-22T18:00"))
    assert case["timeline"][-1]["act"] == "resume" and due_of(case, "handle")["paused"] is None
    assert verifying.verify(session) == []


def test_a_pause_ends_by_itself_on_its_day_once(app, cast, clock, hearing, session):
    clock.forward(days=41)
    for _ in range(2):
        swept(app, clock)
    case = case_of(cast.inspector, hearing)
    assert [(one["by"], one["cause"]) for one in case["timeline"] if one["act"] == "resume"] == [("系统", "over")]
    assert due_of(case, "handle")["due_at"] is not None
    news = [one["event"] for one in cast.inspector.get("/inbox").json["notices"] if one["case"]["id"] == hearing]
    assert news[0] == "resume"
    assert verifying.verify(session) == []


def test_what_is_to_be_stopped_on_site_never_waits(app, cast, clock):
    case_id = a_case(cast, "fresh")
    stop_due = dues(case_of(cast.inspector, case_id))["stop"]
    case = done(cast.inspector, case_id, "pause", reason="appraisal")
    assert dues(case) == {"stop": stop_due, "report": None, "handle": None}
    assert (case["step"], iso(parse(case["due_at"]))) == ("stop", stop_due)
    clock.forward(hours=3)
    assert swept(app, clock) == 1


def test_acts_end_or_set_anew_what_stood_still(cast, clock, hearing, session):
    case = done(cast.inspector, hearing, "handle", outcome="filed")
    assert due_of(case, "handle")["paused"] is None
    other = a_case(cast, "reported")
    done(cast.inspector, other, "pause", reason="mail")
    assert due_of(done(cast.leader, other, "supervise"), "handle")["paused"] is None
    third = a_case(cast, "reported")
    done(cast.inspector, third, "pause", reason="court")
    assert due_of(done(cast.leader, third, "return", step="handle"), "handle")["paused"] is None
    assert verifying.verify(session) == []


def test_who_may_and_when(cast, clock, hearing):
    assert act(cast.leader, hearing, "pause", reason="court").status_code == 403
    assert act(cast.informant, hearing, "resume").status_code == 403
    same = act(cast.assistant, hearing, "pause", reason="hearing", until=iso(clock.now + timedelta(days=40)))
    assert same.json["outcome"] == "already_done"
    late = act(cast.inspector, hearing, "pause", reason="court", until=iso(clock.now - timedelta(days=1)))
    assert (late.json["outcome"], late.json["why"]) == ("noted", "pause_over")
    closed = a_case(cast, "closed")
    assert act(cast.inspector, closed, "pause", reason="court").json["why"] == "closed"
    assert act(cast.inspector, a_case(cast, "reported"), "resume").json["why"] == "not_paused"
    assert act(cast.inspector, hearing, "pause", reason="holiday").status_code == 422


def a_due(rule: dict, due_at: str, paused_at: str) -> Due:
    return Due(step="report", rule=rule, due_at=china(due_at), paused_at=china(paused_at), provisional=False)


# (the rule's unit, when it was due, when it was paused, when it goes on, when it then is due)
BY_HAND = (
    # 3 hours were left; three days later 3 hours are left.
    ("hours", "2026-11-24T13:00", "2026-11-24T10:00", "2026-11-27T10:00", "2026-11-27T13:00"),
    # 20:00–21:00 and 07:00–10:00 were left: 4 hours; from 19:00 these are 19–21 and 07–09.
    ("window_hours", "2026-11-25T10:00", "2026-11-24T20:00", "2026-11-26T19:00", "2026-11-27T09:00"),
    # Tuesday to Thursday are 3 days; going on a Tuesday they are Tuesday, Wednesday, Thursday.
    ("working_days", "2026-11-26T18:00", "2026-11-24T10:00", "2026-12-01T10:00", "2026-12-03T18:00"),
    # The same day: nothing was lost, nothing gained.
    ("working_days", "2026-11-26T18:00", "2026-11-24T10:00", "2026-11-24T16:00", "2026-11-26T18:00"),
    # Going on at a Saturday, the first day is Monday.
    ("working_days", "2026-11-25T18:00", "2026-11-24T10:00", "2026-11-28T10:00", "2026-12-01T18:00"),
    # Across the national day 2026 (1–7 October): paused on 29 September with two days left.
    ("working_days", "2026-09-30T18:00", "2026-09-29T09:00", "2026-10-02T09:00", "2026-10-09T18:00"),
    ("calendar_days", "2026-12-01T18:00", "2026-11-24T10:00", "2026-12-04T10:00", "2026-12-11T18:00"),
)


@pytest.mark.parametrize(("unit", "was_due", "paused", "on", "due"), BY_HAND)
def test_what_was_left_by_hand(unit, was_due, paused, on, due):
    rule = {"amount": 3, "unit": unit, "opens": "07:00", "closes": "21:00", "until": "18:00", "from": "2026-11-20"}
    assert pauses.resumed(a_due(rule, was_due, paused), DEFAULT, china(on))["due_at"] == iso(china(due))


def test_a_deadline_that_a_person_set_moves_by_the_length_of_the_pause():
    moved = pauses.resumed(a_due(None, "2026-11-27T18:00", "2026-11-24T10:00"), DEFAULT, china("2026-11-25T10:00"))
    assert moved["due_at"] == iso(china("2026-11-28T18:00"))


def test_hours_between_two_moments_count_only_in_the_window():
    opens, closes = (datetime.min.replace(hour=hour).time() for hour in (7, 21))
    between = deadlines.window_hours_between(china("2026-11-24T06:00"), china("2026-11-26T08:00"), opens, closes)
    assert between == timedelta(hours=14 + 14 + 1)
