"""How cases stood on days that are over, and what figures count, in few questions over all cases."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Integer, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .areas import Area, FormerPath
from .base import Id
from .cases import Case, within

STEPS = ("stop", "report", "handle")
# Times taken are counted in these many minutes: a county's hundred thousand are then a few hundred different ones.
PRECISION = 10


class FormerStanding(db.Model):
    """How a case stood from `stands_min` on for days that ended by `until_min`; see domain/standing.py."""

    __tablename__ = "former_standings"
    case_id: Mapped[str] = mapped_column(Id, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)  # of the event that ended it
    path: Mapped[str] = mapped_column(String(80))
    opened_min: Mapped[int] = mapped_column(Integer)
    stop_min: Mapped[int | None] = mapped_column(Integer)
    report_min: Mapped[int | None] = mapped_column(Integer)
    handle_min: Mapped[int | None] = mapped_column(Integer)
    closed_min: Mapped[int | None] = mapped_column(Integer)
    stands_min: Mapped[int] = mapped_column(Integer)
    until_min: Mapped[int] = mapped_column(Integer, index=True)


@dataclass(frozen=True)
class Span:
    """From a time on and before another, in minutes."""

    begin: int
    end: int


@dataclass(frozen=True)
class Counted:
    """Of one path: how many are open, how many were closed, and what each step took, in tens of minutes."""

    path: str
    open: int
    closed: int
    taken: dict[str, list[int]]


def counted(session: Session, ways: list, under: str | None, year: Span) -> Iterator[Counted]:
    """How the cases that lay under a path, or anywhere, stood at the end of the year, or of what of it is over.

    `ways` are conditions on cases of which no case answers to two.
    """
    listed = _listing(session)
    for question, of in _standings(ways, under, year.end):
        taken = (getattr(of, f"{step}_min") for step in STEPS)
        columns = [
            of.path,
            func.count().filter(or_(of.closed_min.is_(None), of.closed_min >= year.end)),
            func.count().filter(*_during(of.closed_min, year)),
            *(listed((at - of.opened_min) // PRECISION).filter(*_during(at, year)) for at in taken),
        ]
        for row in session.execute(question.add_columns(*columns).group_by(of.path)):
            yield Counted(*row[:3], {step: _numbers(found) for step, found in zip(STEPS, row[3:], strict=True)})


def weekly(
    session: Session, ways: list, under: str | None, weeks: Span, week: int
) -> Iterator[tuple[str, str, int, int]]:
    """("opened" or "closed", path, the week counted back from the last, 0; how many), each week so many minutes."""
    for question, of in _standings(ways, under, weeks.end):
        for what, at in (("opened", of.opened_min), ("closed", of.closed_min)):
            back = ((weeks.end - 1 - at) // week).label("back")
            found = question.add_columns(of.path, back, func.count()).where(*_during(at, weeks))
            for row in session.execute(found.group_by(of.path, back)):
                yield what, *row


def former_standings(session: Session, case_ids: list[str]) -> dict[str, dict[int, dict]]:
    """By case, and by the number of the event that ended each."""
    found: dict[str, dict[int, dict]] = defaultdict(dict)
    columns = FormerStanding.__table__.c
    for row in session.execute(select(*columns).where(columns.case_id.in_(case_ids))):
        standing = row._asdict()
        found[standing.pop("case_id")][standing.pop("n")] = standing
    return found


def areas_at(session: Session, paths: set[str]) -> dict[str, Area]:
    """What lies at each of these paths, or lay there before it was carried elsewhere."""
    former = select(FormerPath.path, Area).join(Area, Area.id == FormerPath.area_id)
    found = dict(session.execute(former.where(FormerPath.path.in_(paths))).all())
    return found | {area.path: area for area in session.scalars(select(Area).where(Area.path.in_(paths)))}


def _standings(ways: list, under: str | None, end: int) -> Iterator[tuple[Select, type]]:
    """Questions that together find every case of these ways once, as it stood at that minute."""
    for way in ways:
        yield select().select_from(Case).where(way, *_under(Case, under), Case.stands_min < end), Case
    former = select().join_from(FormerStanding, Case, Case.id == FormerStanding.case_id)
    stood = (*_under(FormerStanding, under), FormerStanding.stands_min < end, FormerStanding.until_min >= end)
    yield former.where(or_(*ways), *stood), FormerStanding


def _under(of: type, path: str | None) -> list:
    return [within(path, of.path)] if path else []


def _during(at, span: Span) -> tuple:
    return at >= span.begin, at < span.end


def _listing(session: Session):
    """All values of a group in one: a row for each would cost ten times as much."""
    return func.json_group_array if session.get_bind().dialect.name == "sqlite" else func.json_agg


def _numbers(found) -> list[int]:
    return json.loads(found) if isinstance(found, str) else found or []
