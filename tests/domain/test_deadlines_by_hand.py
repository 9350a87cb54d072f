"""Deadlines worked out by hand, from the State Council's notices on the holidays of 2024, 2025 and 2026: spring
festivals, make-up Saturdays and Sundays, a leap day, daily windows, pauses, decisions, an unpublished year.
"""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest

from patrol.domain import deadlines, pauses
from patrol.domain.acts import extend
from patrol.domain.acts.base import Doing
from patrol.domain.rules import DEFAULT, Term
from patrol.domain.times import CHINA, iso, parse
from patrol.models import Due

# (working days, received in China's time, due at 18:00 of, why)
WORKING_DAYS = (
    # 2024: off 10–17 February, worked Sundays 4 and 18 February
    (1, "2024-02-03T10:00", "2024-02-04", "the Sunday before the festival is worked"),
    (3, "2024-02-04T10:00", "2024-02-07", "received on a worked Sunday, which is not counted"),
    (3, "2024-02-08T10:00", "2024-02-19", "9, 18 (Sunday, worked), 19"),
    (1, "2024-02-09T10:00", "2024-02-18", "New Year's Eve was worked in 2024, so the next is Sunday 18"),
    (1, "2024-02-12T10:00", "2024-02-18", "received within the festival"),
    (15, "2024-02-02T10:00", "2024-02-28", "4–9 are six, 18–23 six more, 26, 27, 28"),
    (1, "2024-02-28T10:00", "2024-02-29", "the leap day is a working day"),
    (1, "2024-02-29T10:00", "2024-03-01", "from the leap day into March"),
    # off 4–6 April, worked Sunday 7 April
    (3, "2024-04-03T10:00", "2024-04-09", "7 (Sunday, worked), 8, 9"),
    (1, "2024-04-06T10:00", "2024-04-07", "received on the festival's Saturday"),
    # off 1–5 May, worked Sunday 28 April and Saturday 11 May
    (3, "2024-04-26T10:00", "2024-04-30", "28 (Sunday, worked), 29, 30"),
    (1, "2024-04-30T10:00", "2024-05-06", "over the whole of the labour days"),
    (3, "2024-05-09T10:00", "2024-05-13", "10, 11 (Saturday, worked), 13"),
    (1, "2024-06-07T10:00", "2024-06-11", "the dragon boat Monday is off"),
    # off 15–17 September, worked Saturday 14 September
    (1, "2024-09-13T10:00", "2024-09-14", "the make-up Saturday"),
    (3, "2024-09-12T10:00", "2024-09-18", "13, 14 (Saturday, worked), 18"),
    # off 1–7 October, worked Sunday 29 September and Saturday 12 October
    (3, "2024-09-27T10:00", "2024-10-08", "29 (Sunday, worked), 30, 8"),
    (1, "2024-09-30T10:00", "2024-10-08", "over the national day"),
    (3, "2024-10-09T10:00", "2024-10-12", "10, 11, 12 (Saturday, worked)"),
    (15, "2024-09-20T10:00", "2024-10-16", "23–27, 29, 30, then 8–12, 14, 15, 16"),
    # 2025: off 1 January; 28 January – 4 February, worked Sunday 26 January and Saturday 8 February
    (1, "2024-12-31T10:00", "2025-01-02", "one day of New Year"),
    (3, "2024-12-30T10:00", "2025-01-03", "31, 2, 3"),
    (3, "2025-01-24T10:00", "2025-02-05", "26 (Sunday, worked), 27, 5"),
    (1, "2025-01-27T10:00", "2025-02-05", "over the spring festival"),
    (3, "2025-02-06T10:00", "2025-02-10", "7, 8 (Saturday, worked), 10"),
    (15, "2025-01-17T10:00", "2025-02-13", "20–24, 26, 27, then 5–8, 10–13"),
    (1, "2025-02-28T10:00", "2025-03-03", "no leap day: Friday, then Monday"),
    (1, "2025-04-03T10:00", "2025-04-07", "off 4–6 April, nothing made up"),
    # off 1–5 May, worked Sunday 27 April
    (1, "2025-04-26T10:00", "2025-04-27", "the make-up Sunday"),
    (3, "2025-04-29T10:00", "2025-05-07", "30, 6, 7"),
    (1, "2025-05-30T10:00", "2025-06-03", "off 31 May – 2 June"),
    # off 1–8 October, worked Sunday 28 September and Saturday 11 October
    (1, "2025-09-27T10:00", "2025-09-28", "the make-up Sunday"),
    (3, "2025-09-29T10:00", "2025-10-10", "30, 9, 10"),
    (3, "2025-09-30T10:00", "2025-10-11", "9, 10, 11 (Saturday, worked)"),
    (15, "2025-09-19T10:00", "2025-10-16", "22–26, 28–30, then 9–11, 13–16"),
    # 2026: off 1–3 January, worked Sunday 4 January
    (1, "2025-12-31T10:00", "2026-01-04", "the make-up Sunday after New Year"),
    (3, "2025-12-31T10:00", "2026-01-06", "4 (Sunday, worked), 5, 6"),
    # off 15–23 February, worked Saturdays 14 and 28 February
    (1, "2026-02-13T10:00", "2026-02-14", "the make-up Saturday before the festival"),
    (3, "2026-02-13T10:00", "2026-02-25", "14 (Saturday, worked), 24, 25"),
    (1, "2026-02-14T10:00", "2026-02-24", "over nine days"),
    (3, "2026-02-26T10:00", "2026-03-02", "27, 28 (Saturday, worked), 2"),
    (15, "2026-02-09T10:00", "2026-03-06", "10–14, then 24–28, then 2–6 March"),
    (1, "2026-04-03T10:00", "2026-04-07", "off 4–6 April"),
    # off 1–5 May, worked Saturday 9 May
    (3, "2026-04-30T10:00", "2026-05-08", "6, 7, 8"),
    (1, "2026-05-08T10:00", "2026-05-09", "the make-up Saturday"),
    (1, "2026-06-18T10:00", "2026-06-22", "off 19–21 June"),
    # off 25–27 September and 1–7 October, worked Sunday 20 September and Saturday 10 October
    (1, "2026-09-19T10:00", "2026-09-20", "the make-up Sunday"),
    (1, "2026-09-24T10:00", "2026-09-28", "over the mid-autumn Friday"),
    (3, "2026-09-30T10:00", "2026-10-10", "8, 9, 10 (Saturday, worked)"),
    (15, "2026-09-22T10:00", "2026-10-20", "23, 24, 28–30, then 8–10, 12–16, 19, 20"),
    # the hour of receipt
    (1, "2026-11-24T23:59", "2026-11-25", "a minute before midnight is still that day"),
    (1, "2026-11-25T00:01", "2026-11-26", "a minute after is the next"),
    (3, "2026-11-27T18:30", "2026-12-02", "Friday after the office has closed: 30, 1, 2"),
)  # fmt: skip

