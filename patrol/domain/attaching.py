"""The files that a report or an act names; their bytes come later, or were here before from the same sender."""

from __future__ import annotations

from sqlalchemy.orm import Session

from patrol.models import Attachment, byte_locks
from patrol.models.prepared import bare
from patrol.models.reports import held_by


def attachments(
    session: Session, case_id: str, of: str, fact_id: str, n: int, sender_id: str, facts: dict
) -> tuple[Attachment, ...]:
    """New rows, not yet in the session."""
    files = [("photo", photo) for photo in facts.get("photos") or []]
    if facts.get("voice"):
        files.append(("voice", facts["voice"]))
    # `held` is said only of bytes this sender sent before, never of another's.
    before = [held_by(session, sender_id, file["sha256"], role) for role, file in files]
    return tuple(
        bare(Attachment)(
            sha256=file["sha256"],
            role=role,
            of=of,
            fact_id=fact_id,
            case_id=case_id,
            n=n,
            place=place,
            sender_id=sender_id,
            bytes=file["bytes"],
            type=file["type"],
            seconds=file.get("seconds"),
            source=file.get("source"),
            taken_at=file.get("taken_at"),
            state="held" if held else "wanted",
            preview=preview,
        )
        for place, ((role, file), (held, preview)) in enumerate(zip(files, before, strict=True))
    )


def confirmed(session: Session, files: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """In the transaction that writes them: `held` is said once nobody can let go of the bytes any more. They may
    have stood in a case whose time is just over."""
    for one in files:
        if one.state == "held":
            byte_locks.share(session, one.sha256)
            held, one.preview = held_by(session, one.sender_id, one.sha256, one.role)
            one.state = "held" if held else "wanted"
    return files
