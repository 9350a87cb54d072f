"""Areas as the office looks at them: what lies where, who is there, what was counted. Never a boundary's points."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from .areas import TOWN, Area, FormerPath, Station, StationTown, codes_of
from .cases import Case
from .log import Event
from .people import Person, Post


@dataclass(frozen=True)
class Line:
    """One area in a list."""

    id: int
    code: str
    name: str
    level: str
    path: str
    parent_id: int | None
    to_on: date | None
    successor_id: int | None
    synthetic: bool
    has_boundary: bool


_LINE = (
    Area.id, Area.code, Area.name, Area.level, Area.path, Area.parent_id, Area.to_on, Area.successor_id,
    Area.synthetic, Area.boundary.is_not(None),
)  # fmt: skip


def all_lines(session: Session) -> list[Line]:
    return [Line(*row) for row in session.execute(select(*_LINE).order_by(Area.code))]


def line(session: Session, area_id: int) -> Line:
    return Line(*session.execute(select(*_LINE).where(Area.id == area_id)).one())


def boundaries_inside(session: Session, area_id: int, most: int = 300) -> list[dict]:
    """The boundaries of what lies directly in an area today."""
    question = select(Area.boundary).where(Area.parent_id == area_id, Area.to_on.is_(None))
    return list(session.scalars(question.where(Area.boundary.is_not(None)).order_by(Area.code).limit(most)))


def children(session: Session, area_id: int, *, closed: bool, after: str | None, limit: int) -> list[Line]:
    """What lies directly in an area, in the order of the codes; what is closed only when asked for."""
    return _page(session, [Area.parent_id == area_id], closed, after, limit)


def search(session: Session, words: str, *, closed: bool, after: str | None, limit: int) -> list[Line]:
    """By a part of the name or the beginning of the code."""
    named = Area.name.contains(words, autoescape=True)
    return _page(session, [or_(named, Area.code.startswith(words, autoescape=True))], closed, after, limit)


def _page(session: Session, conditions: list, closed: bool, after: str | None, limit: int) -> list[Line]:
    question = select(*_LINE).where(*conditions)
    if not closed:
        question = question.where(Area.to_on.is_(None))
    if after is not None:
        question = question.where(Area.code > after)
    return [Line(*row) for row in session.execute(question.order_by(Area.code).limit(limit))]


def names_on_the_way(session: Session, lines: list) -> dict[int, list[str]]:
    """For each area the names of those above it, from the town down: names repeat, the way does not."""
    paths = {_above(line.path, depth) for line in lines for depth in range(2, len(codes_of(line.path)))}
    names = dict(session.execute(select(Area.path, Area.name).where(Area.path.in_(paths))).all())
    return {
        line.id: [names.get(_above(line.path, depth), "") for depth in range(2, len(codes_of(line.path)))]
        for line in lines
    }


def _above(path: str, depth: int) -> str:
    return "/".join(codes_of(path)[:depth]) + "/"


def people_at_or_under(session: Session, paths: list[str], now: datetime) -> Counter[str]:
    """How many people hold a post there now, by path."""
    question = (
        select(Area.path, Post.person_id)
        .join(Post, Post.area_id == Area.id)
        .where(Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now))
        .distinct()
    )
    there: dict[str, set[str]] = {path: set() for path in paths}
    for path, person_id in session.execute(question):
        for place in (_above(path, depth) for depth in range(1, len(codes_of(path)) + 1)):
            if place in there:
                there[place].add(person_id)
    return Counter({path: len(people) for path, people in there.items()})


def open_cases_at_or_under(session: Session, visible, paths: list[str]) -> Counter[str]:
    """Open cases of that sight, by path."""
    question = select(Case.path, func.count(Case.id)).where(visible, Case.state == "open").group_by(Case.path)
    counts: Counter[str] = Counter()
    for path, number in session.execute(question):
        for place in (_above(path, depth) for depth in range(1, len(codes_of(path)) + 1)):
            counts[place] += number
    return Counter({path: counts[path] for path in paths})


def cases_within(session: Session, visible, paths: list[str]) -> Counter[str]:
    """Cases of that sight at or under these paths, by state."""
    within = or_(*(Case.path.startswith(path, autoescape=True) for path in paths))
    return Counter(
        dict(
            session.execute(select(Case.state, func.count(Case.id)).where(visible, within).group_by(Case.state)).all()
        )
    )


def open_children(session: Session, paths: list[str]) -> Counter[str]:
    """How many areas lie directly in each."""
    parent = select(Area.id, Area.path).where(Area.path.in_(paths)).subquery()
    question = select(parent.c.path, func.count(Area.id)).join(Area, Area.parent_id == parent.c.id)
    return Counter(dict(session.execute(question.where(Area.to_on.is_(None)).group_by(parent.c.path)).all()))


def found_in(session: Session, visible, since: datetime, until: datetime) -> Counter[str]:
    """Cases opened in a period, by the path of the village or town they were found in, as it was then.

    No merge changes it: a case keeps the area it was found in, and an area that was carried into another town keeps
    the path it had when the case was opened.
    """
    former = (
        select(FormerPath.path)
        .where(FormerPath.area_id == Case.found_area_id, FormerPath.until > Case.opened_at)
        .order_by(FormerPath.until)
        .limit(1)
        .scalar_subquery()
    )
    path = func.coalesce(former, Area.path)
    question = (
        select(path, func.count(Case.id))
        .join(Area, Area.id == Case.found_area_id)
        .where(visible, Case.opened_at >= since, Case.opened_at < until)
        .group_by(path)
    )
    return Counter(dict(session.execute(question).all()))


def stations_with_towns(session: Session) -> list[tuple[Station, list[Line]]]:
    towns: dict[int, list[Line]] = {}
    rows = session.execute(select(StationTown.station_id, *_LINE).join(Area, Area.id == StationTown.town_id))
    for station_id, *line in rows:
        towns.setdefault(station_id, []).append(Line(*line))
    found = session.scalars(select(Station).where(Station.to_on.is_(None)).order_by(Station.name))
    return [(one, sorted(towns.get(one.id, []), key=lambda line: line.code)) for one in found]


def people_at_station(session: Session, station_id: int, now: datetime) -> int:
    """How many hold a post there now or are to hold one."""
    still = or_(Post.to_at.is_(None), Post.to_at > now)
    return session.scalar(
        select(func.count(func.distinct(Post.person_id))).where(Post.station_id == station_id, still)
    )


def station_names_of_towns(session: Session) -> dict[int, str]:
    question = select(StationTown.town_id, Station.name).join(Station, Station.id == StationTown.station_id)
    return dict(session.execute(question).all())


def posts_in(session: Session, area_ids: list[int], now: datetime) -> list[tuple[Post, Person]]:
    """The posts held there now, and those that are to begin."""
    question = (
        select(Post, Person)
        .join(Person, Person.id == Post.person_id)
        .where(Post.area_id.in_(area_ids), or_(Post.to_at.is_(None), Post.to_at > now))
        .order_by(Post.area_id, Person.name, Post.id)
    )
    return [tuple(row) for row in session.execute(question).unique()]


def towns(session: Session) -> list[Line]:
    """The towns of today, in the order of their codes."""
    question = select(*_LINE).where(Area.level == TOWN, Area.to_on.is_(None)).order_by(Area.code)
    return [Line(*row) for row in session.execute(question)]


def events_naming(session: Session, area_id: int, limit: int = 50) -> list[Event]:
    """Events of the county that say something of this area, the newest first."""
    named = Event.content.contains(f'"#{area_id}"', autoescape=True)
    question = select(Event).where(Event.case_id.is_(None), named).order_by(Event.seq.desc()).limit(limit)
    return list(session.scalars(question))
