"""Events of the county itself: its areas, people and settings. They belong to no case and stand in the same log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models.log import Event

from . import log
from .actors import Actor
from .times import iso


def record(session: Session, act: str, by: Actor | None, now: datetime, **says) -> Event:
    """Append what was done to the county; `by` None is a command at the server. The last thing a verb does."""
    return record_all(session, by, now, [{"act": act} | says])[0]


def record_all(session: Session, by: Actor | None, now: datetime, said: list[dict]) -> list[Event]:
    """As `record`, several at once: each says at least its `act`."""
    who = {"by": by and by.id, "name": by and by.name, "received_at": iso(now)}
    return log.append(session, None, [who | one for one in said])
