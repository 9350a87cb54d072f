"""Cases that belong together: merged into each other, found again at the place of a closed one, or lying side by
side with a concealed one."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, or_, select, union
from sqlalchemy.orm import Session, aliased

from .cases import Case, Due, within
from .lists import one
from .reports import Attachment, Report

# A degree of latitude is 111 km, one of longitude at the north end of the country half of that.
DEGREES_PER_METRE = 1 / 111_000
WIDER = 2.0

_child = aliased(Case)


def own_cases(person_id: str):
    """SQL: ids of the cases with a report of this person's, and of those such a case was merged into.

    A concealed case is left out of the latter: who reported another one of the place may be whom it is hidden from.
    """
    own = select(Report.case_id).where(Report.reporter_id == person_id)
    through = select(_child.merged_into).join(Report, Report.case_id == _child.id)
    through = through.where(
        Report.reporter_id == person_id, _child.merged_into.is_not(None), _child.concealed_path.is_(None)
    )
    return union(own, through)


def merged_into(session: Session, case_ids: list[str]) -> dict[str, list[str]]:
    """The cases merged into each of these, in the order of their ids."""
    found: dict[str, list[str]] = defaultdict(list)
    if not case_ids:
        return found
    question = select(Case.merged_into, Case.id).where(Case.merged_into.in_(case_ids)).order_by(Case.id)
    for target, case_id in session.execute(question):
        found[target].append(case_id)
    return found


def targets_of(session: Session, case_ids: list[str]) -> set[str]:
    """The cases into which any of these was merged."""
    question = select(Case.merged_into).where(Case.id.in_(case_ids), Case.merged_into.is_not(None))
    return set(session.scalars(question))


def is_grave_by(session: Session, target: str, but: str) -> bool:
    """Whether a case merged into this one, other than `but`, is grave."""
    question = select(Case.id).where(Case.merged_into == target, Case.id != but, Case.grave)
    return session.scalar(question.limit(1)) is not None


def near(kind: str, lat: float, lon: float, metres: float, *conditions) -> ColumnElement:
    """SQL: cases of the kind in a box around the place; how far each is remains to be measured."""
    high = metres * DEGREES_PER_METRE
    wide = high * WIDER
    box = (Case.lat.between(lat - high, lat + high), Case.lon.between(lon - wide, lon + wide))
    return and_(Case.kind == kind, *box, *conditions)


def closed_near(session: Session, kind: str, lat: float, lon: float, metres: float) -> list[Row]:
    """(id, lat, lon) of cases of the kind in the box that were founded, handled and closed, the last one first.

    Concealed ones are left out: that a new case is grave would tell of them.
    """
    handled = select(Due.case_id).where(Due.step == "handle", Due.outcome.is_not(None))
    ended = (Case.state == "closed", Case.founded, Case.merged_into.is_(None), Case.concealed_path.is_(None))
    question = select(Case.id, Case.lat, Case.lon).where(near(kind, lat, lon, metres, *ended), Case.id.in_(handled))
    return list(session.execute(question.order_by(Case.closed_at.desc(), Case.id)))


def linked_with(session: Session, visible, case: Case, metres: float) -> list[Case]:
    """Of the cases somebody may see: those merged with this one, those it recurs of or that recur of it, and those of
    its kind beside it from which concealment keeps it apart."""
    ways = [Case.merged_into == case.id, Case.recurs_of == case.id]
    ways += [Case.id == other for other in (case.merged_into, case.recurs_of) if other]
    if case.lat is not None:
        apart = or_(Case.concealed.is_not(None), case.concealed is not None)
        ways.append(near(case.kind, case.lat, case.lon, metres, apart, Case.merged_into.is_(None)))
    question = select(Case).where(visible, Case.id != case.id, or_(*ways)).order_by(Case.opened_at, Case.id)
    return list(session.scalars(question).unique())


def recurring(
    session: Session,
    visible,
    under: str | None,
    after: tuple[datetime, str] | None,
    limit: int,
    until: datetime | None,
) -> list[Case]:
    """The last case of each recurring place at or under a path, or anywhere, the newest first, now or as of a moment.

    Of what is not seen nothing is told: a place recurs for whoever sees two of its cases.
    """
    later = aliased(Case)
    earlier = select(Case.id).where(visible, Case.id == later.recurs_of).correlate(later).exists()
    # SQLite finds "is not null" by no index: of 200,000 cases it would look at every one.
    recurs = select(later.id).where(later.recurs_of >= "", _stood(later, until), earlier).subquery()
    seen = select(Case.id).where(visible, Case.id.in_(select(recurs.c.id))).subquery()
    again = select(later.id).where(later.recurs_of == Case.id, later.id.in_(select(seen.c.id))).exists()
    question = select(Case).where(Case.id.in_(select(seen.c.id)), ~again)
    if under is not None:
        question = question.where(within(under))
    if after is not None:
        question = question.where(
            or_(Case.opened_at < after[0], and_(Case.opened_at == after[0], Case.id < after[1]))
        )
    question = question.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)
    return list(session.scalars(question).unique())


def _stood(later, until: datetime | None):
    """SQL: here, and not found unfounded, by then."""
    founded = later.founded.is_not(False)
    return founded if until is None else and_(later.opened_at < until, or_(founded, later.closed_at >= until))


def before(session: Session, visible, case: Case) -> list[Case]:
    """The cases that came again as this one, the last one first, as far as they are seen."""
    found = []
    while case is not None and case.recurs_of is not None:
        case = one(session, visible, case.recurs_of)
        found += [case] if case is not None else []
    return found


def sent_before(session: Session, visible, hashes: set[str]) -> list[Row]:
    """(sha256, report, case, number, at, body) of the reports that name one of these pictures, in cases seen."""
    question = (
        select(Attachment.sha256, Report.id, Report.case_id, Case.number, Report.at, Report.body)
        .join(Report, Report.id == Attachment.fact_id)
        .join(Case, Case.id == Report.case_id)
        .where(Attachment.sha256.in_(hashes), Attachment.role == "photo", visible)
        .order_by(Report.at, Report.id)
    )
    return list(session.execute(question))
