"""Boundaries as they come in GeoJSON: WGS-84 or CGCS2000 degrees, longitude first, one polygon or several.

Within field accuracy CGCS2000 equals WGS-84, so both are kept as they are. What cannot be right is refused in words;
a ring that crosses itself, as hand-drawn ones do, is mended and said.
"""

from __future__ import annotations

import json

from shapely import force_2d, make_valid, union_all
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, mapping, shape

from .errors import Invalid

CHINA_LON, CHINA_LAT = (73.0, 136.0), (3.0, 54.0)
DEGREES = ("4326", "4490", "CRS84")
# Of a child's area, what may lie outside of its parent: drawn lines never meet exactly.
OUTSIDE_MOST = 0.01


def check_crs(collection: dict) -> None:
    """Raises Invalid for a file that says it is in something else than degrees of WGS-84 or CGCS2000."""
    crs = collection.get("crs")
    if crs is None:
        return
    name = (crs.get("properties") or {}).get("name") if isinstance(crs, dict) else None
    last = str(name or crs).replace("::", ":").rsplit(":", 1)[-1].strip()
    if last not in DEGREES:
        raise Invalid("wrong_crs", crs=str(name or crs)[:60])


def read(geometry: object) -> tuple[dict, list[str]]:
    """(the geometry as we keep it, what was mended). Raises Invalid with the reason."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Invalid("not_a_polygon")
    try:
        read = force_2d(shape(geometry))
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        raise Invalid("broken_geometry") from None
    if read.is_empty:
        raise Invalid("empty_geometry")
    _check_degrees(read.bounds)
    mended = [] if read.is_valid else ["mended"]
    if mended:
        read = polygons_of(make_valid(read))
    if read.is_empty or read.area == 0:
        raise Invalid("empty_geometry")
    return as_geojson(read), mended


def _check_degrees(bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = bounds
    if not all(abs(one) < 1e12 for one in bounds):  # also what is no number
        raise Invalid("broken_geometry")
    if max(abs(one) for one in bounds) > 360:
        raise Invalid("metres")
    if _within(west, east, CHINA_LAT) and _within(south, north, CHINA_LON):
        raise Invalid("latitude_first")
    if not (_within(west, east, CHINA_LON) and _within(south, north, CHINA_LAT)):
        raise Invalid("outside_china")


def _within(low: float, high: float, span: tuple[float, float]) -> bool:
    return span[0] <= low and high <= span[1]


def polygons_of(any_shape):
    """The polygons of a shape; the lines and points that mending leaves are no land."""
    parts = getattr(any_shape, "geoms", [any_shape])
    found = [one for part in parts for one in getattr(part, "geoms", [part]) if one.geom_type == "Polygon"]
    return found[0] if len(found) == 1 else MultiPolygon(found)


def as_geojson(polygons) -> dict:
    return json.loads(json.dumps(mapping(polygons)))


def same(one: dict | None, other: dict | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or shape(one).equals(shape(other))


def lies_outside(child: dict, parent: dict | None) -> bool:
    """Whether more of it than a drawn line's width lies outside of its parent."""
    if parent is None:
        return False
    inner, outer = shape(child), shape(parent)
    try:
        return inner.difference(outer).area > OUTSIDE_MOST * inner.area
    except ShapelyError:
        return False


def joined(several: list[dict]) -> dict:
    return as_geojson(polygons_of(make_valid(union_all([shape(one) for one in several]))))


def without(whole: dict, part: dict) -> dict | None:
    """What is left of a boundary; None when nothing is."""
    left = polygons_of(make_valid(shape(whole).difference(shape(part))))
    return None if left.is_empty else as_geojson(left)


def centre(boundary: dict) -> tuple[float, float]:
    """(lat, lon) of a place inside."""
    point = shape(boundary).representative_point()
    return point.y, point.x


def holds(boundary: dict, lat: float, lon: float) -> bool:
    from shapely.geometry import Point

    return shape(boundary).intersects(Point(lon, lat))
