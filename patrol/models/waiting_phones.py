"""Questions about informants' phones on which something waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from .areas import Area, StationTown
from .people import Device, Person, Post


def paths_of_stations(session: Session, station_ids: set[int]) -> list[str]:
    question = select(Area.path).join(StationTown, StationTown.town_id == Area.id)
    return list(session.scalars(question.where(StationTown.station_id.in_(station_ids)).order_by(Area.path)))


def waiting_devices(
    session: Session, paths: list[str], silent_since: datetime, now: datetime
) -> list[tuple[Device, Area]]:
    """Phones of informants at or under these paths, the longest silent first, with the area of the post."""
    question = (
        _informants(select(Device, Area).join(Person, Person.id == Device.person_id), paths, now)
        .where(Device.unsent > 0, Device.revoked_at.is_(None), Device.last_contact_at < silent_since)
        .order_by(Device.last_contact_at, Device.id)
    )
    return [tuple(row) for row in session.execute(question)]


def informants_of(session: Session, path: str, now: datetime) -> list[str]:
    """The numbers of a village's informants, in the order of the numbers: it says nothing of who is meant."""
    question = _informants(select(Person.phone), [path], now).where(Person.phone.is_not(None))
    return list(session.scalars(question.distinct().order_by(Person.phone)))


def _informants(question, paths: list[str], now: datetime):
    return (
        question.join(Post, Post.person_id == Person.id)
        .join(Area, Area.id == Post.area_id)
        .where(Post.role == "informant", Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now))
        .where(Person.closed_at.is_(None))
        .where(or_(*(Area.path.startswith(path, autoescape=True) for path in paths)))
    )
