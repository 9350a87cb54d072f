"""Add an area, give it another name, code, boundary or day, close it; each an event of the county.

A code is the name of a thing, as the statisticians give it, and may change: the path, by which scope goes, keeps the
code an area had when it was added. So a new code moves nobody's cases and nobody's post.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from patrol.models import Area, Station, StationTown
from patrol.models.area_lists import posts_in
from patrol.models.areas import (
    TOWN,
    VILLAGE,
    by_code,
    by_paths,
    children_to_carry,
    codes_of,
    raise_editions,
    station_by_name,
    touch,
    under,
)

from . import area_codes, county_log
from .actors import Actor
from .errors import Conflict, Invalid, Missing
from .times import CHINA


def china_day(now: datetime) -> date:
    return now.astimezone(CHINA).date()


def marks(*areas: Area) -> list[str]:
    """How an event names areas, so that an area's page finds it whatever the area is called later."""
    return [f"#{area.id}" for area in areas]


def find(session: Session, area_id: int) -> Area:
    area = session.get(Area, area_id)
    if area is None:
        raise Missing("area_missing")
    return area


def new_area(
    session: Session, code: str, name: str, level: str, parent: Area | None, *, from_on: date | None = None
) -> Area:
    """The row alone, checked; what makes it calls this and writes the event. Raises Invalid or Conflict."""
    if parent is None or parent.to_on is not None or parent.level != area_codes.PARENT.get(level):
        raise Invalid("no_such_area")
    if not area_codes.fits(code, level):
        raise Invalid("bad_area_code")
    if by_code(session, code) is not None:
        raise Conflict("code_taken")
    area = Area(
        code=code, name=checked_name(name), level=level, parent_id=parent.id, from_on=from_on, synthetic=False,
        path=free_path(parent, code, lambda path: bool(by_paths(session, {path}))), edition=0,
    )  # fmt: skip
    session.add(area)
    session.flush()
    touch(session)
    return area


def checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise Invalid("bad_area_name")
    return name


def free_path(parent: Area, code: str, is_taken) -> str:
    """A code that another area had once is free again as a name, but that one's path still stands."""
    key, times = code, 1
    while is_taken(f"{parent.path}{key}/"):
        times += 1
        key = f"{code}-{times}"
    return f"{parent.path}{key}/"


def add(
    session: Session, code: str, name: str, level: str, parent_code: str, station_name: str | None,
    by: Actor | None, now: datetime,
) -> Area:  # fmt: skip
    """An area under its parent; a town with the station that serves it, which is made when it is new."""
    area = new_area(session, code, name, level, by_code(session, parent_code))
    if level == TOWN and station_name:
        station = station_by_name(session, station_name) or Station(name=station_name)
        station.to_on = None
        session.add(station)
        session.flush()
        session.add(StationTown(town_id=area.id, station_id=station.id))
    county_log.record(
        session, "area_add", by, now, areas=marks(area), code=code, area=area.name, level=level,
        parent=parent_code, station=station_name,
    )  # fmt: skip
    return area


def change(
    session: Session, area: Area, name: str, code: str, from_on: date | None, by: Actor | None, now: datetime
) -> bool:
    """Another name, code or first day; False when all is as it was. Raises Invalid or Conflict, nothing changed."""
    before = {"area": area.name, "code": area.code, "from_on": area.from_on and area.from_on.isoformat()}
    name = checked_name(name)
    after = {"area": name, "code": code, "from_on": from_on and from_on.isoformat()}
    if after == before:
        return False
    if not area_codes.fits(code, area.level):
        raise Invalid("bad_area_code")
    other = by_code(session, code)
    if other is not None and other.id != area.id:
        raise Conflict("code_taken")
    if from_on is not None and area.to_on is not None and from_on > area.to_on:
        raise Invalid("ends_before_it_begins")
    recoded = area.code != code
    area.name, area.code, area.from_on = name, code, from_on
    if recoded and area.level == VILLAGE:
        for group in children_to_carry(session, [area.id]):
            group.code = group_code(session, area, group.code)
            session.flush()
    noticed(session, area)
    county_log.record(session, "area_change", by, now, areas=marks(area), before=before, after=after)
    return True


def group_code(session: Session, village: Area, code: str) -> str:
    """A group's code in a village: its own three digits, or the next that are free."""
    wanted = int(code[12:])
    for digits in [wanted, *range(1, 1000)]:
        free = f"{village.code}{digits:03}"
        if by_code(session, free) is None:
            return free
    raise Conflict("code_taken")


def noticed(session: Session, area: Area) -> None:
    """Phones hold names in their copies of cases: those of whom this one is or was in sight begin anew."""
    touch(session)
    codes = codes_of(area.path)
    above = by_paths(session, {"/".join(codes[:depth]) + "/" for depth in range(1, len(codes))})
    raise_editions(session, {one.id for one in (*above, *under(session, area.path))} | {area.id})


def set_boundary(
    session: Session, area: Area, boundary: dict | None, synthetic: bool, by: Actor | None, now: datetime
) -> None:
    """Give, replace or (None) take away the boundary: a GeoJSON geometry, checked by `boundaries.read`."""
    act = "boundary_set" if boundary else "boundary_removed"
    put_boundary(session, area, boundary, synthetic)
    county_log.record(
        session, act, by, now, areas=marks(area), code=area.code, area=area.name, synthetic=area.synthetic
    )


def put_boundary(session: Session, area: Area, boundary: dict | None, synthetic: bool) -> None:
    area.boundary, area.synthetic = boundary, bool(boundary) and synthetic
    touch(session)


def why_not_close(session: Session, area: Area, now: datetime) -> str | None:
    """Why an area cannot be closed without a successor. Cases are no reason: who must not know of them would hear."""
    if area.to_on is not None:
        return "area_closed"
    if area.parent_id is None:
        return "county_stays"
    if any(one.id != area.id for one in under(session, area.path)):
        return "areas_inside"
    return "people_inside" if posts_in(session, [area.id], now) else None


def close(session: Session, area: Area, by: Actor | None, now: datetime) -> None:
    """It exists no more, and nothing took its place: its cases stay where they are, with the town above."""
    why = why_not_close(session, area, now)
    if why is not None:
        raise Conflict(why)
    area.to_on = china_day(now)
    link = session.get(StationTown, area.id)
    if link is not None:
        session.delete(link)
    noticed(session, area)
    county_log.record(session, "area_close", by, now, areas=marks(area), code=area.code, area=area.name)
