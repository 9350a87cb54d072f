"""Files of areas, read into rows: CSV in UTF-8 or GBK, and GeoJSON. What a line says, not yet whether it is right."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field

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
# Properties of GeoJSON that hold a code, in the order in which they are taken when only one of them fits.
CODE_PROPERTIES = ("code", "代码", "编码", "区划代码", "行政区代码", "xzqdm", "zldwdm", "qsdwdm", "adcode", "pac")


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


@dataclass(frozen=True)
class Shape:
    line: int  # the feature's place in the file, from 1
    code: str
    given: str
    name: str
    geometry: object
    synthetic: bool


@dataclass
class Shapes:
    rows: list[Shape]
    code_property: str
    choices: list[str] = field(default_factory=list)  # more than one: somebody must choose
    synthetic: bool = False


def is_geojson(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


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


def shapes(content: bytes, wanted: str | None, known: set[str]) -> Shapes:
    """The features of a GeoJSON. Which property is the code: the one wanted, else the one whose values we know."""
    collection = collection_of(content)
    features = [one for one in collection["features"] if isinstance(one, dict)]
    if not features:
        raise Invalid("empty_file")
    if len(features) > MOST_ROWS:
        raise Invalid("too_many_rows", most=MOST_ROWS)
    told = [one.get("properties") if isinstance(one.get("properties"), dict) else {} for one in features]
    choices = _code_properties(told)
    if not choices:
        raise Invalid("no_code_property")
    taken = wanted if wanted in choices else _likeliest(choices, told, known)
    drawn = "synthetic" in str(collection.get("note", "")).lower()
    pairs = enumerate(zip(features, told, strict=True), 1)
    rows = [_shape(place, one, about, taken) for place, (one, about) in pairs]
    return Shapes(rows, taken, choices, drawn or any(row.synthetic for row in rows))


def collection_of(content: bytes) -> dict:
    """A FeatureCollection; a single feature or geometry is one of one."""
    try:
        read = json.loads(decoded(content))
    except (ValueError, RecursionError):
        raise Invalid("not_geojson") from None
    kind = read.get("type") if isinstance(read, dict) else None
    if kind in ("Polygon", "MultiPolygon"):
        read = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": read}]}
    elif kind == "Feature":
        read = {"type": "FeatureCollection", "features": [read], "crs": read.get("crs")}
    if not isinstance(read, dict) or not isinstance(read.get("features"), list):
        raise Invalid("not_geojson")
    return read


def _code_properties(told: list[dict]) -> list[str]:
    """Properties that hold codes: by their names, else by what stands in them."""
    names = list(dict.fromkeys(name for about in told[:200] for name in about))
    named = [name for name in names if name.lower() in CODE_PROPERTIES]
    holding = [name for name in named if any(area_codes.clean(about.get(name)) for about in told)]
    if holding:
        return holding
    return [name for name in names if all(area_codes.clean(about.get(name)) for about in told)]


def _likeliest(choices: list[str], told: list[dict], known: set[str]) -> str:
    return max(choices, key=lambda name: sum(area_codes.clean(about.get(name)) in known for about in told))


def _shape(place: int, feature: dict, about: dict, code_property: str) -> Shape:
    given = about.get(code_property)
    name = next((about[word] for word in about if word.lower() in HEADINGS["name"]), "")
    return Shape(
        place, area_codes.clean(given), str(given if given is not None else "")[:40], str(name)[:80],
        feature.get("geometry"), str(about.get("boundary", "")).lower().startswith("synthetic"),
    )  # fmt: skip
