"""What is left of a deadline when its clock stood still for a while, in the unit of its own rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from patrol.models import Case, Due

from .deadlines import count, is_working_day, window_hours_between, window_hours_from
from .rules import Rules, Term, clock
from .times import CHINA, iso

RUNNING = {"paused_at": None, "paused_for": None, "paused_until": None}


def ended(case: Case, rules: Rules, now: datetime) -> dict:
    """The change by which every due of the case that stands still goes on."""
    return {"dues": {due.step: resumed(due, rules, now) for due in case.dues if due.paused_at is not None}}


def resumed(due: Due, rules: Rules, now: datetime) -> dict:
    unit = (due.rule or {}).get("unit", "hours")  # a person's own deadline moves by the hours of the pause
    return RUNNING | UNITS[unit](due, rules, now)


def _hours(due: Due, _rules: Rules, now: datetime) -> dict:
    return {"due_at": iso(due.due_at + (now - due.paused_at))}


def _window_hours(due: Due, _rules: Rules, now: datetime) -> dict:
    opens, closes = clock(due.rule["opens"]), clock(due.rule["closes"])
    left = window_hours_between(due.paused_at, due.due_at, opens, closes)
    return {"due_at": iso(window_hours_from(now, left, opens, closes))}


def _calendar_days(due: Due, _rules: Rules, now: datetime) -> dict:
    return {"due_at": iso(due.due_at + (_day(now) - _day(due.paused_at)))}


def _working_days(due: Due, rules: Rules, now: datetime) -> dict:
    """As many as were left on the day of the pause: that day counts, and so does the day of going on."""
    first, last = _day(due.paused_at), _day(due.due_at)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    left = max(1, sum(map(is_working_day, days)))
    term = Term(step=due.step, amount=left, unit="working_days")
    deadline = count(rules, term, now - timedelta(days=1))
    # `left` and `from` so that it can be counted anew when the make-up days of a year are published.
    rule = due.rule | {"left": left, "from": deadline.rule["from"]}
    return {"due_at": iso(deadline.at), "provisional": deadline.provisional, "rule": rule}


UNITS = {
    "hours": _hours, "window_hours": _window_hours, "calendar_days": _calendar_days, "working_days": _working_days,
    "next_visit": _hours,
}  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
