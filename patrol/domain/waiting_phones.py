"""久未联系: phones on which something waited when they were last heard of, so that somebody can ring and help.

Only those: a phone that has sent all is never in it, however long it is silent. Who was online when is nobody's
business (国办函〔2026〕12号 forbids check-ins and counting time online), so nothing of it is kept or shown.

What is concealed from the station is not counted by the phones at all, and phones stand by their village beside all
of its informants' numbers: neither a count nor a number tells who reported which case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Area, Device
from patrol.models.areas import VILLAGE, path_of_level
from patrol.models.waiting_phones import informants_of, paths_of_stations, waiting_devices

from .actors import Actor
from .errors import Refused

SILENT_FOR = timedelta(hours=24)
# What goes out by itself within minutes is no news, and costs no writing turn.
SOON, TOLD_EVERY = timedelta(minutes=3), timedelta(minutes=3)


@dataclass(frozen=True)
class Unsent:
    """What a phone says of itself: how many things wait on it, and for how long the oldest has."""

    count: int
    waited: timedelta


@dataclass
class Village:
    area: Area
    phones: list[Device] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def is_news(said: Unsent, kept: int, kept_at: datetime | None, now: datetime) -> bool:
    """Whether it is worth a writing turn. That all is sent always is: the phone must leave the list."""
    if said.count == 0:
        return kept > 0
    lately = kept_at is not None and now - kept_at < TOLD_EVERY
    return said.count != kept and said.waited >= SOON and not lately


def tell(session: Session, device_id: str, said: Unsent, now: datetime) -> None:
    device = session.get(Device, device_id)
    device.unsent, device.unsent_at = said.count, now
    device.unsent_since = now - said.waited if said.count else None


def waiting(session: Session, by: Actor, now: datetime) -> list[Village]:
    """By village, in the order of their codes; for inspectors of the town's station and officers of the county."""
    reach = _reach(session, by)
    found: dict[str, Village] = {}
    for device, area in waiting_devices(session, reach, now - SILENT_FOR, now):
        path = path_of_level(area.path, VILLAGE) or area.path
        village = found.setdefault(path, Village(_village(session, area, path)))
        if device not in village.phones:
            village.phones.append(device)
    for path, village in found.items():
        village.numbers = informants_of(session, path, now)
    return [found[path] for path in sorted(found)]


def _village(session: Session, area: Area, path: str) -> Area:
    return area if area.path == path else area.parent


def _reach(session: Session, by: Actor) -> list[str]:
    county = [post.path for post in by.posts if post.role == "officer" and post.path]
    stations = {post.station_id for post in by.posts if post.role == "inspector" and post.station_id}
    if not county and not stations:
        raise Refused("not_for_you")
    return county + paths_of_stations(session, stations)
