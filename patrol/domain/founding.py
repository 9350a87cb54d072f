"""The county, its first account, and its areas."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, County, Person
from patrol.models.areas import county
from patrol.models.people import by_username

from . import log, people, signing_in
from .errors import Conflict, Missing
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


def find_person(session: Session, given: str) -> Person:
    """By id or user name."""
    person = by_username(session, given) or session.get(Person, given)
    if person is None:
        raise Missing("person_missing")
    return person
