"""How long photos of closed cases are kept, in versions, and which cases' time is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, case, exists, func, or_, select, update
from sqlalchemy.orm import Session

from patrol.extensions import db

from .cases import Case, Due
from .reports import Act, Attachment, Blob
from .versions import Version


class RetentionVersion(Version, db.Model):
    __tablename__ = "retentions"


def ended(outcome: str, before: datetime):
    """SQL: closed before that moment with that outcome, and nothing was added since."""
    added = exists().where(Act.case_id == Case.id, Act.received_at > before)
    # What was merged into another case is evidence of that one.
    closed = and_(Case.state == "closed", Case.closed_at <= before, Case.merged_into.is_(None), ~added)
    if outcome == "unfounded":
        return and_(closed, Case.founded.is_(False))
    handled = exists().where(Due.case_id == Case.id, Due.step == "handle", Due.outcome == outcome)
    return and_(closed, Case.founded.is_not(False), handled)


def _keeps():
    return exists().where(Attachment.case_id == Case.id, Attachment.expired_at.is_(None))


def over(session: Session, limits: dict[str, datetime], limit: int) -> list[str]:
    """Cases closed before the moment of their outcome that still keep files, the longest closed first."""
    ways = or_(*(ended(outcome, before) for outcome, before in limits.items()))
    # Said once more for the index: it is walked from the longest closed on, and no further than need be.
    long_closed = Case.closed_at <= max(limits.values())
    question = select(Case.id).where(long_closed, ways, _keeps()).order_by(Case.closed_at).limit(limit)
    return list(session.scalars(question))


def is_over(session: Session, case_id: str, outcome: str, before: datetime) -> bool:
    return session.scalar(select(Case.id).where(Case.id == case_id, ended(outcome, before))) is not None


def concerned(session: Session, outcome: str, before: datetime) -> tuple[int, int, int]:
    """(cases, files, bytes that are here) of that outcome whose time would be over."""
    over_ = select(Case.id).where(ended(outcome, before)).subquery()
    by_case = (
        select(func.count().label("files"), func.sum(_bytes_here()).label("bytes"))
        .join(over_, over_.c.id == Attachment.case_id)
        .where(Attachment.expired_at.is_(None))
        .group_by(Attachment.case_id)
        .subquery()
    )
    sums = (func.coalesce(func.sum(column), 0) for column in (by_case.c.files, by_case.c.bytes))
    cases, files, size = session.execute(select(func.count(), *sums).select_from(by_case)).one()
    return cases, int(files), int(size)


def _bytes_here():
    return case((Attachment.state == "held", Attachment.bytes), else_=0)


def files_kept(session: Session, case_id: str) -> list[Attachment]:
    kept = select(Attachment).where(Attachment.case_id == case_id, Attachment.expired_at.is_(None))
    return list(session.scalars(kept.order_by(Attachment.id)))


def named_elsewhere(session: Session, sha256: str) -> bool:
    """Whether any report or act still needs the bytes."""
    named = select(Attachment.id).where(Attachment.sha256 == sha256, Attachment.expired_at.is_(None))
    return session.scalar(named.limit(1)) is not None


def let_go(session: Session, sha256: str, now: datetime) -> None:
    """With what was read from the file: of a photo that is gone its hash remains."""
    session.execute(update(Blob).where(Blob.sha256 == sha256).values(let_go_at=now, facts=None))


def expired_in(session: Session, case_ids: list[str]) -> set[tuple[str, str]]:
    """(case, hash) of all that has expired in these cases."""
    question = select(Attachment.case_id, Attachment.sha256).where(
        Attachment.case_id.in_(case_ids), Attachment.expired_at.is_not(None)
    )
    return {tuple(row) for row in session.execute(question)}
