"""What people sent: reports and acts, each under the id its phone gave it, and the files they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, Row, String, and_, bindparam, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from patrol.extensions import db

from .base import Data, Id, Sha256, Utc
from .cases import Case
from .people import Person
from .prepared import Prepared


class Report(db.Model):
    __tablename__ = "reports"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    reporter_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(Sha256)  # of the validated canonical form: what "same content" means
    body: Mapped[dict] = mapped_column(Data)
    at: Mapped[datetime] = mapped_column(Utc)  # the phone's time, corrected by its measured offset
    received_at: Mapped[datetime] = mapped_column(Utc)
    late: Mapped[bool] = mapped_column(Boolean)
    n: Mapped[int] = mapped_column(Integer)
    # It was to join an open case and could not: why. The answer is the same however often it is asked for.
    not_joined: Mapped[str | None] = mapped_column(String(12))


class Act(db.Model):
    __tablename__ = "acts"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    act: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(Sha256)
    body: Mapped[dict] = mapped_column(Data)
    outcome: Mapped[str] = mapped_column(String(12))
    why: Mapped[str | None] = mapped_column(String(40))
    whose_role: Mapped[str | None] = mapped_column(String(12))
    whose_name: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Utc)
    received_at: Mapped[datetime] = mapped_column(Utc)
    n: Mapped[int] = mapped_column(Integer)
    # The case it was sent to, where that had been merged into the one it landed in.
    sent_to: Mapped[str | None] = mapped_column(Id)


class Attachment(db.Model):
    """A file that a report or an act names, and how much of it its own sender has sent."""

    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(Sha256, index=True)
    role: Mapped[str] = mapped_column(String(6))  # photo | voice
    of: Mapped[str] = mapped_column(String(6))  # report | act
    fact_id: Mapped[str] = mapped_column(Id, index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)
    # A person, or the link by which a department answered: as with people, each has its own bytes.
    sender_id: Mapped[str] = mapped_column(Id)
    bytes: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(40))
    seconds: Mapped[float | None] = mapped_column(Float)
    source: Mapped[str | None] = mapped_column(String(8))
    taken_at: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))  # wanted | thumbnail | held
    # None: not tried yet; False: 无法预览. Kept here and not with the bytes: a picture that could be looked at
    # sooner because somebody else had sent it before would tell that somebody had.
    preview: Mapped[bool | None] = mapped_column(Boolean)
    # When the time for which it was to be kept was over. The state stays: it was received, no phone sends it again.
    expired_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (Index("ix_attachments_sender_sha", "sender_id", "sha256"),)


class Blob(db.Model):
    """Bytes that are stored, once for all who sent them, and what was read from them."""

    __tablename__ = "blobs"
    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    bytes: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(40))
    stored_at: Mapped[datetime] = mapped_column(Utc)
    facts: Mapped[dict | None] = mapped_column(Data)
    # No attachment needs the bytes any more: they are gone, or go with the next sweep. Sent anew, they are kept.
    let_go_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (Index("ix_blobs_stored", "stored_at", "bytes"),)


_KNOWN = Prepared(select(Report.__table__.c.id).where(Report.__table__.c.id == bindparam("report_id")))


def is_known(session: Session, report_id: str) -> bool:
    return bool(_KNOWN(session, report_id=report_id))


def known_facts(session: Session, ids: list[str]) -> set[str]:
    """Those of these reports and acts that are here."""
    tables = (Report, Act)
    return {found for one in tables for found in session.scalars(select(one.id).where(one.id.in_(ids)))}


def attachments_of(session: Session, fact_id: str) -> list[Attachment]:
    question = select(Attachment).where(Attachment.fact_id == fact_id)
    return list(session.scalars(question.order_by(Attachment.role, Attachment.place)))


def attachments_of_cases(session: Session, case_ids: list[str]) -> Sequence[Row]:
    """Rows for reading: a list has hundreds, and as objects they cost ten times as much."""
    question = select(_named).where(_named.c.case_id.in_(case_ids))
    return session.execute(question.order_by(_named.c.case_id, _named.c.n, _named.c.place)).all()


_named = Attachment.__table__
_OWN = (
    _named.c.sender_id == bindparam("sender"),
    _named.c.sha256 == bindparam("hash"),
    _named.c.role == bindparam("as_"),
)
_NAMED_BY = Prepared(select(_named.c.case_id, _named.c.state, _named.c.expired_at).where(*_OWN))


def named_by(session: Session, sender_id: str, sha256: str, role: str) -> list:
    """(case_id, state, expired_at) wherever this person's own reports and acts name the hash."""
    return _NAMED_BY(session, sender=sender_id, hash=sha256, as_=role)


_LIVING = _named.c.expired_at.is_(None)
_HELD = Prepared(select(_named.c.preview).where(*_OWN, _named.c.state == "held", _LIVING).limit(1))


