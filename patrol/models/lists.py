"""Lists of cases: what can be filtered, the order by urgency, and pages by cursor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, union
from sqlalchemy.orm import Session, joinedload, selectinload

from .areas import Area
from .cases import Case, Due
from .reports import Report
from .tasks import Task, in_state


@dataclass(frozen=True)
class Filters:
    step: str | None = None
    holder: str | None = None
    kind: str | None = None
    state: str | None = None
    overdue: bool | None = None
    area: str | None = None
    bbox: tuple[float, float, float, float] | None = None  # west, south, east, north; WGS-84
    q: str | None = None
    grave: bool | None = None
    found_from: datetime | None = None  # when it was found, by its first report: from here on, and before that
    found_to: datetime | None = None
    closed_from: datetime | None = None
    listed: bool | None = None  # 挂牌督办
    tasks: str | None = None  # with joint tasks that are open, or late


def conditions(session: Session, filters: Filters, now: datetime) -> list:
    wanted = [
        getattr(Case, name) == getattr(filters, name)
        for name in ("step", "holder", "kind", "state", "grave")
        if getattr(filters, name) is not None
    ]
    if filters.overdue is not None:
        late = and_(Case.due_at.is_not(None), Case.due_at < now)
        wanted.append(late if filters.overdue else ~late)
    if filters.area is not None:
        path = session.scalar(select(Area.path).where(Area.code == filters.area))
        wanted.append(Case.path.startswith(path or "-", autoescape=True))
    if filters.bbox is not None:
        west, south, east, north = filters.bbox
        wanted.append(and_(Case.lon.between(west, east), Case.lat.between(south, north)))
    if filters.q:
        named = Case.area_id.in_(select(Area.id).where(Area.name.contains(filters.q, autoescape=True)))
        wanted.append(or_(Case.number.contains(filters.q, autoescape=True), named))
    if filters.closed_from is not None:
        # As figures count them.
        wanted += [Case.closed_at >= filters.closed_from, Case.stands_min.is_not(None)]
    if filters.listed:
        wanted.append(and_(Case.listed_until.is_not(None), Case.state == "open"))
    if filters.tasks is not None:
        wanted.append(Case.id.in_(select(Task.case_id).where(in_state(filters.tasks, now))))
    if filters.found_from is not None or filters.found_to is not None:
        found = [Report.n == 1]
        found += [Report.at >= filters.found_from] if filters.found_from is not None else []
        found += [Report.at < filters.found_to] if filters.found_to is not None else []
        wanted.append(Case.id.in_(select(Report.case_id).where(*found)))
    return wanted


def count(session: Session, visible, filters: Filters, now: datetime, most: int) -> int:
    """How many there are, counted no further than `most`: a list needs no more, and a long one would cost as much."""
    some = select(Case.id).where(visible, *conditions(session, filters, now)).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some))


def provisional(session: Session, visible, after: tuple[datetime, str] | None, limit: int) -> list[tuple[Due, Case]]:
    """What is owed by a deadline that waits for a calendar, the next first."""
    question = select(Due, Case).join(Case, Case.id == Due.case_id)
    question = question.where(Due.owed, Due.provisional, visible)
    if after is not None:
        question = question.where(or_(Due.due_at > after[0], and_(Due.due_at == after[0], Due.case_id > after[1])))
    found = session.execute(question.order_by(Due.due_at, Due.case_id, Due.step).limit(limit)).unique()
    return [tuple(row) for row in found]


def page(
    session: Session,
    ways: list,
    filters: Filters,
    after: tuple[datetime | None, str] | None,
    limit: int,
    now: datetime,
) -> list[Case]:
    """The next cases by the due that falls first; those that owe nothing come last.

    `ways` are conditions each of which alone lets a case be seen.
    """
    wanted = conditions(session, filters, now)
    found = []
    if after is None or after[0] is not None:
        owing = [Case.due_at.is_not(None), *wanted]
        if after is not None:
            due_at, case_id = after
            owing.append(or_(Case.due_at > due_at, and_(Case.due_at == due_at, Case.id > case_id)))
        found = _first(session, ways, owing, (Case.due_at, Case.id), limit)
    if len(found) < limit and not filters.overdue:
        settled = [Case.due_at.is_(None), *wanted]
        if after is not None and after[0] is None:
            settled.append(Case.id > after[1])
        found += _first(session, ways, settled, (Case.id,), limit - len(found))
    return loaded(session, found)


def _first(session: Session, ways: list, wanted: list, order: tuple, limit: int) -> list[str]:
    """Ids of the first cases in that order that any of the ways shows: each way's first ones, then of those."""
    columns = dict.fromkeys((Case.id, *order))
    firsts = [select(*columns).where(way, *wanted).order_by(*order).limit(limit) for way in ways]
    found = union(*(select(one.subquery()) for one in firsts)).subquery()
    question = select(found.c.id).order_by(*(found.c[column.key] for column in order)).limit(limit)
    return list(session.scalars(question))


def loaded(session: Session, ids: list[str]) -> list[Case]:
    """These cases in this order, with all that a list says of them."""
    question = select(Case).where(Case.id.in_(ids)).options(*_WITH_PLACE)
    found = {case.id: case for case in session.scalars(question)}
    return [found[one] for one in ids]


_WITH_PLACE = (joinedload(Case.area), joinedload(Case.station), selectinload(Case.lead), selectinload(Case.assistant))


def one(session: Session, visible, case_id: str) -> Case | None:
    return session.scalars(select(Case).where(visible, Case.id == case_id)).unique().one_or_none()


def ids_seen(session: Session, visible) -> Iterator[str]:
    return iter(session.scalars(select(Case.id).where(visible)))


def changed_after(session: Session, ways: list, seq: int, since: datetime, own, limit: int) -> list[str]:
    """Ids of the cases whose last event is later than `seq`: open ones, those closed since, and the person's own."""
    kept = or_(Case.state == "open", Case.closed_at > since, own)
    return _first(session, ways, [kept, Case.last_seq > seq], (Case.last_seq,), limit)


LATEST = 200


def kinds_of(session: Session, ways: list) -> Counter[str]:
    """How often each kind comes among the latest cases: enough to put the frequent ones first."""
    firsts = [select(Case.id, Case.kind).where(way).order_by(Case.last_seq.desc()).limit(LATEST) for way in ways]
    found = union(*(select(one.subquery()) for one in firsts)).subquery()
    return Counter(session.scalars(select(found.c.kind)))
