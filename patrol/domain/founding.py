"""The first account of a county, and people with posts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, County, Person, Post, Station, StationTown
from patrol.models.areas import by_code, county, station_by_name
from patrol.models.people import by_username

from . import log, signing_in
from .errors import Conflict, Invalid, Missing
from .times import iso

AREA_LEVEL = {"informant": ("village", "group"), "leader": ("town",), "officer": ("county",), "admin": ("county",)}


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
    return add_person(session, name, None, "admin", code, None, username, password, now=now)


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


def add_person(
    session: Session, name: str, phone: str | None, role: str, area_code: str | None, station_name: str | None,
    username: str | None, password: str | None, *, now: datetime,
) -> Person:  # fmt: skip
    """A person with one post; that somebody was given a post is an event."""
    if county(session) is None:
        raise Missing("no_county")
    area, station = _seat(session, role, area_code, station_name)
    if username and by_username(session, username):
        raise Conflict("username_taken")
    hashed = signing_in.hash_password(password) if password else None
    person = Person(username=username, name=name, phone=phone, password_hash=hashed, epoch=1, created_at=now)
    session.add(person)
    session.flush()
    session.add(
        Post(person_id=person.id, role=role, area_id=area and area.id, station_id=station and station.id, from_at=now)
    )
    content = {"act": "post", "received_at": iso(now), "person": person.id, "name": name, "role": role}
    log.append(session, None, [content])
    return person


def _seat(session: Session, role: str, code: str | None, station_name: str | None) -> tuple:
    if role == "inspector":
        station = station_by_name(session, station_name or "")
        if station is None:
            raise Invalid("no_such_station")
        return None, station
    area = by_code(session, code or "")
    if area is None or area.level not in AREA_LEVEL[role]:
        raise Invalid("no_such_area")
    return area, None


def find_person(session: Session, given: str) -> Person:
    """By id or user name."""
    person = by_username(session, given) or session.get(Person, given)
    if person is None:
        raise Missing("person_missing")
    return person
