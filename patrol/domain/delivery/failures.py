"""消息送达: what could not be brought to a person, for the office to set right and send again.

Officers see those of the cases they may see. An administrator has no cases, but mends addresses: of cases hidden
from nobody only, since a line here tells that something happened.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, Delivery, Person, deliveries
from patrol.models.deliveries import DROPPED

from .. import permissions
from ..actors import Actor, actor
from ..errors import Missing
from ..looking import named_by, write_cursor
from . import settling


def visible(by: Actor):
    """SQL: the cases of which a failure is shown to this person."""
    if "officer" in by.roles:
        return permissions.visible_to(by)
    return Case.concealed_path.is_(None)


def page(session: Session, by: Actor, cursor: str | None, limit: int) -> tuple[list[tuple], str | None]:
    found = deliveries.failures(session, visible(by), _read(session, by, cursor) if cursor else None, limit + 1)
    # Only the id: the hour of what somebody did not get may not be the reader's to know.
    return found[:limit], write_cursor([found[limit - 1][0].id]) if len(found) > limit else None


def _read(session: Session, by: Actor, cursor: str) -> tuple[datetime, str]:
    """Where the page before ended; what has been seen to meanwhile has no place any more."""
    last = named_by(cursor, lambda delivery_id: deliveries.failure(session, visible(by), delivery_id))
    return last.settled_at, last.id


def is_protected(person: Person | None, case: Case | None, now: datetime) -> bool:
    """Whether what this person was told of the case could say that they reported it."""
    return case is not None and person is not None and not permissions.sees_whole(actor(person, now), case, own=False)


def count(session: Session, by: Actor) -> int:
    return deliveries.count_failures(session, visible(by))


def send_again(session: Session, by: Actor, delivery_id: str, *, now: datetime) -> None:
    settling.send_again(_find(session, by, delivery_id), now=now)


def let_go(session: Session, by: Actor, delivery_id: str, *, now: datetime) -> None:
    """The office has told the person in another way, or there is nobody to tell."""
    delivery = _find(session, by, delivery_id)
    delivery.state, delivery.reason, delivery.settled_at = DROPPED, "let_go", now


def _find(session: Session, by: Actor, delivery_id: str) -> Delivery:
    delivery = deliveries.failure(session, visible(by), delivery_id)
    if delivery is None:
        raise Missing("delivery_missing")
    return delivery
