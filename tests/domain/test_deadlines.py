"""Every deadline here was counted by hand on a wall calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from patrol.domain import deadlines
from patrol.domain.rules import DEFAULT
from patrol.domain.times import CHINA


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def first(step: str, start: datetime, *, works_going_on: bool) -> deadlines.Deadline:
    return deadlines.first(DEFAULT, step, start, kind="other", grave=False, works_going_on=works_going_on)


def upper(step: str, start: datetime, *, grave: bool, refused: bool) -> deadlines.Deadline:
    return deadlines.upper(DEFAULT, step, start, kind="other", grave=grave, refused=refused)


@pytest.mark.parametrize(
    ("works_going_on", "due"),
    [(True, "2026-11-18 11:56"), (False, "2026-11-19 09:56")],
)
def test_a_stop_is_due_in_two_hours_while_works_go_on_else_in_a_day(works_going_on, due):
    given = first("stop", china("2026-11-18 09:56"), works_going_on=works_going_on)
    assert given == deadlines.Deadline(china(due), False)


@pytest.mark.parametrize(
    ("step", "received", "due"),
    [
        ("report", "2026-11-18 09:56", "2026-11-23 18:00"),  # Wed → Thu, Fri, Mon
        ("handle", "2026-11-18 09:56", "2026-12-09 18:00"),  # three weeks without a holiday
        ("report", "2026-11-18 23:59", "2026-11-23 18:00"),  # the day of receipt never counts, however late
        ("report", "2026-11-21 10:00", "2026-11-25 18:00"),  # a Saturday → Mon, Tue, Wed
        ("report", "2026-02-13 10:00", "2026-02-25 18:00"),  # Fri; Sat 14 is worked, 15–23 is the spring festival
        ("report", "2026-02-12 10:00", "2026-02-24 18:00"),  # Thu → Fri 13, Sat 14 (worked), Tue 24
        ("report", "2026-02-26 10:00", "2026-03-02 18:00"),  # Thu → Fri 27, Sat 28 (worked), Mon 2
        ("report", "2026-09-29 10:00", "2026-10-09 18:00"),  # Tue → Wed 30, Thu 8, Fri 9: 1–7 October is off
        ("report", "2026-10-08 10:00", "2026-10-12 18:00"),  # Thu → Fri 9, Sat 10 (worked), Mon 12
        ("handle", "2026-02-12 10:00", "2026-03-11 18:00"),  # 13 14 · 24–28 · 2–6 March · 9–11
    ],
)
def test_working_days_end_at_six_and_follow_the_published_calendar(step, received, due):
    assert first(step, china(received), works_going_on=True) == deadlines.Deadline(china(due), False)


def test_the_days_of_receipt_are_china_s_days():
    just_thursday = datetime.fromisoformat("2026-11-18T16:30:00+00:00")  # 00:30 on Thursday in China
    assert first("report", just_thursday, works_going_on=False).at == china("2026-11-24 18:00")


@pytest.mark.parametrize(
    ("day", "worked"),
    [("2026-02-14", True), ("2026-02-28", True), ("2026-10-10", True), ("2026-09-20", True), ("2026-01-04", True),
     ("2026-11-21", False), ("2026-02-17", False), ("2026-10-01", False), ("2026-11-18", True)],
)  # fmt: skip
def test_make_up_days_are_worked_and_holidays_are_not(day, worked):
    assert deadlines.is_working_day(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("risen", "due"),
    [
        ("2026-11-18 11:56", "2026-11-18 15:56"),
        ("2026-11-18 17:00", "2026-11-18 21:00"),  # exactly until the evening
        ("2026-11-18 19:30", "2026-11-19 09:30"),  # 1.5 h today, 2.5 h from seven
        ("2026-11-18 23:00", "2026-11-19 11:00"),
        ("2026-11-18 03:00", "2026-11-18 11:00"),
        ("2026-11-20 20:00", "2026-11-21 10:00"),  # a Saturday counts: a digger does not rest
    ],
)
def test_the_level_above_has_four_hours_of_the_day_to_stop_it(risen, due):
    given = upper("stop", china(risen), grave=False, refused=False)
    assert given == deadlines.Deadline(china(due), False)


@pytest.mark.parametrize("why", ["grave", "refused"])
def test_grave_or_refused_the_four_hours_run_through_the_night(why):
    given = upper("stop", china("2026-11-18 23:00"), **({"grave": False, "refused": False} | {why: True}))
    assert given.at == china("2026-11-19 03:00")


@pytest.mark.parametrize(
    ("risen", "due"),
    [("2026-11-23 18:00", "2026-11-24 18:00"), ("2026-02-14 18:00", "2026-02-24 18:00")],
)
@pytest.mark.parametrize("step", ["report", "handle"])
def test_the_other_steps_give_the_level_above_one_working_day(step, risen, due):
    assert upper(step, china(risen), grave=True, refused=True).at == china(due)


def test_when_nobody_was_there_it_is_due_next_morning_at_nine():
    assert deadlines.next_visit(DEFAULT, china("2026-11-18 23:50")) == deadlines.Deadline(
        china("2026-11-19 09:00"), False
    )
    assert deadlines.next_visit(DEFAULT, china("2026-11-19 00:10")).at == china("2026-11-20 09:00")


def test_a_deadline_into_a_year_without_published_make_up_days_is_provisional():
    assert first("handle", china("2026-12-21 10:00"), works_going_on=False).provisional
    assert not first("report", china("2026-12-21 10:00"), works_going_on=False).provisional
    assert not first("stop", china("2026-12-31 23:30"), works_going_on=True).provisional
    assert not first("handle", china("2025-12-25 10:00"), works_going_on=False).provisional
