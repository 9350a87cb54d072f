"""How notices go to people outside the app: a row for each notice and channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Id, Utc
from .cases import Case
from .people import Person
from .prepared import bare
from .work import Notice

# waiting: due, leased or put off. delivered: the other side has taken it. failed: for good, the office is told.
# dropped: not to be sent any more, `reason` says why.
WAITING, DELIVERED, FAILED, DROPPED = "waiting", "delivered", "failed", "dropped"


class Delivery(db.Model):
    """A notice on its way by one channel. No address stands here: it is looked up when it is sent."""

    __tablename__ = "deliveries"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # None: a robot's numbers, of the area and day in `subject`.
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notices.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    due_at: Mapped[datetime] = mapped_column(Utc)
    # Those of a person, channel and hour go in one message.
    digest_at: Mapped[datetime | None] = mapped_column(Utc)
    # Until then it must have reached somebody, or the next on the ladder is told.
    watch_at: Mapped[datetime | None] = mapped_column(Utc, index=True)
    lease_by: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str | None] = mapped_column(String(24))
    answer: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Utc)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_deliveries_state_channel_due", "state", "channel", "due_at"),
        Index("ix_deliveries_person_digest", "person_id", "digest_at"),
    )


def fresh(delivery_id: str, channel: str, due_at: datetime, now: datetime, **more):
    """A new row for `insert_rows`, in which every column is set."""
    nothing = dict.fromkeys(
        (
            "notice_id",
            "person_id",
            "subject",
            "digest_at",
            "watch_at",
            "lease_by",
            "lease_until",
            "reason",
            "answer",
            "settled_at",
        )
    )
    return bare(Delivery)(
        id=delivery_id, channel=channel, state=WAITING, due_at=due_at, tries=0, created_at=now, **nothing | more
    )


def unplanned(session: Session, limit: int) -> list[Notice]:
    """Notices of which nobody has yet asked by which ways they go; passed over where another worker is at it."""
    question = select(Notice).where(Notice.planned_at.is_(None)).order_by(Notice.created_at, Notice.id).limit(limit)
    return list(session.scalars(question.with_for_update(skip_locked=True)))


def any_unplanned(session: Session) -> bool:
    return session.scalar(select(Notice.id).where(Notice.planned_at.is_(None)).limit(1)) is not None


def _claimable(channel: str, now: datetime) -> tuple:
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until < now)
    return Delivery.state == WAITING, Delivery.channel == channel, Delivery.due_at <= now, free


def any_due(session: Session, channel: str, now: datetime) -> bool:
    """Asked again and again, so it only reads: the writers' turn is not for that."""
    return session.scalar(select(Delivery.id).where(*_claimable(channel, now)).limit(1)) is not None


def claim(session: Session, channel: str, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
    """Take a channel's next ones for `lease`; a digest is taken with all that goes in it."""
    question = select(Delivery).where(*_claimable(channel, now)).order_by(Delivery.due_at, Delivery.id).limit(limit)
    claimed = {one.id: one for one in session.scalars(question.with_for_update(skip_locked=True))}
    for one in [one for one in claimed.values() if one.digest_at is not None]:
        claimed |= {other.id: other for other in _same_digest(session, one, now)}
    for one in claimed.values():
        one.lease_by, one.lease_until, one.tries = owner, now + lease, one.tries + 1
    return list(claimed.values())


def _same_digest(session: Session, one: Delivery, now: datetime) -> list[Delivery]:
    same = (Delivery.person_id == one.person_id, Delivery.digest_at == one.digest_at, *_claimable(one.channel, now))
    return list(session.scalars(select(Delivery).where(*same).with_for_update(skip_locked=True)))


def settle(session: Session, ids: Iterable[str], owner: str, values: dict) -> int:
    """What came of them, unless the lease was lost to another worker meanwhile (the owner is the fence); how many."""
    mine = (Delivery.id.in_(list(ids)), Delivery.lease_by == owner, Delivery.state == WAITING)
    return session.execute(update(Delivery).where(*mine).values(lease_until=None, **values)).rowcount


def with_matter(session: Session, ids: Iterable[str]) -> list[tuple[Delivery, Notice | None, Case | None]]:
    question = (
        select(Delivery, Notice, Case)
        .outerjoin(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Case, Case.id == Notice.case_id)
        .where(Delivery.id.in_(list(ids)))
        .order_by(Notice.created_at, Delivery.id)
    )
    return [tuple(row) for row in session.execute(question).unique()]


def of_notices(session: Session, notice_ids: Iterable[str]) -> list[Delivery]:
    return list(session.scalars(select(Delivery).where(Delivery.notice_id.in_(list(notice_ids)))))


def watched(session: Session, now: datetime, limit: int) -> list[str]:
    """Notices that should have reached somebody by now."""
    question = select(Delivery.notice_id).where(Delivery.watch_at <= now).order_by(Delivery.watch_at).limit(limit)
    return list(dict.fromkeys(session.scalars(question)))


def unwatch(session: Session, notice_ids: Iterable[str]) -> bool:
    """False where another worker was quicker."""
    mine = (Delivery.notice_id.in_(list(notice_ids)), Delivery.watch_at.is_not(None))
    return session.execute(update(Delivery).where(*mine).values(watch_at=None)).rowcount > 0


def _failures(visible):
    """`visible` is of cases; what belongs to none is shown as well."""
    return (
        select(Delivery, Notice, Case, Person)
        .outerjoin(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(Person, Person.id == Delivery.person_id)
        .where(Delivery.state == FAILED, or_(Notice.case_id.is_(None), visible))
    )


def failures(session: Session, visible, after: tuple[datetime, str] | None, limit: int) -> list[tuple]:
    """(delivery, notice, case, person), the newest first."""
    question = _failures(visible)
    if after is not None:
        at, delivery_id = after
        same = (Delivery.settled_at == at) & (Delivery.id > delivery_id)
        question = question.where(or_(Delivery.settled_at < at, same))
    question = question.order_by(Delivery.settled_at.desc(), Delivery.id).limit(limit)
    return [tuple(row) for row in session.execute(question).unique()]


def failure(session: Session, visible, delivery_id: str) -> Delivery | None:
    row = session.execute(_failures(visible).where(Delivery.id == delivery_id)).unique().first()
    return row[0] if row else None


def count_failures(session: Session, visible) -> int:
    return session.scalar(_failures(visible).with_only_columns(func.count(Delivery.id)))


def _settled(before: datetime):
    over = (Delivery.state.in_((DELIVERED, DROPPED)), Delivery.watch_at.is_(None))
    return select(Delivery.id).where(*over, Delivery.settled_at < before)


def any_settled(session: Session, before: datetime) -> bool:
    return session.scalar(_settled(before).limit(1)) is not None


def forget_settled(session: Session, before: datetime, limit: int) -> int:
    """Delivered and dropped rows have served; what failed stays until somebody has seen to it."""
    old = list(session.scalars(_settled(before).limit(limit)))
    return session.execute(delete(Delivery).where(Delivery.id.in_(old))).rowcount
