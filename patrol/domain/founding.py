"""The county, its first account, and its areas."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, County, Person, Station, StationTown
from patrol.models.areas import by_code, county, station_by_name
from patrol.models.people import by_username

from . import log, people, signing_in
from .errors import Conflict, Invalid, Missing
from .seats import Gazetteer


def first_admin(
    session: Session, username: str, name: str, code: str, county_name: str, password: str, *, now: datetime
) -> Person:
    """The county, its empty log, and its administrator. Raises Conflict when there is a county already."""
    if county(session) is not None:
        raise Conflict("county_there")
    area = Area(code=code, name=county_name, level="county", path=f"{code}/")
    session.add(area)
    log.begin(session)
    session.flush()
    session.add(County(id=1, area_id=area.id, demo=False, epoch=1, opened_at=now))
    session.flush()
    seat = Gazetteer(session).seat("admin", code)
    return people.add(session, None, name, None, seat, username, signing_in.hash_password(password), now=now)


PARENT = {"town": "county", "village": "town", "group": "village"}


def add_area(session: Session, code: str, name: str, level: str, parent_code: str, station_name: str | None) -> Area:
    """An area under its parent; a town with the station that serves it, which is made when it is new."""
    parent = by_code(session, parent_code)
    if parent is None or parent.level != PARENT[level]:
        raise Invalid("no_such_area")
    if by_code(session, code) is not None:
        raise Conflict("code_taken")
    area = Area(code=code, name=name, level=level, parent_id=parent.id, path=f"{parent.path}{code}/")
    session.add(area)
    session.flush()
    if level == "town" and station_name:
        station = station_by_name(session, station_name) or Station(name=station_name)
        session.add(station)
        session.flush()
        session.add(StationTown(town_id=area.id, station_id=station.id))
    return area


def find_person(session: Session, given: str) -> Person:
    """By id or user name."""
    person = by_username(session, given) or session.get(Person, given)
    if person is None:
        raise Missing("person_missing")
    return person
