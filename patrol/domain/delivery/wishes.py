"""Where and when somebody wants to be told: set by the person, the addresses also by the office.

A new address of somebody else's is a way to what they are told of: it is an event, without the address itself,
and officers hear of it as of any way in.
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import NoticeSettings, Person

from .. import county_log, county_notices
from ..actors import Actor
from ..errors import Invalid

ADDRESSES = {
    "email": re.compile(r"[^@\s<>,;:\"()\\]{1,64}@[A-Za-z0-9.-]{3,55}"),
    "wecom": re.compile(r"[\w.@-]{1,64}", re.ASCII),
    "dingtalk": re.compile(r"[\w.@-]{1,64}", re.ASCII),
}
CHANNELS = ("wecom", "dingtalk", "sms", "email", "push")
HOURS = ("quiet_from", "quiet_to", "digest_hour")


def of(session: Session, person_id: str) -> NoticeSettings:
    """Not kept where nothing was ever set."""
    return session.get(NoticeSettings, person_id) or NoticeSettings(person_id=person_id, off=[])


def change(session: Session, by: Actor, person: Person, wanted: dict, *, now: datetime) -> None:
    """`wanted` has any of the fields; an empty address is none. Raises Invalid for what is no address or hour."""
    wishes = of(session, person.id)
    addresses = {name: _address(name, wanted[name]) for name in ADDRESSES if name in wanted}
    changed = sorted(name for name, value in addresses.items() if value != getattr(wishes, name))
    for name, value in (addresses | _times(wanted)).items():
        setattr(wishes, name, value)
    if "off" in wanted:
        wishes.off = [name for name in CHANNELS if name in wanted["off"]]
    session.add(wishes)
    if changed:
        event = county_log.record(
            session, "ways_changed", by, now, person=person.id, person_name=person.name, ways=changed
        )
        if by.id != person.id:
            county_notices.tell_of_way_in(session, person, event, by, now)


def _address(name: str, value: str | None) -> str | None:
    value = (value or "").strip()
    if value and (len(value) > 120 or not ADDRESSES[name].fullmatch(value)):
        raise Invalid("address_odd", name=name)
    return value or None


def _times(wanted: dict) -> dict[str, int | None]:
    times = {name: wanted[name] for name in HOURS if name in wanted}
    if not all(value is None or 0 <= value <= 23 for value in times.values()):
        raise Invalid("hour_odd")
    if times.get("quiet_from") == times.get("quiet_to"):  # no hours at all, or all of them
        times |= {name: None for name in ("quiet_from", "quiet_to") if name in times}
    return times
