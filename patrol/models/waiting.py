"""Questions about all who wait in a process at once, and about what has just happened to whom."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Row, select, union_all
from sqlalchemy.orm import Session

from .cases import Case
from .log import Sight
from .people import _HELD, Device, Person
from .reports import Report
from .work import Notice

# As many values as a statement may name on every database.
AT_ONCE = 500


def devices_in_use(session: Session, device_ids: list[str]) -> list[Row]:
    """(device_id, person_id, epoch) of those of these devices that are signed in."""
    question = select(Device.id.label("device_id"), Person.id.label("person_id"), Person.epoch).join(
        Person, Person.id == Device.person_id
    )
    question = question.where(Device.revoked_at.is_(None), Person.closed_at.is_(None))
    return [row for some in _slices(device_ids) for row in session.execute(question.where(Device.id.in_(some)))]


def posts_of(session: Session, person_ids: list[str]) -> list[Row]:
    """A row for each post these people ever held, those of a person together."""
    return [row for some in _slices(person_ids) for row in session.execute(_HELD.where(Person.id.in_(some)))]


def states_of(session: Session, case_ids: list[str], after: int) -> list[Row]:
    """(case_id, path, station_id, concealed_path): where these cases lie now, and where they lay before the events
    behind `after` changed that."""
    named = (Case.path, Case.station_id, Case.concealed_path)
    now = select(Case.id.label("case_id"), *named).where(Case.id.in_(case_ids))
    before = select(Sight.case_id, Sight.path, Sight.station_id, Sight.concealed_path)
    before = before.where(Sight.case_id.in_(case_ids), Sight.seq > after)
    return [*session.execute(now), *session.execute(before)]


def reporters_in(session: Session, case_ids: list[str]) -> dict[str, set[str]]:
    """Who reported in each of these cases, or in one merged into it."""
    found = defaultdict(set)
    own = select(Report.case_id, Report.reporter_id).where(Report.case_id.in_(case_ids))
    merged = select(Case.merged_into, Report.reporter_id).join(Report, Report.case_id == Case.id)
    merged = merged.where(Case.merged_into.in_(case_ids), Case.concealed_path.is_(None))
    for case_id, person_id in session.execute(union_all(own, merged)):
        found[case_id].add(person_id)
    return found


def told_of_county(session: Session, numbers: list[int]) -> set[str]:
    """Who has a notice of one of these events of the county itself."""
    question = select(Notice.person_id).where(Notice.case_id.is_(None), Notice.n.in_(numbers))
    return set(session.scalars(question))


def _slices(values: list[str]) -> list[list[str]]:
    return [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]
