"""What a file of areas would do, line by line, before anything is written. Matched by code, never by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from patrol.models import Area, County
from patrol.models.area_lists import Line, all_lines
from patrol.models.areas import COUNTY, TOWN, by_codes, county, edition_of_boundaries

from . import area_codes, area_shapes, area_tables, boundaries, keeping_areas, log
from .area_shapes import Shape
from .area_tables import Row
from .errors import Problem

NEW, RENAMED, DRAWN, REDRAWN, SAME, WRONG = "new", "renamed", "drawn", "redrawn", "same", "wrong"
ORDER = {COUNTY: 0, TOWN: 1, "village": 2, "group": 3}


@dataclass
class Item:
    """One line of the file: what it would do, or why it cannot."""

    line: int
    does: str
    code: str
    given: str
    name: str
    parent: str = ""
    before: str = ""  # the name until now
    why: str | None = None
    first_line: int = 0  # of a code that stands there twice
    warnings: list[str] = field(default_factory=list)
    geometry: dict | None = None


@dataclass
class Check:
    items: list[Item]
    of: str  # table | shapes
    code_property: str = ""
    choices: list[str] = field(default_factory=list)
    synthetic: bool = False
    says_synthetic: bool = False
    edition: int = 0  # of the county's areas, at which this was so

    def doing(self, *what: str) -> list[Item]:
        return [item for item in self.items if item.does in what]

    @property
    def changes(self) -> list[Item]:
        return self.doing(NEW, RENAMED, DRAWN, REDRAWN)

    @property
    def wrong(self) -> list[Item]:
        return self.doing(WRONG)

    @property
    def digest(self) -> str:
        """What somebody agreed to: another when the county changed meanwhile."""
        told = [[item.line, item.does, item.code, item.before, item.why or ""] for item in self.items]
        return log.sha256(log.canonical({"items": told, "synthetic": self.synthetic, "property": self.code_property}))


def check(session: Session, content: bytes, wanted: str | None = None, synthetic: bool = False) -> Check:
    """Read a file and say what it would do. Raises Invalid for a file that cannot be read at all."""
    edition = edition_of_boundaries(session)
    known = {line.code: line for line in all_lines(session)}
    if area_shapes.is_geojson(content):
        checked = _shapes(session, content, known, wanted, synthetic)
    else:
        checked = _table(county(session), area_tables.table(content), known)
    checked.edition = edition
    return checked


def _table(home: County, rows: list[Row], known: dict[str, Line]) -> Check:
    codes = {line.id: line.code for line in known.values()}
    named = {(line.parent_id, line.name): line.code for line in known.values() if line.to_on is None}
    listed = {row.code for row in rows}
    first: dict[str, int] = {}
    coming: dict[str, str] = {}
    items = []
    for row in sorted(rows, key=lambda row: (ORDER.get(row.level, 9), row.line)):
        item = Item(row.line, SAME, row.code, row.given, row.name, row.parent)
        item.why = _why_wrong(home, row, known, codes, coming)
        if row.code in first:
            item.why, item.first_line = "duplicate", first[row.code]
        line = known.get(row.code)
        if item.why is not None:
            item.does = WRONG
        elif line is None:
            item.does, coming[row.code] = NEW, row.level
            above = known.get(row.parent)
            twin = named.get((above.id, row.name)) if above else None
            item.warnings = ["same_name"] if twin and twin not in listed else []
        elif line.name != row.name:
            item.does, item.before = RENAMED, line.name
        first.setdefault(row.code, row.line) if row.code else None
        items.append(item)
    # A town that stands beside its villages, and that we have: the file is not about it.
    beside = {row.code for row in rows if row.beside} & known.keys()
    items = [item for item in items if item.code not in beside]
    return Check(sorted(items, key=lambda item: (item.line, ORDER.get(_level(item), 9))), "table")


def _level(item: Item) -> str:
    return area_codes.level_of(item.code) if item.code else ""


def _why_wrong(home: County, row: Row, known: dict[str, Line], codes: dict[int, str], coming: dict) -> str | None:
    if row.problem is not None:
        return row.problem
    try:
        keeping_areas.checked_name(row.name)
    except Problem as problem:
        return problem.code
    line = known.get(row.code)
    if row.level == COUNTY:
        return None if row.code == home.area.code else "other_county"
    if line is not None:
        if line.to_on is not None:
            return "area_closed"
        return "parent_differs" if row.says_parent and codes.get(line.parent_id) != row.parent else None
    above = known.get(row.parent)
    level = coming.get(row.parent) or (above.level if above and above.to_on is None else None)
    return None if level == area_codes.PARENT[row.level] else "no_parent"


def _shapes(session: Session, content: bytes, known: dict[str, Line], wanted: str | None, synthetic: bool) -> Check:
    boundaries.check_crs(area_shapes.collection_of(content))
    read = area_shapes.shapes(content, wanted, set(known))
    synthetic = synthetic or read.synthetic
    codes = {row.code for row in read.rows} & known.keys()
    ids = {line.id: line.code for line in known.values()}
    parents = {ids[known[code].parent_id] for code in codes if known[code].parent_id}
    areas = {area.code: area for area in by_codes(session, codes | parents)}
    items = list(_drawn(read.rows, known, areas, synthetic))
    _warn_outside(items, known, ids, areas)
    return Check(items, "shapes", read.code_property, read.choices, synthetic, read.synthetic)


def _drawn(rows: list[Shape], known: dict[str, Line], areas: dict[str, Area], synthetic: bool) -> Iterator[Item]:
    first: dict[str, int] = {}
    for row in rows:
        line = known.get(row.code)
        item = Item(row.line, SAME, row.code, row.given, line.name if line else row.name)
        item.why = _why_not_drawn(row, line)
        if row.code in first:
            item.why, item.first_line = "duplicate", first[row.code]
        if item.why is None:
            try:
                item.geometry, item.warnings = boundaries.read(row.geometry)
            except Problem as problem:
                item.why = problem.code
        if item.why is not None:
            item.does = WRONG
        else:
            area = areas[row.code]
            if area.boundary is None:
                item.does = DRAWN
            elif area.synthetic != synthetic or not boundaries.same(area.boundary, item.geometry):
                item.does = REDRAWN
            if row.name and row.name != line.name:
                item.warnings.append("name_differs")
                item.before = row.name
        if row.code:
            first.setdefault(row.code, row.line)
        yield item


def _why_not_drawn(row: Shape, line: Line | None) -> str | None:
    if not row.code:
        return "bad_area_code"
    if line is None:
        return "no_such_code"
    return "area_closed" if line.to_on is not None else None


def _warn_outside(items: list[Item], known: dict[str, Line], ids: dict[int, str], areas: dict[str, Area]) -> None:
    """Against the parent's boundary as it will be: of this file, else the one we have."""
    coming = {item.code: item.geometry for item in items if item.geometry}
    for item in items:
        if item.geometry is None:
            continue
        parent = ids.get(known[item.code].parent_id)
        outer = coming.get(parent) or (areas[parent].boundary if parent in areas else None)
        if boundaries.lies_outside(item.geometry, outer):
            item.warnings.append("outside_parent")
