"""When a due falls: hours, daily windows and working days, counted in China's time.

Working days follow the published calendar with its make-up workdays (调休). The State Council publishes a
year's make-up days in the autumn before; until then a deadline that reaches into that year is provisional (暂算).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from .times import CHINA, to_milliseconds

OFFICE_CLOSES = time(18)
WINDOW = (time(7), time(21))
NEXT_DAY = time(9)


@dataclass(frozen=True)
class Deadline:
    at: datetime
    provisional: bool


@lru_cache(maxsize=16)
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.China(years=year)


def is_published(year: int) -> bool:
    """Whether the year's make-up workdays are known; every published year since 2001 has some."""
    return any(day.year == year for day in _calendar(year).weekend_workdays)


@lru_cache(maxsize=1024)
def is_working_day(day: date) -> bool:
    return _calendar(day.year).is_working_day(day)


def _china(at: datetime) -> datetime:
    return at.astimezone(CHINA)


def _deadline(start: datetime, end: datetime, *, by_calendar: bool) -> Deadline:
    years = range(_china(start).year, _china(end).year + 1)
    unsure = by_calendar and not all(is_published(year) for year in years)
    return Deadline(to_milliseconds(end), unsure)


def hours(start: datetime, amount: float) -> Deadline:
    return _deadline(start, start + timedelta(hours=amount), by_calendar=False)


def window_hours(start: datetime, amount: float) -> Deadline:
    """Hours counted only between 07:00 and 21:00, when somebody can be asked to go and look."""
    left, at = timedelta(hours=amount), _china(start)
    while True:
        opens = at.replace(hour=WINDOW[0].hour, minute=0, second=0, microsecond=0)
        closes = at.replace(hour=WINDOW[1].hour, minute=0, second=0, microsecond=0)
        at = max(at, opens)
        if at < closes and at + left <= closes:
            return _deadline(start, at + left, by_calendar=False)
        left -= max(closes - at, timedelta(0))
        at = opens + timedelta(days=1)


def working_days(start: datetime, amount: int) -> Deadline:
    """The close of office on the n-th working day after the day of receipt, which itself is not counted."""
    day = _china(start).date()
    while amount:
        day += timedelta(days=1)
        amount -= is_working_day(day)
    return _deadline(start, datetime.combine(day, OFFICE_CLOSES, CHINA), by_calendar=True)


def next_morning(start: datetime) -> Deadline:
    day = _china(start).date() + timedelta(days=1)
    return _deadline(start, datetime.combine(day, NEXT_DAY, CHINA), by_calendar=False)


def first(step: str, start: datetime, *, works_going_on: bool) -> Deadline:
    """The deadline a due begins with, counted from the server's receipt."""
    if step == "stop":
        return hours(start, 2 if works_going_on else 24)
    return working_days(start, {"report": 3, "handle": 15}[step])


def upper(step: str, start: datetime, *, grave: bool, refused: bool) -> Deadline:
    """The clock of the level a due has risen to."""
    if step != "stop":
        return working_days(start, 1)
    return hours(start, 4) if grave or refused else window_hours(start, 4)


def exceptions(now: datetime) -> dict[str, list[str]]:
    """The weekdays off and the weekend days worked of this year and the next, for phones to count working days by."""
    years = (_china(now).year, _china(now).year + 1)
    off = [day.isoformat() for year in years for day in sorted(_calendar(year)) if day.weekday() < 5]
    work = [day.isoformat() for year in years for day in sorted(_calendar(year).weekend_workdays)]
    return {"off": off, "work": work}
