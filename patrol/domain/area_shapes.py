"""A GeoJSON of boundaries, read into shapes with codes: what a feature says, not yet whether it is right."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from . import area_codes
from .area_tables import HEADINGS, MOST_ROWS, decoded
from .errors import Invalid

# Properties of GeoJSON that hold a code, in the order in which they are taken when only one of them fits.
CODE_PROPERTIES = ("code", "代码", "编码", "区划代码", "行政区代码", "xzqdm", "zldwdm", "qsdwdm", "adcode", "pac")


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