# (hours, received, due, why): counted between 07:00 and 21:00
WINDOW_HOURS = (
    (4, "2026-11-24T10:00", "2026-11-24T14:00", "within a day"),
    (4, "2026-11-24T17:00", "2026-11-24T21:00", "to the very end of the window"),
    (4, "2026-11-24T19:00", "2026-11-25T09:00", "two hours in the evening, two in the morning"),
    (4, "2026-11-24T22:00", "2026-11-25T11:00", "from the next morning"),
    (4, "2026-11-24T05:00", "2026-11-24T11:00", "from the same morning"),
    (4, "2026-02-16T20:00", "2026-02-17T10:00", "works do not stop for New Year's Eve"),
)  # fmt: skip

# (amount, unit, received, due, why)
OTHER = (
    (24, "hours", "2024-02-28T23:30", "2024-02-29T23:30", "a day and night into the leap day"),
    (2, "hours", "2026-10-01T23:00", "2026-10-02T01:00", "hours are hours on the national day, too"),
    (2, "calendar_days", "2024-02-28T10:00", "2024-03-01T18:00", "29 February and 1 March"),
    (2, "calendar_days", "2025-02-27T10:00", "2025-03-01T18:00", "28 February and 1 March"),
    (90, "calendar_days", "2026-09-01T10:00", "2026-11-30T18:00", "29 of September, 31, 30"),
)  # fmt: skip

# (due, paused, goes on, then due, why): of deadlines in working days
PAUSED = (
    ("2026-02-14", "2026-02-12T09:00", "2026-02-20T09:00", "2026-02-26", "12–14 are three: 24, 25, 26"),
    ("2026-09-30", "2026-09-29T09:00", "2026-10-10T09:00", "2026-10-12", "two: Saturday 10, worked, and 12"),
    ("2026-11-24", "2026-11-21T09:00", "2026-11-25T09:00", "2026-11-26", "paused on a Saturday: 23 and 24 are two"),
    ("2024-03-01", "2024-02-29T09:00", "2024-03-05T09:00", "2024-03-06", "the leap day and 1 March are two"),
)  # fmt: skip

# (filed, decided by, why): ninety calendar days
DECISIONS = (
    ("2023-12-01T10:00", "2024-02-29", "30 of December, 31, 29: the leap day itself"),
    ("2024-02-28T10:00", "2024-05-28", "the leap day, 31, 30, 28"),
    ("2024-12-01T10:00", "2025-03-01", "30, 31, 28, 1"),
    ("2025-02-28T10:00", "2025-05-29", "31, 30, 29"),
    ("2026-07-03T10:00", "2026-10-01", "28, 31, 30, 1: on the national day, for days are days"),
    ("2026-11-24T23:59", "2027-02-22", "6, 31, 31, 22: no make-up day matters, so nothing is provisional"),
    ("2026-11-25T00:01", "2027-02-23", "a minute after midnight is the next day"),
)  # fmt: skip

