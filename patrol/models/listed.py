"""Cases as lists show them, in plain rows: a first sync of hundreds need not build an object for each due."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import Row, String, select, type_coerce
from sqlalchemy.orm import Session, aliased

from .areas import Area, Station
from .cases import Case, Due
from .people import Person

_lead, _assistant = aliased(Person), aliased(Person)
_CASES = (
    select(
        Case.id, Case.n, Case.last_seq, Case.number, Case.kind, Case.grave, Case.state, Case.step, Case.holder,
        Case.due_at, Case.path, Case.station_id, Case.concealed, Case.lat, Case.lon, Case.place_by, Case.accuracy_m,
        Case.works_going_on, Case.founded, Case.signed_off, Case.opened_at, Case.closed_at, Case.updated_at,
        Case.merged_into, Case.merged_here, Case.recurs_of,
        Case.lead_id, Case.assistant_id, Case.listed_until, _lead.name.label("lead_name"),
        _assistant.name.label("assistant_name"),
        Area.code.label("area_code"), Area.name.label("area_name"), Area.level.label("area_level"),
        Station.name.label("station_name"),
    )
    .join(Area, Area.id == Case.area_id)
    .outerjoin(Station, Station.id == Case.station_id)
    .outerjoin(_lead, _lead.id == Case.lead_id)
    .outerjoin(_assistant, _assistant.id == Case.assistant_id)
)  # fmt: skip
_DUES = select(
    Due.case_id, Due.step, Due.level, Due.due_at, Due.done_at, Due.owed, Due.outcome, Due.provisional,
    type_coerce(Due.missed, String).label("missed"),
)  # fmt: skip


def in_order(session: Session, ids: list[str]) -> list[Row]:
    """These cases in this order."""
    found = {row.id: row for row in session.execute(_CASES.where(Case.id.in_(ids)))}
    return [found[one] for one in ids]


def dues_of(session: Session, ids: list[str]) -> dict[str, dict[str, Row]]:
    """The dues of each case by their steps."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for due in session.execute(_DUES.where(Due.case_id.in_(ids))):
        found[due.case_id][due.step] = due
    return found


def missed(due: Row) -> list:
    """Of nearly all it is empty, and that takes no parser; PostgreSQL's driver has read it already."""
    if due.missed == "[]":
        return []
    return json.loads(due.missed) if isinstance(due.missed, str) else due.missed
