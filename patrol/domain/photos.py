"""Bytes of photos and voices: taken only where the sender's own facts name their hash, kept unchanged.

Bytes are stored before the row that names them; the row is written under the case's lock, with an event, so that
the log tells when which bytes arrived and the phones learn of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Attachment, Blob, Case, same_place, work
from patrol.models import cases as case_table
from patrol.models.log import event_of
from patrol.models.looks import looks_since
from patrol.models.prepared import Link, insert_missing
from patrol.models.reports import here_with_case, keep_again, looked_at_first, mark_preview, mark_sent, named_by

from . import chain, looking, permissions
from .actors import Actor
from .errors import Gone, Missing, Problem, Refused
from .log import content_of

RENDITIONS = "renditions"
SIZES = {"thumb": 320, "view": 1280}
DIFFERS = "thumbnail_differs"
HANDLERS = {"inspector", "officer"}
ONE_HEARING = timedelta(hours=1)


class NotAnImage(Problem):
    status = 415


def thumbnail_key(sender_id: str, sha256: str) -> str:
    """Where the small picture lies that this person's phone sent ahead."""
    return f"thumbnails/{sender_id}/{sha256}"


def require_named(session: Session | Link, by: Actor, sha256: str, role: str) -> None:
    """Raises Missing unless a report or act of this person's own names the hash, Gone once its time is over."""
    named = named_by(session, by.id, sha256, role)
    if not named:
        raise Missing("not_named")
    if not _living(named):
        raise Gone("photo_expired", sha256=sha256)


def _living(named: list) -> list:
    return [one for one in named if one.expired_at is None]


def hold(
    session: Session, by: Actor, sha256: str, role: str, *, size: int, type_: str, facts: dict | None, now: datetime
) -> None:
    """The bytes are stored and match: every attachment by which this sender names them is held."""
    named = _living(named_by(session, by.id, sha256, role))
    behind = sorted({one.case_id for one in named if one.state != "held"})
    insert_missing(session, Blob(sha256=sha256, bytes=size, type=type_, stored_at=now, facts=facts))
    keep_again(session, sha256, facts, now)
    if role == "photo" and behind:
        order_renditions(session, by.id, sha256, now)
    mark_sent(session, by.id, sha256, role, "held")
    _tell(session, behind, by, sha256, size, now)


def order_renditions(session: Session, sender_id: str, sha256: str, now: datetime) -> None:
    """Once for each sender, though the bytes be the same."""
    work.order(session, RENDITIONS, f"{sha256}/{sender_id}", now)


def take_thumbnail(session: Session, by: Actor, sha256: str, now: datetime) -> str:
    """A small picture came ahead of the original. The state the sender now has."""
    named = _living(named_by(session, by.id, sha256, "photo"))
    mark_sent(session, by.id, sha256, "photo", "thumbnail")
    _tell(session, sorted({one.case_id for one in named if one.state == "wanted"}), by, sha256, None, now)
    return "held" if any(one.state == "held" for one in named) else "thumbnail"


def previewed(session: Session, sender_id: str, sha256: str, *, made: bool, differs: bool, now: datetime) -> None:
    """The worker has looked at an original. What its sender sent ahead was of another picture: a finding, once."""
    looked = looked_at_first(session, sender_id, sha256)
    mark_preview(session, sender_id, sha256, made)
    finding = {"act": "find", "photos": [{"sha256": sha256}], "findings": [DIFFERS]}
    for case_id in looked if differs else ():
        chain.note(session, case_id, None, finding, now)


def _tell(session: Session, case_ids: list[str], by: Actor, sha256: str, size: int | None, now: datetime) -> None:
    # Where a case was merged into another, that one shows its photos and has news as well.
    concerned = {*case_ids, *same_place.targets_of(session, case_ids)} if case_ids else ()
    for case_id in sorted(concerned):
        chain.note(session, case_id, by, {"act": "receive", "sha256": sha256, "bytes": size}, now)


def seen_with(
    session: Session, by: Actor, sha256: str, role: str, case_id: str | None = None
) -> tuple[Attachment, Case]:
    """An attachment of this hash whose own sender's bytes are here, in a case the person sees whole.

    Prefers one that is held over a thumbnail. Raises Missing, whether the hash is unknown or only hidden, and Gone
    when each of those the person may see was kept for its time and no longer. `case_id`: in that case alone.
    """
    for attachment, case in here_with_case(session, permissions.visible_to(by), sha256, role):
        if case_id not in (None, case.id):
            continue
        own = permissions.is_own(session, by, case.id)
        if permissions.sees_whole(by, case, own=own):
            if attachment.expired_at is not None:
                raise Gone("photo_expired", sha256=sha256)
            return attachment, case
    raise Missing("photo_missing")


def may_hear(by: Actor, case: Case, voice: Attachment, said_as: str = "informant") -> bool:
    """A voice is known in a town: an informant's is for its own sender and for those who may ask for the name.

    `said_as` is the role by which it was said; who speaks in office stands in the timeline by name.
    """
    return said_as != "informant" or voice.sender_id == by.id or bool(by.roles_on(case) & HANDLERS)


def hear(session: Session, by: Actor, sha256: str, *, now: datetime) -> Attachment:
    """A voice note to listen to; somebody else's hearing is a look, once for all the pieces a player asks for."""
    voice, case = seen_with(session, by, sha256, "voice")
    # By the event that names it: the case may be another one, into which that was merged.
    said_as = content_of(event_of(session, voice.case_id, voice.n))["role"]
    if not may_hear(by, case, voice, said_as):
        raise Refused("not_for_you")
    if said_as == "informant" and voice.sender_id != by.id and voice.state == "held":
        _record_hearing(session, by, case_table.locked(session, case.id), sha256, now)
    return voice


def _record_hearing(session: Session, by: Actor, case: Case, sha256: str, now: datetime) -> None:
    lately = looks_since(session, by.id, case.id, "voice", now - ONE_HEARING)
    if not any(content_of(event)["sha256"] == sha256 for event in lately):
        looking.record_look(session, case, by, "voice", now=now, sha256=sha256)


def require_original(session: Session, by: Actor, sha256: str) -> Case:
    """The case through which an inspector or officer may have the original."""
    attachment, case = seen_with(session, by, sha256, "photo")
    if not by.roles_on(case) & HANDLERS:
        raise Refused("not_for_you")
    if attachment.state != "held":
        raise Missing("not_ready")
    return case


def record_original(session: Session, by: Actor, sha256: str, *, now: datetime) -> None:
    case = case_table.locked(session, require_original(session, by, sha256).id)
    looking.record_look(session, case, by, "original", now=now, sha256=sha256)


def facts_of(session: Session, by: Actor, sha256: str) -> dict:
    """What the file says of itself, to its own sender and to those who may have the original."""
    sent = any(one.state == "held" for one in _living(named_by(session, by.id, sha256, "photo")))
    if not sent:
        require_original(session, by, sha256)
    blob = session.get(Blob, sha256)
    if blob is None or blob.facts is None:
        raise Missing("photo_missing")
    return blob.facts
