"""When a due falls: hours, daily windows and days, counted in China's time by the rules of the case.

Working days follow the published calendar with its make-up workdays (调休). The State Council publishes a
year's make-up days in the autumn before; until then a deadline that reaches into that year is provisional (暂算).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.util import find_spec, module_from_spec

import holidays

from .rules import First, Rules, Term, Upper, clock
from .times import CHINA, iso, to_milliseconds

OFFICE_CLOSES = time(18)

# The package of the countries, without running it: it would import the calendars of two hundred of them, which costs
# each process 8 MB and its first request a quarter of a second. China's own module is found in it all the same.
_countries = find_spec("holidays.countries")
sys.modules.setdefault(_countries.name, module_from_spec(_countries))


@dataclass(frozen=True)
class Deadline:
    at: datetime
    provisional: bool
    # The rule it comes from: {amount, unit, …}, in days also from when; None when a person set it.
    rule: dict | None = field(default=None, compare=False)


@lru_cache(maxsize=16)
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.China(years=year)


def is_published(year: int) -> bool:
    """Whether the year's make-up workdays are known; every published year since 2001 has some."""
    return any(day.year == year for day in _calendar(year).weekend_workdays)


@lru_cache(maxsize=1024)
def is_working_day(day: date) -> bool:
    return _calendar(day.year).is_working_day(day)


def holiday_name(day: date) -> str | None:
    """What China calls the holiday, in Chinese; None on other days."""
    return holidays.China(years=day.year, language="zh_CN").get(day)


def _china(at: datetime) -> datetime:
    return at.astimezone(CHINA)


def _deadline(start: datetime, end: datetime, *, by_calendar: bool, rule: dict | None = None) -> Deadline:
    years = range(_china(start).year, _china(end).year + 1)
    unsure = by_calendar and not all(is_published(year) for year in years)
    return Deadline(to_milliseconds(end), unsure, rule)


def count(rules: Rules, term: Term, start: datetime) -> Deadline:
    """The deadline of a line of the table, from a moment on."""
    rule = {"amount": term.amount, "unit": term.unit}
    if term.unit == "hours":
        return _deadline(start, start + timedelta(hours=term.amount), by_calendar=False, rule=rule)
    if term.unit == "window_hours":
        opens, closes = clock(rules.window_opens), clock(rules.window_closes)
        end = _window_hours(start, term.amount, opens, closes)
        rule |= {"opens": rules.window_opens, "closes": rules.window_closes}
        return _deadline(start, end, by_calendar=False, rule=rule)
    by_calendar = term.unit == "working_days"
    end = _days(start, term.amount, clock(rules.office_closes), working=by_calendar)
    return _deadline(
        start, end, by_calendar=by_calendar, rule=rule | {"until": rules.office_closes, "from": iso(start)}
    )


def _window_hours(start: datetime, amount: int, opening: time, closing: time) -> datetime:
    return window_hours_from(start, timedelta(hours=amount), opening, closing)


def window_hours_between(start: datetime, end: datetime, opening: time, closing: time) -> timedelta:
    """How much of the time from one moment to another lies between these times of day."""
    total, at, end = timedelta(0), _china(start), _china(end)
    while at < end:
        opens, closes = (datetime.combine(at.date(), one, CHINA) for one in (opening, closing))
        total += max(min(end, closes) - max(at, opens), timedelta(0))
        at = datetime.combine(at.date() + timedelta(days=1), time(0), CHINA)
    return total


def window_hours_from(start: datetime, left: timedelta, opening: time, closing: time) -> datetime:
    """The end of so much time, counted only between these times of day, when somebody can be asked to go and look."""
    at = _china(start)
    while True:
        opens, closes = (datetime.combine(at.date(), one, CHINA) for one in (opening, closing))
        at = max(at, opens)
        if at < closes and at + left <= closes:
            return at + left
        left -= max(closes - at, timedelta(0))
        at = opens + timedelta(days=1)


def _days(start: datetime, amount: int, closes: time, *, working: bool) -> datetime:
    """The close of office on the n-th day after the day of receipt, which itself is not counted."""
    day = _china(start).date()
    while amount:
        day += timedelta(days=1)
        amount -= is_working_day(day) if working else 1
    return datetime.combine(day, closes, CHINA)


def working_days(start: datetime, amount: int) -> Deadline:
    """So many working days on, to the close of office as shipped: for dates that people set in such terms."""
    return _deadline(start, _days(start, amount, OFFICE_CLOSES, working=True), by_calendar=True)


def next_visit(rules: Rules, start: datetime) -> Deadline:
    """Nobody was there: the next day, at the time the rules name."""
    day = _china(start).date() + timedelta(days=1)
    end = datetime.combine(day, clock(rules.next_visit), CHINA)
    return _deadline(start, end, by_calendar=False, rule={"unit": "next_visit", "until": rules.next_visit})


def first(rules: Rules, step: str, start: datetime, *, kind: str, grave: bool, works_going_on: bool) -> Deadline:
    """The deadline a due begins with, counted from the server's receipt of what it begins with."""
    term = rules.first_term(step, kind=kind, grave=grave, works=works_going_on)
    deadline, since = count(rules, term, start), "filed" if step == "decide" else term.since
    return replace(deadline, rule=deadline.rule | {"since": since}) if since else deadline


def upper(rules: Rules, step: str, start: datetime, *, kind: str, grave: bool, refused: bool) -> Deadline:
    """The clock of the level a due has risen to."""
    return count(rules, rules.upper_term(step, kind=kind, grave=grave, refused=refused), start)


def term_of(rules: Rules, case, step: str) -> First:
    return rules.first_term(step, kind=case.kind, grave=case.grave, works=case.works_going_on)


def first_of(rules: Rules, case, step: str, start: datetime) -> Deadline:
    return first(rules, step, start, kind=case.kind, grave=case.grave, works_going_on=case.works_going_on)


def upper_term_of(rules: Rules, case, due) -> Upper:
    return rules.upper_term(due.step, kind=case.kind, grave=case.grave, refused=due.outcome == "refused")


def upper_of(rules: Rules, case, due, start: datetime) -> Deadline:
    return count(rules, upper_term_of(rules, case, due), start)


def exceptions(now: datetime) -> dict[str, list[str]]:
    """The weekdays off and the weekend days worked of this year and the next, for phones to count working days by."""
    years = (_china(now).year, _china(now).year + 1)
    off = [day.isoformat() for year in years for day in sorted(_calendar(year)) if day.weekday() < 5]
    work = [day.isoformat() for year in years for day in sorted(_calendar(year).weekend_workdays)]
    return {"off": off, "work": work}
