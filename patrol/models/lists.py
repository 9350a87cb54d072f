"""Lists of cases: what can be filtered, the order by urgency, and pages by cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from .areas import Area
from .cases import Case, Due
from .reports import Report


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
    session: Session, visible, filters: Filters, after: tuple[datetime | None, str] | None, limit: int, now: datetime
) -> list[Case]:
    """The next cases by the due that falls first; those that owe nothing come last."""
    question = select(Case).where(visible, *conditions(session, filters, now))
    if after is not None:
        due_at, case_id = after
        later = and_(Case.due_at.is_(None), Case.id > case_id)
        if due_at is not None:
            same = and_(Case.due_at == due_at, Case.id > case_id)
            later = or_(Case.due_at > due_at, same, Case.due_at.is_(None))
        question = question.where(later)
    question = question.order_by(Case.due_at.is_(None), Case.due_at, Case.id).limit(limit)
    return list(session.scalars(question).unique())


def one(session: Session, visible, case_id: str) -> Case | None:
    return session.scalars(select(Case).where(visible, Case.id == case_id)).unique().one_or_none()


def changed_after(session: Session, visible, seq: int, since: datetime, own, limit: int) -> list[Case]:
    """Cases whose last event is later than `seq`: open ones, those closed since, and the person's own."""
    kept = or_(Case.state == "open", Case.closed_at > since, own)
    question = select(Case).where(visible, kept, Case.last_seq > seq).order_by(Case.last_seq).limit(limit)
    return list(session.scalars(question).unique())


def kinds_of(session: Session, visible) -> dict[str, int]:
    question = select(Case.kind, func.count(Case.id)).where(visible).group_by(Case.kind)
    return dict(session.execute(question).all())
