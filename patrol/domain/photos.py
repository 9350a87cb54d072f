"""Bytes of photos and voices: taken only where the sender's own facts name their hash, kept unchanged.

Bytes are stored before the row that names them; the row is written under the case's lock, with an event, so that
the log tells when which bytes arrived and the phones learn of it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Attachment, Blob, Case, work
from patrol.models import cases as case_table
from patrol.models.prepared import insert_missing
from patrol.models.reports import here_with_case, mark_sent, named_by

from . import chain, looking, permissions
from .actors import Actor
from .errors import Missing, Problem, Refused

RENDITIONS = "renditions"
SIZES = {"thumb": 320, "view": 1280}


class NotAnImage(Problem):
    status = 415


def require_named(session: Session, by: Actor, sha256: str, role: str) -> None:
    """Raises Missing unless a report or act of this person's own names the hash."""
    if not named_by(session, by.id, sha256, role):
        raise Missing("not_named")


def hold(
    session: Session, by: Actor, sha256: str, role: str, *, size: int, type_: str, facts: dict | None, now: datetime
) -> None:
    """The bytes are stored and match: every attachment by which this sender names them is held."""
    behind = sorted({one.case_id for one in named_by(session, by.id, sha256, role) if one.state != "held"})
    insert_missing(session, Blob(sha256=sha256, bytes=size, type=type_, stored_at=now, facts=facts))
    if role == "photo" and behind:
        order_renditions(session, by.id, sha256, now)
    mark_sent(session, by.id, sha256, role, "held")
    _tell(session, behind, by, sha256, size, now)


def order_renditions(session: Session, sender_id: str, sha256: str, now: datetime) -> None:
    """Once for each sender, though the bytes be the same."""
    work.order(session, RENDITIONS, f"{sha256}/{sender_id}", now)


def take_thumbnail(session: Session, by: Actor, sha256: str, now: datetime) -> str:
    """A small picture came ahead of the original. The state the sender now has."""
    named = named_by(session, by.id, sha256, "photo")
    mark_sent(session, by.id, sha256, "photo", "thumbnail")
    _tell(session, sorted({one.case_id for one in named if one.state == "wanted"}), by, sha256, None, now)
    return "held" if any(one.state == "held" for one in named) else "thumbnail"


def _tell(session: Session, case_ids: list[str], by: Actor, sha256: str, size: int | None, now: datetime) -> None:
    for case_id in case_ids:
        chain.note(session, case_id, by, {"act": "receive", "sha256": sha256, "bytes": size}, now)


def seen_with(session: Session, by: Actor, sha256: str, role: str) -> tuple[Attachment, Case]:
    """An attachment of this hash whose own sender's bytes are here, in a case the person sees whole.

    Prefers one that is held over a thumbnail. Raises Missing, whether the hash is unknown or only hidden.
    """
    for attachment, case in here_with_case(session, permissions.visible_to(by), sha256, role):
        own = permissions.is_own(session, by, case.id)
        if permissions.sees_whole(by, case, own=own):
            return attachment, case
    raise Missing("photo_missing")


def require_original(session: Session, by: Actor, sha256: str) -> Case:
    """The case through which an inspector or officer may have the original."""
    attachment, case = seen_with(session, by, sha256, "photo")
    if not by.roles_on(case) & {"inspector", "officer"}:
        raise Refused("not_for_you")
    if attachment.state != "held":
        raise Missing("not_ready")
    return case


def record_original(session: Session, by: Actor, sha256: str, *, now: datetime) -> None:
    case = case_table.locked(session, require_original(session, by, sha256).id)
    looking.record_look(session, case, by, "original", now=now, sha256=sha256)


def facts_of(session: Session, by: Actor, sha256: str) -> dict:
    """What the file says of itself, to its own sender and to those who may have the original."""
    sent = any(one.state == "held" for one in named_by(session, by.id, sha256, "photo"))
    if not sent:
        require_original(session, by, sha256)
    blob = session.get(Blob, sha256)
    if blob is None or blob.facts is None:
        raise Missing("photo_missing")
    return blob.facts
