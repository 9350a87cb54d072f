"""The append-only log: one hash-linked row per event.

hash = SHA-256(prev ‖ seq ‖ case ‖ n ‖ content_hash), content_hash = SHA-256(salt ‖ content). The salt keeps a
short content from being guessed from its hash once an erase has deleted it; the links hold without either.
"""

from __future__ import annotations

import hashlib
import json
import secrets

import rfc8785
from sqlalchemy.orm import Session

from patrol.models.cases import Case
from patrol.models.log import Event, LogHead, Sight, last_n_of_county, locked_head

ORIGIN = "0" * 64


def canonical(content: dict) -> str:
    """RFC 8785 text; what is hashed are these very bytes."""
    return rfc8785.dumps(content).decode()


def sha256(*parts: str) -> str:
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def digest(facts: dict) -> str:
    """What "same content" means: absent, null, false and empty are one, so that a field added to the schema later
    does not make a report that was frozen before it look like another."""
    return sha256(canonical(_pruned(facts)))


def _pruned(value):
    if isinstance(value, dict):
        return {name: _pruned(inner) for name, inner in value.items() if not _says_nothing(inner)}
    return [_pruned(inner) for inner in value] if isinstance(value, list) else value


def _says_nothing(value) -> bool:
    # Zero says something (a heading of 0° is north), though in Python it equals False.
    return value is None or value is False or value in ("", [])


def content_hash(salt: str, content: str) -> str:
    return sha256(salt, content)


def link(prev: str, seq: int, case_id: str | None, n: int, content_hash: str) -> str:
    # Each part is fenced by a newline: without it seq 1, n 23 and seq 12, n 3 would hash alike.
    return sha256("\n".join((prev, str(seq), case_id or "-", str(n), content_hash)))


def append(session: Session, case: Case | None, contents: list[dict], sight: dict | None = None) -> list[Event]:
    """Append events of one case, in order; the last thing a verb does.

    Everything else is flushed first, so that the head, which all writers share, is locked only over these inserts
    and the commit (lock order: case, then head).
    """
    session.flush()
    head = locked_head(session)
    if case is None:
        # Counted under the head's lock: an erase names what it took by case and n, so no two may be alike.
        first = last_n_of_county(session) + 1
        contents = [content | {"n": first + place} for place, content in enumerate(contents)]
    events = [_append_one(session, head, case, content) for content in contents]
    if case is not None:
        case.last_seq = head.seq
        if sight is not None:
            session.add(Sight(seq=head.seq, case_id=case.id, **sight))
    session.flush()
    return events


def _append_one(session: Session, head: LogHead, case: Case | None, content: dict) -> Event:
    text, salt = canonical(content), secrets.token_hex(16)
    hashed = content_hash(salt, text)
    seq, case_id, n = head.seq + 1, case.id if case else None, content["n"]
    event = Event(
        seq=seq,
        case_id=case_id,
        n=n,
        content=text,
        salt=salt,
        content_hash=hashed,
        prev=head.hash,
        hash=link(head.hash, seq, case_id, n, hashed),
    )
    session.add(event)
    head.seq, head.hash = seq, event.hash
    return event


def begin(session: Session) -> None:
    """The head of an empty log."""
    session.add(LogHead(id=1, seq=0, hash=ORIGIN))


def content_of(event: Event) -> dict:
    """What the event says: as it was written, or what an erase left of it."""
    return json.loads(event.content if event.content is not None else event.redacted)
