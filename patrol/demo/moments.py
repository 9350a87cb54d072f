"""Past moments, chosen by computing from the deadlines, so that the demo is alive on whatever day it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from patrol.domain import deadlines
from patrol.domain.rules import DEFAULT
from patrol.domain.times import CHINA

# The longest way back: three weeks of working days with the longest holidays between them.
FURTHEST_DAYS = 60


def ago(now: datetime, **amount: float) -> datetime:
    return now - timedelta(**amount)


def on_day(now: datetime, days_ago: int, clock: str) -> datetime:
    """A time of day in China, so many days before today."""
    day = now.astimezone(CHINA).date() - timedelta(days=days_ago)
    return datetime.combine(day, time.fromisoformat(clock), CHINA)


def workday(now: datetime, count: int, clock: str) -> datetime:
    """A time of day on the count-th working day before today: whatever the calendar, deadlines fall alike."""
    day = now.astimezone(CHINA).date()
    while count:
        day -= timedelta(days=1)
        count -= deadlines.is_working_day(day)
    return datetime.combine(day, time.fromisoformat(clock), CHINA)


def eve(now: datetime, count: int, clock: str) -> datetime:
    """The day before that working day: a Sunday before a Monday."""
    return workday(now, count, clock) - timedelta(days=1)


def in_daylight(now: datetime, *, minutes: float) -> datetime:
    """The last moment at which people are about that is at least so long gone; at most half a day longer."""
    clocks = ("06:40", "08:50", "11:20", "15:10", "17:45")
    moments = (on_day(now, days, clock) for days in (0, 1) for clock in reversed(clocks))
    return next(moment for moment in moments if moment <= ago(now, minutes=minutes))


def latest(now: datetime, clock: str, fits: Callable[[datetime], bool]) -> datetime:
    """The last such time of day at which something can have begun to stand today as it `fits`."""
    moments = (on_day(now, days, clock) for days in range(FURTHEST_DAYS))
    return next(moment for moment in moments if moment <= now and fits(moment))


def climbs(begun: datetime, step: str) -> list[datetime]:
    """The deadlines of station, town and county for a due in working days that nobody meets."""
    plain = {"kind": "other", "grave": False}
    rungs = [deadlines.first(DEFAULT, step, begun, works_going_on=False, **plain).at]
    for _ in range(2):
        rungs.append(deadlines.upper(DEFAULT, step, rungs[-1], refused=False, **plain).at)
    return rungs


def missed(now: datetime, clock: str, step: str, times: int, *, since: timedelta = timedelta(0)) -> datetime:
    """When a report must have come for its due to have been missed so many times by now, the last one `since` ago."""
    return latest(now, clock, lambda begun: climbs(begun, step)[times - 1] + since <= now)
