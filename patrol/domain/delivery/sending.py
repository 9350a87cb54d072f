"""From claimed rows to messages.

Whether somebody may know is asked once more here: between the event and its message a case may have been hidden,
a post ended, the notice read in the app.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.channels import Message
from patrol.channels.settings import Channels
from patrol.models import Case, Delivery, Notice, Person, deliveries
from patrol.models.by_ids import by_ids

from .. import departments, permissions
from ..actors import Actor
from ..county_notices import OWN, POWERFUL
from . import planning, robots, wording
from .ways import PUSH, Ways


@dataclass(frozen=True)
class Outgoing:
    """A message ready to go: all that is needed, so that nobody holds the database while a receiver is slow."""

    rows: tuple[str, ...]  # the deliveries it carries
    channel: str
    address: object
    message: Message


@dataclass(frozen=True)
class Dropped:
    rows: tuple[str, ...]
    reason: str


def prepare(
    session: Session, ids: Iterable[str], channels: Channels, base_url: str | None, *, now: datetime
) -> list[Outgoing | Dropped]:
    rows = deliveries.with_matter(session, ids)
    people = by_ids(session, Person, {one.person_id for one, _, _ in rows} - {None})
    ways = Ways(session, channels, people.values())
    made: list[Outgoing | Dropped] = []
    digests: dict[tuple, list] = {}
    for row in rows:
        delivery, notice, case = row
        if notice is None:
            made.append(_to_a_robot(session, delivery, channels, now))
        elif reason := _why_not(session, delivery, notice, case, ways, now):
            made.append(Dropped((delivery.id,), reason))
        elif delivery.digest_at is not None:
            matter = delivery, notice, said(ways.actor(delivery.person_id, now), case)
            digests.setdefault((delivery.person_id, delivery.channel, delivery.digest_at), []).append(matter)
        else:
            address = ways.address(delivery.person_id, delivery.channel)
            message = wording.of_one(delivery.id, notice, said(ways.actor(delivery.person_id, now), case), base_url)
            made.append(Outgoing((delivery.id,), delivery.channel, address, message))
    return made + [_digest(key, found, ways, base_url) for key, found in digests.items()]


def _why_not(
    session: Session, delivery: Delivery, notice: Notice, case: Case | None, ways: Ways, now: datetime
) -> str | None:
    person = ways.people[delivery.person_id]
    if person.closed_at is not None:
        return "left"
    if notice.seen_at is not None:
        return "seen"
    if ways.is_off(person.id, delivery.channel):
        return "switched_off"
    if delivery.channel not in (*ways.channels.personal, PUSH) or not ways.address(person.id, delivery.channel):
        return "no_address"
    return None if _may_know(session, ways.actor(person.id, now), notice, case) else "hidden"


def _may_know(session: Session, person: Actor, notice: Notice, case: Case | None) -> bool:
    if case is None:
        return notice.event in OWN or bool(person.roles & POWERFUL)
    if permissions.sees(person, case, own=False) or permissions.is_own(session, person, case.id):
        return True
    return bool(departments.roles(person, case, "answer"))


def said(person: Actor, case: Case | None) -> Case | None:
    """The case, where a message to this person may say what it is."""
    if case is None or case.concealed is not None or not permissions.sees_whole(person, case, own=False):
        return None
    return case


def _digest(key: tuple, rows: list, ways: Ways, base_url: str | None) -> Outgoing:
    person_id, channel, at = key
    message_id = str(uuid.uuid5(planning.NAMESPACE, f"{person_id}/{channel}/{at.isoformat()}"))
    matters = [(notice, case) for _, notice, case in rows]
    message = wording.of_digest(message_id, matters, base_url, short=channel == "sms")
    return Outgoing(tuple(one.id for one, _, _ in rows), channel, ways.address(person_id, channel), message)


def _to_a_robot(session: Session, delivery: Delivery, channels: Channels, now: datetime) -> Outgoing | Dropped:
    told = robots.message(session, delivery, channels, now)
    if told is None:
        return Dropped((delivery.id,), "nothing")
    return Outgoing((delivery.id,), delivery.channel, told[0].mark, told[1])
