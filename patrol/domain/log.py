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

from patrol import faults
from patrol.models.cases import set_last_seq
from patrol.models.log import Event, LogHead, Sight, last_n_of_county, locked_head, move_head
from patrol.models.prepared import bare, insert_rows

ORIGIN = "0" * 64
EXACT = 2**53  # numbers up to here are the same in JavaScript


def canonical(content: dict) -> str:
    """RFC 8785 text; what is hashed are these very bytes.

    Python's own encoder, six times as fast, writes the same for all that we send it but some numbers.
    """
    try:
        plain = _written_alike(content)
    except _WrittenOtherwise:
        return rfc8785.dumps(content).decode()
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class _WrittenOtherwise(Exception):
    """A value that the two encoders write differently."""


def _written_alike(value):
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict:
        if not all(type(name) is str and name.isascii() for name in value):
            raise _WrittenOtherwise  # other keys have another order there
        return {name: _written_alike(inner) for name, inner in value.items()}
    if kind is list:
        return [_written_alike(inner) for inner in value]
    if kind is int and -EXACT < value < EXACT:
        return value
    if kind is float and -EXACT < value < EXACT:
        if value.is_integer():
            return int(value)  # 12.0 is written 12
        if abs(value) >= 1e-4:
            return value  # below, one writes an exponent and the other does not
    raise _WrittenOtherwise


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


def append(session: Session, case_id: str | None, contents: list[dict], sight: dict | None = None) -> list[Event]:
    """Append events of one case, in order; the last thing a verb does.

    Everything else is flushed first, so that the head, which all writers share, is locked only over these inserts
    and the commit (lock order: case, then head).
    """
    session.flush()
    seq, hash_ = locked_head(session)
    if case_id is None:
        # Counted under the head's lock: an erase names what it took by case and n, so no two may be alike.
        first = last_n_of_county(session) + 1
        contents = [content | {"n": first + place} for place, content in enumerate(contents)]
    events = [_event(case_id, content) for content in contents]
    for event in events:
        seq += 1
        event.seq, event.prev = seq, hash_
        event.hash = hash_ = link(hash_, seq, event.case_id, event.n, event.content_hash)
    insert_rows(session, events)
    if case_id is not None:
        set_last_seq(session, case_id, seq)
    if sight is not None:
        insert_rows(session, [Sight(seq=seq, case_id=case_id, **sight)])
    move_head(session, seq, hash_)
    faults.reach("event.appended")
    return events


def _event(case_id: str | None, content: dict) -> Event:
    """All of an event that needs no head: written out and hashed before the lock."""
    text, salt = canonical(content), secrets.token_hex(16)
    return bare(Event)(
        case_id=case_id,
        n=content["n"],
        content=text,
        salt=salt,
        content_hash=content_hash(salt, text),
    )


def begin(session: Session) -> None:
    """The head of an empty log."""
    session.add(LogHead(id=1, seq=0, hash=ORIGIN))


def content_of(event: Event) -> dict:
    """What the event says: as it was written, or what an erase left of it."""
    return json.loads(event.content if event.content is not None else event.redacted)
