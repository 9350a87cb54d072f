"""Which area a place lies in, and where a report without a place belongs."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import STRtree
from shapely.geometry import Point, shape
from sqlalchemy import Row
from sqlalchemy.orm import Session

from patrol.models import Area
from patrol.models.areas import (
    TOWN,
    along,
    county,
    edition_of_boundaries,
    path_of_level,
    towns_of_stations,
    with_boundary,
)

from .actors import Actor

DEEPEST_FIRST = {"group": 0, "village": 1, "town": 2, "county": 3}


@dataclass(frozen=True)
class Lying:
    """The area a report belongs to and the town it lies in, as rows of `models.areas.along`."""

    area: Row
    town: Row | None


class _Index:
    """Boundaries in a tree, built once: 10,000 points in 5,000 polygons take 42 ms."""

    def __init__(self, areas: list[Area]):
        self.areas = [(area.id, area.level, area.path) for area in areas]
        self.tree = STRtree([shape(area.boundary) for area in areas])

    def find(self, lat: float, lon: float) -> tuple[int, str, str] | None:
        """(id, level, path) of the deepest area there."""
        hits = [self.areas[i] for i in self.tree.query(Point(lon, lat), predicate="intersects")]
        return min(hits, key=lambda hit: (DEEPEST_FIRST[hit[1]], hit[0])) if hits else None


_indexes: dict[tuple, _Index] = {}


def _index(session: Session) -> _Index:
    """The tree of today's boundaries; areas change a few times a year, so it is kept per edition of the table."""
    key = (str(session.get_bind().url), *edition_of_boundaries(session))
    if key not in _indexes:
        _indexes.clear()
        _indexes[key] = _Index(with_boundary(session))
    return _indexes[key]


def locate(session: Session, lat: float, lon: float) -> Area | None:
    """The deepest area whose boundary holds the place (WGS-84); None outside the county."""
    found = _index(session).find(lat, lon)
    return session.get(Area, found[0]) if found else None


def lying(session: Session, place: dict | None, by: Actor) -> tuple[Lying, list[str]]:
    """Where a report belongs: the place's area, sharpened or replaced by the reporter's own. With findings."""
    path, findings = _own_path(session, by), []
    if place:
        found = _index(session).find(place["lat"], place["lon"])
        findings = [] if found else ["outside_county"]
        # Villages without a boundary: the town is known, and the reporter's village lies in it.
        if found and not path.startswith(found[2]):
            path = found[2]
    return lying_in(session, path), findings


def lying_in(session: Session, path: str) -> Lying:
    areas = along(session, path)
    return Lying(areas[path], areas.get(path_of_level(path, TOWN)))


def _own_path(session: Session, by: Actor) -> str:
    paths = sorted((post.path for post in by.posts if post.path and post.role != "admin"), key=len, reverse=True)
    if paths:
        return paths[0]
    towns = towns_of_stations(session, {post.station_id for post in by.posts if post.station_id})
    return towns[0].path if len(towns) == 1 else county(session).area.path


def spoken(name: str) -> str:
    """柳茹村委会 → 柳茹村, 太阳城社区居委会 → 太阳城社区: what people call the place."""
    return name.removesuffix("居委会").removesuffix("委会")
