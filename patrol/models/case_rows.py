"""Cases as plain rows, for files of any length: one statement read along, so that all rows are of one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from .areas import Area, Station
from .cases import Case, Due
from .lists import Filters, conditions
from .reports import Report

AT_ONCE = 500
COLUMNS = (
    Case.id, Case.number, Case.kind, Case.grave, Case.state, Case.founded, Case.step, Case.holder, Case.due_at,
    Case.path, Case.lat, Case.lon, Case.works_going_on, Case.concealed, Case.opened_at, Case.closed_at,
    Case.merged_into, Case.recurs_of,
    Area.name.label("area"), Area.level.label("area_level"), Station.name.label("station"),
)  # fmt: skip


@dataclass(frozen=True)
class CaseRow:
    case: Row
    dues: dict[str, Row]
    found_at: datetime | None
    source: str | None


def by_urgency(session: Session, visible, filters: Filters, now: datetime) -> Iterator[CaseRow]:
    question = (
        select(*COLUMNS)
        .join(Area, Area.id == Case.area_id)
        .outerjoin(Station, Station.id == Case.station_id)
        .where(visible, *conditions(session, filters, now))
        .order_by(Case.due_at.is_(None), Case.due_at, Case.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for rows in session.execute(question).partitions():
        yield from _with_more(session, rows)


def _with_more(session: Session, rows: list[Row]) -> Iterator[CaseRow]:
    ids = [row.id for row in rows]
    dues: dict[str, dict] = defaultdict(dict)
    columns = (Due.case_id, Due.step, Due.done_at, Due.outcome, Due.on_time, Due.owed, Due.missed)
    for due in session.execute(select(*columns).where(Due.case_id.in_(ids))):
        dues[due.case_id][due.step] = due
    first = select(Report.case_id, Report.at, Report.body["source"].as_string().label("source"))
    found = {row.case_id: row for row in session.execute(first.where(Report.case_id.in_(ids), Report.n == 1))}
    for row in rows:
        report = found.get(row.id)
        yield CaseRow(row, dues[row.id], report and report.at, report and report.source)
