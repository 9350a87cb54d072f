"""What officers are told about the county itself: who was given power, and new ways in for those who have it.

Without it an administrator, who has no case by that role, could quietly make an officer of anybody, or enter as one.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Event, Notice, Person
from patrol.models.people import holding

from .actors import Actor, actor
from .notices import NAMESPACE

POWERFUL = {"officer", "admin"}
WAY_IN_MINE, NEW_DEVICE = "way_in_mine", "new_device"
# Of the county's notices those that anybody may be sent, for they are about oneself.
OWN = (WAY_IN_MINE, NEW_DEVICE, "away", "away_lead", "back", "back_lead")


def tell_officers(session: Session, what: str, event: Event, by: Actor | None, now: datetime) -> None:
    """A notice for every officer but the one who did it; the words are read from the event."""
    for officer in holding(session, "officer", now):
        if by is None or officer.id != by.id:
            _tell(session, officer, what, event, now)


def tell_office(session: Session, what: str, event: Event, now: datetime) -> None:
    """A notice for every officer and administrator: of what they have to see to at the server."""
    people = {one.id: one for role in sorted(POWERFUL) for one in holding(session, role, now)}
    for person in people.values():
        _tell(session, person, what, event, now)


def tell(session: Session, people: list[Person], what: str, event: Event, now: datetime) -> None:
    """A notice for those whom it concerns themselves; see `OWN`."""
    for person in people:
        _tell(session, person, what, event, now)


def _tell(session: Session, person: Person, what: str, event: Event, now: datetime) -> None:
    key = f"county/{event.n}/{person.id}"
    session.add(
        Notice(
            id=str(uuid.uuid5(NAMESPACE, key)), person_id=person.id, case_id=None, n=event.n, event=what,
            created_at=now,
        )
    )  # fmt: skip


def is_powerful(person: Person, now: datetime) -> bool:
    return bool(actor(person, now).roles & POWERFUL)


def tell_of_way_in(
    session: Session, person: Person, event: Event, by: Actor | None, now: datetime, *, officers: bool = False
) -> None:
    """A card, a code, another phone number or name: the person hears of it, who did not ask for it, perhaps.

    Officers do where it is somebody who sees the county's cases, and `officers` where it lets anybody else in.
    """
    all_officers = officers or is_powerful(person, now)
    told_as_officer = all_officers and "officer" in actor(person, now).roles
    if not told_as_officer and (by is None or by.id != person.id):
        _tell(session, person, WAY_IN_MINE, event, now)
    if all_officers:
        tell_officers(session, "way_in", event, by, now)


def tell_of_device(session: Session, person: Person, device_id: str, now: datetime) -> None:
    """An informant signed in, or somebody as that informant: those who hold the other phones hear of it."""
    notice = Notice(
        id=device_notice_id(device_id), person_id=person.id, case_id=None, n=0, event=NEW_DEVICE, created_at=now
    )
    session.add(notice)


def device_notice_id(device_id: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"device/{device_id}"))
