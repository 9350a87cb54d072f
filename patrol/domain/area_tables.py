"""A table of areas, CSV in UTF-8 or GBK, read into rows: what a line says, not yet whether it is right."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from . import area_codes
from .errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
# Headings by what they mean; the first of these that a table has counts.
HEADINGS = {
    "code": ("code", "代码", "编码", "区划代码", "行政区代码", "统计用区划代码", "xzqdm"),
    "name": ("name", "名称", "行政区名称", "xzqmc"),
    "level": ("level", "级别", "层级"),
    "parent": ("parent", "parent_code", "上级", "上级代码"),
    "town": ("streetcode", "towncode", "街道代码", "乡镇代码"),
    "town_name": ("townname", "streetname", "街道名称", "乡镇名称"),
}


@dataclass(frozen=True)
class Row:
    line: int
    code: str  # "" when it is none; `given` is what stood there
    given: str
    name: str = ""
    level: str | None = None
    parent: str = ""
    says_parent: bool = False  # else it is what the code suggests
    problem: str | None = None
    beside: bool = False  # a town that is only named beside its villages


def decoded(content: bytes) -> str:
    """UTF-8, with or without its mark, else GBK, which spreadsheets in China write. Raises Invalid."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("not_text")


def table(content: bytes) -> list[Row]:
    """The rows of a CSV, lines counted as a spreadsheet counts them. Raises Invalid for a file that is no table."""
    text = decoded(content)
    if "\x00" in text:
        raise Invalid("not_text")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        raise Invalid("not_a_table") from None
    lines = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not lines:
        raise Invalid("empty_file")
    columns = _columns(lines[0][1])
    if not {"code", "name"} <= columns.keys():
        raise Invalid("no_headings")
    if len(lines) > MOST_ROWS:
        raise Invalid("too_many_rows", most=MOST_ROWS)
    rows = [_row(number, cells, columns) for number, cells in lines[1:]]
    there = {row.code for row in rows}
    return [row for row in _towns_named_beside(lines[1:], columns) if row.code not in there] + rows


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(heading: list[str]) -> dict[str, int]:
    words = [cell.strip().lower() for cell in heading]
    found = {}
    for name, accepted in HEADINGS.items():
        place = next((words.index(word) for word in accepted if word in words), None)
        if place is not None:
            found[name] = place
    return found


def _cell(cells: list[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _row(number: int, cells: list[str], columns: dict[str, int]) -> Row:
    given = _cell(cells, columns, "code")
    code, said = area_codes.clean(given), _cell(cells, columns, "level")
    level = area_codes.level_named(said) if said else (area_codes.level_of(code) if code else None)
    above = _cell(cells, columns, "parent") or _cell(cells, columns, "town")
    parent = area_codes.clean(above) if above else (area_codes.parent_of(code) if code else "")
    problem = None
    if not code:
        problem = "bad_area_code"
    elif said and level is None:
        problem = "bad_level"
    elif level != area_codes.level_of(code):
        problem = "level_differs"
    elif above and not parent:
        problem = "bad_parent_code"
    name = " ".join(_cell(cells, columns, "name").split())
    return Row(number, code, given[:40], name, level, parent, bool(above), problem)


def _towns_named_beside(lines: list, columns: dict[str, int]) -> list[Row]:
    """The towns that a table of villages names beside each of them: where we do not have them yet, they come too."""
    if "town_name" not in columns:
        return []
    towns: dict[str, Row] = {}
    for number, cells in lines:
        code, name = area_codes.clean(_cell(cells, columns, "town")), _cell(cells, columns, "town_name")
        if code and name and area_codes.level_of(code) == "town":
            towns.setdefault(code, Row(number, code, code, name, "town", area_codes.parent_of(code), beside=True))
    return list(towns.values())
