"""Rows that are work: notices to people and jobs for the worker, written with the event they come from."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Id, Utc, Words, new_id
from .cases import Case
from .prepared import insert_missing


class Notice(db.Model):
    __tablename__ = "notices"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    # None: the notice is of an event of the county itself, whose number n is.
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    event: Mapped[str] = mapped_column(String(12))
    step: Mapped[str | None] = mapped_column(String(8))
    level: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime | None] = mapped_column(Utc)
    # When the worker asked by which ways it goes besides the inbox; None: not yet.
    planned_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        UniqueConstraint("person_id", "case_id", "n"),
        Index("ix_notices_planned_created", "planned_at", "created_at"),
        Index("ix_notices_person_created", "person_id", "created_at"),
    )


class Job(db.Model):
    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    task: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120))
    run_at: Mapped[datetime] = mapped_column(Utc)
    lease_by: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(Utc)
    problem: Mapped[str | None] = mapped_column(Words)
    __table_args__ = (
        UniqueConstraint("task", "subject"),
        Index("ix_jobs_done_run", "done_at", "run_at"),
    )


def _claimable(now: datetime) -> tuple:
    return Job.done_at.is_(None), Job.run_at <= now, or_(Job.lease_until.is_(None), Job.lease_until < now)


def any_job(session: Session, now: datetime) -> bool:
    """Whether one may be claimed: asked every second, and the writers' turn is not for that."""
    return session.scalar(select(Job.id).where(*_claimable(now)).limit(1)) is not None


def claim_job(session: Session, owner: str, now: datetime, lease: timedelta) -> Job | None:
    """Take the next job for `lease`, or None. SKIP LOCKED lets PostgreSQL's workers pass each other."""
    job = session.scalar(
        select(Job).where(*_claimable(now)).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
    )
    if job is not None:
        job.lease_by, job.lease_until, job.tries = owner, now + lease, job.tries + 1
    return job


def finish_job(session: Session, job_id: str, owner: str, now: datetime) -> bool:
    """Done, unless the lease was lost to another worker meanwhile (the owner is the fence)."""
    done = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.lease_by == owner, Job.done_at.is_(None))
        .values(done_at=now, problem=None, lease_until=None)
    )
    return done.rowcount == 1


def keep_job(session: Session, job_id: str, owner: str, until: datetime) -> bool:
    kept = session.execute(update(Job).where(Job.id == job_id, Job.lease_by == owner).values(lease_until=until))
    return kept.rowcount == 1


def put_off_job(session: Session, job_id: str, owner: str, run_at: datetime, problem: str) -> bool:
    off = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.lease_by == owner)
        .values(run_at=run_at, problem=problem, lease_until=None)
    )
    return off.rowcount == 1


def unseen(session: Session, person_id: str, notice_id: str) -> Notice | None:
    return session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == person_id))


def notices_of_event(session: Session, case_id: str, n: int) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.n == n).order_by(Notice.id)))


def order(session: Session, task: str, subject: str, now: datetime) -> None:
    """A job for the worker, once for each subject."""
    insert_missing(session, Job(id=new_id(), task=task, subject=subject, run_at=now, tries=0))


def forget_jobs(session: Session, task: str, subjects: list[str]) -> None:
    """So that they may be ordered again."""
    session.execute(delete(Job).where(Job.task == task, Job.subject.in_(subjects)))


def notices_to(
    session: Session, person_id: str, visible, after: tuple[datetime, str] | None, limit: int,
    *, of_county: tuple[str, ...] | None,
) -> list[tuple[Notice, Case | None]]:  # fmt: skip
    """The newest first, of cases of that sight; of the county's own those events, or all when `of_county` is None."""
    question = select(Notice, Case).outerjoin(Case, Case.id == Notice.case_id)
    county = Notice.case_id.is_(None)
    shown = or_(county if of_county is None else county & Notice.event.in_(of_county), ~county & visible)
    question = question.where(Notice.person_id == person_id, shown)
    if after is not None:
        at, notice_id = after
        same = and_(Notice.created_at == at, Notice.id > notice_id)
        question = question.where(or_(Notice.created_at < at, same))
    question = question.order_by(Notice.created_at.desc(), Notice.id).limit(limit)
    return [tuple(row) for row in session.execute(question).unique()]
