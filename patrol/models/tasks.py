"""联合处置: what departments were asked to do in a case, and the links by which one answers without an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, Row, String, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from patrol.extensions import db

from .base import Data, Id, Sha256, Utc, Words, new_id
from .cases import Case


class Task(db.Model):
    __tablename__ = "tasks"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    # The event that changed it last: a department is woken by that one, never by the rest of the case.
    n: Mapped[int] = mapped_column(Integer)
    department: Mapped[str] = mapped_column(String(12))
    instruction: Mapped[str] = mapped_column(Words)
    state: Mapped[str] = mapped_column(String(10))  # open | done | refused | withdrawn
    due_at: Mapped[datetime] = mapped_column(Utc)
    base_level: Mapped[str] = mapped_column(String(8))  # from where it was asked
    level: Mapped[str] = mapped_column(String(8))  # who is told of it now
    late_at: Mapped[datetime | None] = mapped_column(Utc)
    asked_at: Mapped[datetime] = mapped_column(Utc)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    note: Mapped[str | None] = mapped_column(Words)
    via: Mapped[str | None] = mapped_column(String(8))
    # What of the case the department may see beside kind, village and instruction.
    with_place: Mapped[bool] = mapped_column(Boolean)
    photos: Mapped[list] = mapped_column(Data)
    case: Mapped[Case] = relationship(back_populates="tasks")
    __table_args__ = (Index("ix_tasks_state_late_due", "state", "late_at", "due_at"),)


class TaskLink(db.Model):
    """A way to answer one task without an account; only the hash of its token is kept."""

    __tablename__ = "task_links"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    task: Mapped[Task] = relationship(lazy="joined")


def late(session: Session, now: datetime, limit: int = 10_000) -> list[tuple[str, str]]:
    """(case id, task id) of what has passed its deadline and was not yet told."""
    question = (
        select(Task.case_id, Task.id)
        .where(Task.state == "open", Task.late_at.is_(None), Task.due_at <= now)
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    )
    return [tuple(row) for row in session.execute(question)]


def cards(session: Session, seen, since: datetime, limit: int) -> list[Task]:
    """Tasks of that sight: those that are open, and those over since then; what falls first comes first."""
    kept = (Task.state == "open") | (Task.asked_at > since)
    question = select(Task).join(Case).where(seen, kept).options(joinedload(Task.case).joinedload(Case.area))
    return list(session.scalars(question.order_by(Task.state != "open", Task.due_at, Task.id).limit(limit)))


ANSWERED = ("done", "refused")
STATES = ("open", "late", "answered")
# What was asked again since the page before has no answer any more.
_ANSWER = func.coalesce(Task.answered_at, Task.asked_at)


def in_state(state: str, now: datetime):
    """SQL condition: open (late or not), late, or answered in either way."""
    if state == "answered":
        return Task.state.in_(ANSWERED)
    return (Task.state == "open") & (Task.due_at <= now) if state == "late" else Task.state == "open"


def listed(session: Session, wanted: list, state: str, after: Task | None, limit: int) -> list[Task]:
    """What is open by its deadline; what is answered by its answer, the last one first. `after` is the one before."""
    question = select(Task).join(Case).where(*wanted).options(joinedload(Task.case).joinedload(Case.area))
    if state == "answered":
        question = question.order_by(_ANSWER.desc(), Task.id.desc())
        if after is not None:
            at = after.answered_at or after.asked_at
            question = question.where(or_(at > _ANSWER, and_(at == _ANSWER, Task.id < after.id)))
    else:
        question = question.order_by(Task.due_at, Task.id)
        if after is not None:
            due_at = after.due_at
            question = question.where(or_(Task.due_at > due_at, and_(Task.due_at == due_at, Task.id > after.id)))
    return list(session.scalars(question.limit(limit)))


def count(session: Session, wanted: list) -> int:
    return session.scalar(select(func.count(Task.id)).join(Case).where(*wanted))


def one(session: Session, seen, task_id: str) -> Task | None:
    return session.scalar(select(Task).join(Case).where(seen, Task.id == task_id))


def with_case(session: Session, task_id: str) -> Task | None:
    question = select(Task).where(Task.id == task_id).options(joinedload(Task.case).joinedload(Case.area))
    return session.scalar(question)


def changed_by(session: Session, case_ids: list[str]) -> list[Row]:
    """(case, event, department) by which tasks of these cases were changed last, and where the case lies."""
    question = select(Task.case_id, Task.n, Task.department, Case.path, Case.station_id, Case.concealed_path).join(
        Case, Case.id == Task.case_id
    )
    return list(session.execute(question.where(Task.case_id.in_(case_ids))))


def link_by_hash(session: Session, token_hash: str) -> TaskLink | None:
    return session.scalar(select(TaskLink).where(TaskLink.token_hash == token_hash))


def valid_links(session: Session, task_ids: list[str]) -> set[str]:
    """Those of these tasks that can be answered by a link."""
    question = select(TaskLink.task_id).where(TaskLink.task_id.in_(task_ids), TaskLink.revoked_at.is_(None))
    return set(session.scalars(question.distinct()))


def revoke_links(session: Session, task_id: str, now: datetime) -> int:
    revoked = update(TaskLink).where(TaskLink.task_id == task_id, TaskLink.revoked_at.is_(None))
    return session.execute(revoked.values(revoked_at=now)).rowcount