def held_by(session: Session, sender_id: str, sha256: str, role: str) -> tuple[bool, bool | None]:
    """(whether this person has sent the file before and it is still kept, whether it can be previewed)."""
    rows = _HELD(session, sender=sender_id, hash=sha256, as_=role)
    return (True, rows[0].preview) if rows else (False, None)


_BEHIND = {"held": _named.c.state != "held", "thumbnail": _named.c.state == "wanted"}
_SENT = {
    state: Prepared(update(_named).where(*_OWN, _LIVING, behind).values(state=state))
    for state, behind in _BEHIND.items()
}


def mark_sent(session: Session, sender_id: str, sha256: str, role: str, state: str) -> None:
    """Advance the person's own attachments of this hash; states never go back."""
    _SENT[state](session, sender=sender_id, hash=sha256, as_=role)


_blob = Blob.__table__
_KEPT_AGAIN = Prepared(
    update(_blob)
    .where(_blob.c.sha256 == bindparam("hash"), _blob.c.let_go_at.is_not(None))
    .values(let_go_at=None, stored_at=bindparam("at"), facts=bindparam("read"))
)


def keep_again(session: Session, sha256: str, facts: dict | None, now: datetime) -> None:
    """Bytes that had been let go were sent anew."""
    _KEPT_AGAIN(session, hash=sha256, at=now, read=facts)


def reports_of_cases(session: Session, case_ids: list[str]) -> Sequence[Row]:
    """Rows for reading, as of the attachments."""
    report = Report.__table__
    question = select(report).where(report.c.case_id.in_(case_ids))
    return session.execute(question.order_by(report.c.case_id, report.c.n)).all()


def reports_of_case(session: Session, case_id: str) -> list[Report]:
    return list(session.scalars(select(Report).where(Report.case_id == case_id).order_by(Report.n)))


def acts_of_case(session: Session, case_id: str) -> list[Act]:
    return list(session.scalars(select(Act).where(Act.case_id == case_id).order_by(Act.n)))


def last_accepted(session: Session, case_id: str, *acts: str) -> Act | None:
    question = select(Act).where(Act.case_id == case_id, Act.act.in_(acts), Act.outcome == "accepted")
    return session.scalar(question.order_by(Act.n.desc()).limit(1))


def looked_at_first(session: Session, sender_id: str, sha256: str) -> list[str]:
    """The cases in which nobody knows yet whether this sender's photo can be previewed."""
    question = select(Attachment.case_id).where(Attachment.sender_id == sender_id, Attachment.sha256 == sha256)
    question = question.where(Attachment.role == "photo", Attachment.state == "held", Attachment.preview.is_(None))
    return list(session.scalars(question.distinct().order_by(Attachment.case_id)))


def mark_preview(session: Session, sender_id: str, sha256: str, preview: bool) -> None:
    session.execute(
        update(Attachment)
        .where(Attachment.sender_id == sender_id, Attachment.sha256 == sha256, Attachment.role == "photo")
        .values(preview=preview)
    )


def reporters_of(session: Session, case_id: str) -> list[Person]:
    """Of the case, and of those merged into it unless it is concealed: see `same_place.own_cases`."""
    merged = and_(Case.merged_into == case_id, Case.concealed_path.is_(None))
    cases = select(Case.id).where(or_(Case.id == case_id, merged))
    question = select(Person).join(Report, Report.reporter_id == Person.id).where(Report.case_id.in_(cases))
    return list(session.scalars(question.distinct()))


def found_at(session: Session, case_id: str) -> datetime | None:
    """When the case was found, by its first report."""
    return session.scalar(select(Report.at).where(Report.case_id == case_id).order_by(Report.n).limit(1))


def here_with_case(session: Session, visible, sha256: str, role: str) -> list[tuple[Attachment, Case]]:
    """Attachments of a hash whose sender's bytes are here, in cases of that sight or merged into one; what is kept
    before what has expired, held before thumbnails."""
    home = aliased(Case)
    question = (
        select(Attachment, Case)
        .join(home, home.id == Attachment.case_id)
        .join(Case, or_(Case.id == home.id, Case.id == home.merged_into))
        .where(Attachment.sha256 == sha256, Attachment.role == role, Attachment.state != "wanted", visible)
        .order_by(Attachment.expired_at.is_not(None), Attachment.state, Attachment.id)
    )
    return [tuple(row) for row in session.execute(question).unique()]


def places_in_log(
    session: Session, table: type[Report] | type[Act], case_ids: list[str]
) -> list[tuple[str, str, int]]:
    """(id, case, n) of every report or act of these cases."""
    question = select(table.id, table.case_id, table.n).where(table.case_id.in_(case_ids))
    return [tuple(row) for row in session.execute(question.order_by(table.case_id, table.n))]


def all_of(session: Session, table: type[Report] | type[Act]) -> list:
    return list(session.scalars(select(table)))


def forget_whose(session: Session, names: set[str]) -> None:
    session.execute(update(Act).where(Act.whose_name.in_(names)).values(whose_name=None))
