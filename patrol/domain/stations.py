"""自然资源所: which there are, and which towns each serves. A town that goes to another takes its cases along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, Case, Station, StationTown
from patrol.models.area_lists import people_at_station
from patrol.models.areas import TOWN, above, station_by_name, station_of, towns_of_stations
from patrol.models.cases import locked_at_station, locked_within

from . import chain, county_log
from .actors import Actor
from .errors import Conflict, Invalid, Missing
from .keeping_areas import china_day, marks


def find(session: Session, station_id: int) -> Station:
    station = session.get(Station, station_id)
    if station is None or station.to_on is not None:
        raise Missing("station_missing")
    return station


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise Invalid("bad_station_name")
    return name


def add(session: Session, name: str, by: Actor | None, now: datetime) -> Station:
    """A station; one that was closed under this name opens again."""
    name = _checked_name(name)
    station = station_by_name(session, name)
    if station is not None and station.to_on is None:
        raise Conflict("station_there")
    station = station or Station(name=name)
    station.to_on = None
    session.add(station)
    session.flush()
    county_log.record(session, "station_add", by, now, station=station.id, station_name=name)
    return station


def rename(session: Session, station: Station, name: str, by: Actor | None, now: datetime) -> bool:
    name, before = _checked_name(name), station.name
    if name == before:
        return False
    if station_by_name(session, name) is not None:
        raise Conflict("station_there")
    station.name = name
    county_log.record(session, "station_change", by, now, station=station.id, before=before, station_name=name)
    return True


def serve(session: Session, town: Area, station: Station | None, by: Actor, now: datetime) -> bool:
    """From now on the town is this station's, and so are its cases, open and closed: who handles the town must see
    what happened there. A case handed to a third station stays with that one. False when nothing changes."""
    if town.level != TOWN or town.to_on is not None:
        raise Invalid("no_such_area")
    before = station_of(session, town)
    if before is station:
        return False
    cases = locked_within(session, [town.path])
    link = session.get(StationTown, town.id)
    if link is not None:
        session.delete(link)
        session.flush()
    if station is not None:
        session.add(StationTown(town_id=town.id, station_id=station.id))
    for case in cases:
        if case.station_id == (before.id if before else None):
            hand_over(session, case, before, station, by, now)
    county_log.record(
        session, "town_station", by, now, areas=marks(town), area=town.name, before=before and before.name,
        station=station and station.id, station_name=station and station.name,
    )  # fmt: skip
    return True


def hand_over(
    session: Session, case: Case, before: Station | None, after: Station | None, by: Actor | None, now
) -> None:
    content = {
        "act": "reorganise", "from_area": before.name if before else None, "to_area": after.name if after else None,
    }  # fmt: skip
    change = {"case": {"station_id": after.id if after else None}}
    chain.record(session, case, chain.Stamp(by, "admin", now, now), content, change)


def close(session: Session, station: Station, by: Actor, now: datetime) -> None:
    """The station is no more. Refused while it serves a town or somebody holds a post there.

    Cases handed to it from elsewhere go home to their own town's station. They are no reason to refuse: an
    administrator would hear from it that there are cases that nobody may tell him of.
    """
    if towns_of_stations(session, {station.id}):
        raise Conflict("station_serves")
    if people_at_station(session, station.id, now):
        raise Conflict("people_inside")
    for case in locked_at_station(session, station.id):
        hand_over(session, case, station, station_of(session, above(session, case.area, TOWN)), by, now)
    station.to_on = china_day(now)
    county_log.record(session, "station_close", by, now, station=station.id, station_name=station.name)
