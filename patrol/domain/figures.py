"""Figures of a day for whoever leads or oversees: of places and cases, never of people, and only of cases that this
reader may see today.

A day's figures are those of its end in China, whenever they are asked for; the day of today is as far as it has come.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from sqlalchemy.orm import Session

from patrol.models import Area, figures
from patrol.models.areas import TOWN, VILLAGE, by_code, by_paths, county, path_of_level, under

from . import permissions
from .actors import Actor
from .errors import Invalid, Missing, Refused
from .standing import STEPS, minute
from .times import CHINA

# Of fewer cases a median would be one case's own time, and tell whose it was.
FEWEST = 3
WEEKS = 12
WEEK = timedelta(days=7)
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Line:
    """Of one place, or of all together: how many are open, how many were closed that year, and how many minutes the
    middle one of the year took from being found to each step; None of too few."""

    area: Area | None
    open: int
    closed: int
    took: dict[str, int | None]


@dataclass(frozen=True)
class Trend:
    """How many cases were opened and closed in each of the weeks, the oldest first."""

    area: Area | None
    opened: list[int]
    closed: list[int]


@dataclass(frozen=True)
class Scope:
    """Where a reader counts: at or under `path`, place by place of this level."""

    area: Area
    level: str
    path: str

    @property
    def narrowed(self) -> str | None:
        """The path that cases have to lie under; everything lies in the county."""
        return self.path if self.level == VILLAGE else None

    def place_of(self, path: str) -> str:
        """A case that lies no deeper than the town counts for the town itself."""
        return path_of_level(path, self.level) or path


def may_see(by: Actor) -> bool:
    return bool(by.roles & {"leader", "officer"})


def scope(session: Session, by: Actor, town: str | None) -> Scope:
    """The county by towns, or a town by villages; a leader's own town, unless another is asked for by who has two."""
    if not may_see(by):
        raise Refused("not_for_you")
    home = county(session).area
    own = {post.path for post in by.posts if post.role == "leader" and post.path}
    oversees = "officer" in by.roles
    if town is None and oversees:
        return Scope(home, TOWN, home.path)
    area = by_code(session, town) if town else min(by_paths(session, own), key=lambda one: one.code)
    if area is None or area.level != TOWN or not (oversees or area.path in own):
        raise Missing("area_missing")
    return Scope(area, VILLAGE, area.path)


def read_day(text: str | None, now: datetime) -> date:
    """Today, or the day that was asked for; Invalid for what is none, or has not come."""
    today = now.astimezone(CHINA).date()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("invalid", date=text[:40]) from None
    if not EARLIEST <= day <= today:
        raise Invalid("invalid", date=text[:40])
    return day


def of_day(session: Session, by: Actor, where: Scope, day: date) -> tuple[list[Line], Line]:
    """(a line for each place in the order of the codes, all of them together)."""
    span = figures.Span(_begins(date(day.year, 1, 1)), _begins(day + timedelta(days=1)))
    found = figures.counted(session, permissions.ways_to_count(by), where.narrowed, span)
    places: dict[str, _Sum] = defaultdict(_Sum)
    for one in found:
        places[where.place_of(one.path)].add(one)
    together = _Sum()
    for one in places.values():
        together.join(one)
    areas = _areas(session, where, places.keys())
    return [places[path].line(area) for path, area in areas], together.line(None)


def of_weeks(session: Session, by: Actor, where: Scope, day: date) -> tuple[list[date], list[Trend], Trend]:
    """(the first day of each of the twelve weeks that end with this day, a trend for each place, all together)."""
    begins = [day + timedelta(days=1) - WEEK * back for back in range(WEEKS, 0, -1)]
    span = figures.Span(_begins(begins[0]), _begins(day + timedelta(days=1)))
    counts: Counter[tuple] = Counter()
    ways = permissions.ways_to_count(by)
    for what, path, back, number in figures.weekly(session, ways, where.narrowed, span, WEEK // timedelta(minutes=1)):
        counts[where.place_of(path), what, WEEKS - 1 - back] += number
        counts[None, what, WEEKS - 1 - back] += number
    areas = _areas(session, where, {path for path, _what, _week in counts if path})
    trends = [_trend(counts, path, area) for path, area in areas]
    return begins, trends, _trend(counts, None, None)


def _trend(counts: Counter, path: str | None, area: Area | None) -> Trend:
    return Trend(area, *([counts[path, what, week] for week in range(WEEKS)] for what in ("opened", "closed")))


def over_at(day: date) -> datetime:
    """The first moment after a day in China."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), CHINA)


def _begins(day: date) -> int:
    return minute(datetime.combine(day, datetime.min.time(), CHINA))


def _areas(session: Session, where: Scope, counted: Iterable[str]) -> Iterator[tuple[str, Area]]:
    """The places that exist today and those in which something was counted then, in the order of the codes."""
    found = {area.path: area for area in under(session, where.path, where.level)}
    found |= figures.areas_at(session, set(counted) - found.keys())
    return sorted(found.items(), key=lambda item: (item[1].code, item[0]))


class _Sum:
    def __init__(self):
        self.open = self.closed = 0
        self.taken: dict[str, Counter[int]] = {step: Counter() for step in STEPS}

    def add(self, one: figures.Counted) -> None:
        self.open, self.closed = self.open + one.open, self.closed + one.closed
        for step, taken in one.taken.items():
            self.taken[step].update(taken)

    def join(self, other: _Sum) -> None:
        self.open, self.closed = self.open + other.open, self.closed + other.closed
        for step, taken in other.taken.items():
            self.taken[step].update(taken)

    def line(self, area: Area | None) -> Line:
        return Line(area, self.open, self.closed, {step: _median(taken) for step, taken in self.taken.items()})


def _median(taken: Counter[int]) -> int | None:
    """In minutes. What was stopped before its report arrived took no time."""
    number, values = taken.total(), sorted(taken)
    if number < FEWEST:
        return None
    behind = list(accumulate(taken[value] for value in values))
    lower, upper = (values[bisect_right(behind, place)] for place in ((number - 1) // 2, number // 2))
    return max(0, (lower + upper) * figures.PRECISION // 2)
