"""Take in a file of areas that waited for its owner (domain/waiting.py): written in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, WaitingFile
from patrol.models.area_lists import all_lines
from patrol.models.areas import GROUP, TOWN, VILLAGE, by_code, by_codes, edition_of_boundaries, touch

from . import area_checks, area_codes, county_log, keeping_areas
from .actors import Actor
from .area_checks import Check
from .area_tables import MOST_BYTES
from .errors import Conflict, Invalid


def readable(session: Session, content: bytes) -> None:
    """Raises Invalid when a file cannot be read. Before the writing begins: a large one takes seconds."""
    if not content.strip():
        raise Invalid("empty_file")
    if len(content) > MOST_BYTES:
        raise Invalid("file_too_large")
    if content.startswith(b"PK"):
        raise Invalid("not_csv_but_zip")
    area_checks.check(session, content)


def confirm(
    session: Session, kept: WaitingFile, checked: Check, agreed: str, without_wrong: bool, by: Actor, now: datetime
) -> None:
    """Write what was checked just before. Raises Conflict when that is another than what was agreed to, when the
    county's areas changed since, or when lines are wrong and nobody said to leave them out; nothing is written then.
    """
    if checked.digest != agreed or checked.edition != edition_of_boundaries(session):
        raise Conflict("check_again")
    if checked.wrong and not without_wrong:
        raise Conflict("wrong_lines")
    if checked.changes:
        touched = _write_shapes(session, checked) if checked.of == "shapes" else _write_table(session, checked)
        touch(session)
        county_log.record(
            session, "areas_import", by, now, file=kept.name, of=checked.of, synthetic=checked.synthetic,
            did=[[item.does, item.code, item.name, item.before] for item in checked.changes],
            left_out=len(checked.wrong), areas=keeping_areas.marks(*touched),
        )  # fmt: skip
    session.delete(kept)


def _write_table(session: Session, checked: Check) -> list[Area]:
    taken = {line.path for line in all_lines(session)}
    made: dict[str, Area] = {}
    for level in (TOWN, VILLAGE, GROUP):
        for item in checked.doing(area_checks.NEW):
            if area_codes.level_of(item.code) == level:
                parent = made.get(item.parent) or by_code(session, item.parent)
                made[item.code] = _make(session, item, parent, taken)
        session.flush()  # those below need the ids of these
    renamed = [_rename(session, item) for item in checked.doing(area_checks.RENAMED)]
    return [*made.values(), *renamed]


def _make(session: Session, item, parent: Area, taken: set[str]) -> Area:
    path = keeping_areas.free_path(parent, item.code, lambda path: path in taken)
    taken.add(path)
    area = Area(
        code=item.code, name=item.name, level=area_codes.level_of(item.code), parent_id=parent.id, path=path,
        synthetic=False, edition=0,
    )  # fmt: skip
    session.add(area)
    return area


def _rename(session: Session, item) -> Area:
    area = by_code(session, item.code)
    area.name = item.name
    keeping_areas.noticed(session, area)
    return area


def _write_shapes(session: Session, checked: Check) -> list[Area]:
    areas = {area.code: area for area in by_codes(session, {item.code for item in checked.changes})}
    for item in checked.changes:
        keeping_areas.put_boundary(session, areas[item.code], item.geometry, checked.synthetic)
    return list(areas.values())
