"""Erase a person's name: contents that hold it are deleted, the links of the log still hold.

What is left of such an event, without the name, stands beside it; the erase event names its hash, so that nobody
can pass a forgery off as an erasure.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from patrol.models import Act, Event, Person

from . import log
from .times import iso

NAMES = ("name", "lead_name", "assistant_name")


def erase(session: Session, person: Person, reason: str, *, now: datetime) -> int:
    """Remove the person's name and phone everywhere; how many events held it."""
    named = {person.name, person.phone} - {None}
    erased = []
    for event in session.scalars(select(Event).where(Event.content.is_not(None)).order_by(Event.seq)):
        left = _without(log.content_of(event), person, named)
        if left is not None:
            event.redacted, event.content, event.salt = log.canonical(left), None, None
            erased.append({"case": event.case_id, "n": event.n, "left": log.sha256(event.redacted)})
    session.execute(update(Act).where(Act.whose_name.in_(named)).values(whose_name=None))
    person.name, person.phone, person.username, person.password_hash = "—", None, None, None
    person.closed_at, person.epoch = person.closed_at or now, person.epoch + 1
    content = {"act": "erase", "n": 0, "received_at": iso(now), "reason": reason, "erased": erased}
    log.append(session, None, [content])
    return len(erased)


def _without(content: dict, person: Person, named: set[str]) -> dict | None:
    """The content without the name, or None when it does not hold it."""
    mine = content.get("by") == person.id or any(content.get(name) in named for name in NAMES)
    text = json.dumps(content, ensure_ascii=False)
    if not mine and not any(word in text for word in named):
        return None
    left = {name: (None if name in NAMES and value in named else value) for name, value in content.items()}
    return _blank(left, named) | {"redacted": True}


def _blank(value, named: set[str]):
    if isinstance(value, dict):
        return {name: _blank(inner, named) for name, inner in value.items()}
    if isinstance(value, list):
        return [_blank(inner, named) for inner in value]
    if isinstance(value, str):
        for word in named:
            value = value.replace(word, "＊＊")
    return value