# (due, paused, goes on, then due, lengthened, why): of decisions; a pause is left out day by day
LENGTHENED = (
    ("2024-05-28", None, None, "2024-05-28", "2024-06-27", "3 of May, 27"),
    ("2024-02-10", None, None, "2024-02-10", "2024-03-11", "19 to the leap day, 11"),
    ("2025-02-10", None, None, "2025-02-10", "2025-03-12", "18 to the end of February, 12"),
    ("2024-02-25", "2024-02-20T09:00", "2024-03-05T16:00", "2024-03-10", "2024-04-09", "14 days with the leap day"),
    ("2025-02-25", "2025-02-20T09:00", "2025-03-05T16:00", "2025-03-10", "2025-04-09", "13 days without one"),
    ("2026-03-01", "2026-02-13T17:00", "2026-02-24T08:00", "2026-03-12", "2026-04-11", "11 days, festival or not"),
    ("2026-11-30", "2026-11-24T09:00", "2026-11-24T15:00", "2026-11-30", "2026-12-30", "on and off in one day"),
)  # fmt: skip


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def due(amount: int, unit: str, received: str) -> deadlines.Deadline:
    return deadlines.count(DEFAULT, Term(step="report", amount=amount, unit=unit), china(received))


@pytest.mark.parametrize(("amount", "received", "day", "why"), WORKING_DAYS)
def test_working_days(amount, received, day, why):
    found = due(amount, "working_days", received)
    assert (iso(found.at), found.provisional) == (iso(china(f"{day}T18:00")), False), why


@pytest.mark.parametrize(("amount", "received", "end", "why"), WINDOW_HOURS)
def test_hours_of_a_daily_window(amount, received, end, why):
    assert iso(due(amount, "window_hours", received).at) == iso(china(end)), why


@pytest.mark.parametrize(("amount", "unit", "received", "end", "why"), OTHER)
def test_hours_and_calendar_days(amount, unit, received, end, why):
    found = due(amount, unit, received)
    assert (iso(found.at), found.provisional) == (iso(china(end)), False), why


@pytest.mark.parametrize(("was", "paused", "on", "then", "why"), PAUSED)
def test_pauses(was, paused, on, then, why):
    rule = {"amount": 3, "unit": "working_days", "until": "18:00", "from": was}
    stood = Due(step="report", rule=rule, due_at=china(f"{was}T18:00"), paused_at=china(paused), provisional=False)
    assert pauses.resumed(stood, DEFAULT, china(on))["due_at"] == iso(china(f"{then}T18:00")), why


@pytest.mark.parametrize(("filed", "day", "why"), DECISIONS)
def test_decisions(filed, day, why):
    found = deadlines.first(DEFAULT, "decide", china(filed), kind="waste", grave=False, works_going_on=False)
    assert (iso(found.at), found.provisional) == (iso(china(f"{day}T18:00")), False), why


def decision(due_at: str, **more) -> Due:
    rule = {"amount": 90, "unit": "calendar_days", "until": "18:00", "since": "filed"}
    return Due(step="decide", rule=rule, due_at=china(due_at), missed=[], provisional=False, **more)


def lengthened(due: Due, now: datetime) -> str:
    doing = Doing(None, SimpleNamespace(decision=due), {}, None, "town", now, now)
    return extend.judge(doing).change["dues"]["decide"]["due_at"]


@pytest.mark.parametrize(("was", "paused", "on", "then", "longer", "why"), LENGTHENED)
def test_decisions_paused_and_lengthened_whichever_comes_first(was, paused, on, then, longer, why):
    stood = decision(f"{was}T18:00", paused_at=china(paused) if paused else None)
    now = china(on) if on else china(f"{was}T09:00")
    if paused:
        assert pauses.resumed(stood, DEFAULT, now)["due_at"] == iso(china(f"{then}T18:00")), why
        meanwhile = decision(f"{was}T18:00", paused_at=china(paused))
        meanwhile.due_at = parse(lengthened(meanwhile, china(paused)))
        assert pauses.resumed(meanwhile, DEFAULT, now)["due_at"] == iso(china(f"{longer}T18:00")), why
    assert lengthened(decision(f"{then}T18:00"), now) == iso(china(f"{longer}T18:00")), why


@pytest.mark.parametrize(
    ("amount", "received", "day", "provisional"),
    [
        (1, "2026-12-29T10:00", "2026-12-30", False),
        (1, "2026-12-31T10:00", "2027-01-04", True),
        (15, "2026-12-28T10:00", "2027-01-19", True),
    ],
)
def test_a_year_that_is_not_published_is_provisional(monkeypatch, amount, received, day, provisional):
    """暂算: New Year's Day is off by law, nothing is known of what is made up."""
    monkeypatch.setattr(deadlines, "is_published", lambda year: year < 2027)
    found = due(amount, "working_days", received)
    assert (iso(found.at), found.provisional) == (iso(china(f"{day}T18:00")), provisional)
