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


def tell_officers(session: Session, what: str, event: Event, by: Actor | None, now: datetime) -> None:
    """A notice for every officer but the one who did it; the words are read from the event."""
    for officer in holding(session, "officer", now):
        if by is None or officer.id != by.id:
            key = f"county/{event.n}/{officer.id}"
            session.add(
                Notice(
                    id=str(uuid.uuid5(NAMESPACE, key)), person_id=officer.id, case_id=None, n=event.n, event=what,
                    created_at=now,
                )
            )  # fmt: skip


def is_powerful(person: Person, now: datetime) -> bool:
    return bool(actor(person, now).roles & POWERFUL)


def tell_of_way_in(session: Session, person: Person, event: Event, by: Actor | None, now: datetime) -> None:
    """A card, a code, another phone number or name of somebody who sees the county's cases."""
    if is_powerful(person, now):
        tell_officers(session, "way_in", event, by, now)
