"""The one append-only log of the county, and what must be asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Integer, Row, String, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Data, Id, Sha256, Words
from .prepared import Prepared

Seq = BigInteger().with_variant(Integer, "sqlite")


class Event(db.Model):
    __tablename__ = "events"
    # seq never leaves the server: it would betray the rhythm of what is hidden.
    seq: Mapped[int] = mapped_column(Seq, primary_key=True, autoincrement=False)
    case_id: Mapped[str | None] = mapped_column(Id)
    n: Mapped[int] = mapped_column(Integer)
    # Canonical JSON (RFC 8785) as the very bytes that were hashed: TEXT on both databases.
    content: Mapped[str | None] = mapped_column(Words)
    salt: Mapped[str | None] = mapped_column(String(32))
    content_hash: Mapped[str] = mapped_column(Sha256)
    prev: Mapped[str] = mapped_column(Sha256)
    hash: Mapped[str] = mapped_column(Sha256, unique=True)
    # What an erase left of the content; the erase event names its hash.
    redacted: Mapped[str | None] = mapped_column(Words)
    __table_args__ = (UniqueConstraint("case_id", "n"),)


class LogHead(db.Model):
    """One row, locked last in every writing transaction."""

    __tablename__ = "log_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Seq)
    hash: Mapped[str] = mapped_column(Sha256)


class Sight(db.Model):
    """Where a case lay and from whom it was hidden before an event changed that.

    It answers whom to tell "gone", and whose late act is still no stranger's.
    """

    __tablename__ = "sights"
    seq: Mapped[int] = mapped_column(Seq, primary_key=True, autoincrement=False)
    case_id: Mapped[str] = mapped_column(Id, index=True)
    path: Mapped[str] = mapped_column(String(80))
    station_id: Mapped[int | None] = mapped_column(Integer)
    concealed_path: Mapped[str | None] = mapped_column(String(81))
    # Cases merged into this one until then, or for as long as it was not concealed: their reporters saw it as theirs.
    through: Mapped[list | None] = mapped_column(Data)


_head = LogHead.__table__
_HEAD = Prepared(select(_head.c.seq).where(_head.c.id == 1))
_LOCKED_HEAD = Prepared(select(_head.c.seq, _head.c.hash).where(_head.c.id == 1).with_for_update())
_MOVED_HEAD = Prepared(
    update(_head).where(_head.c.id == 1).values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
)


_event = Event.__table__
_NAMED_AFTER = Prepared(
    select(_event.c.seq, _event.c.case_id, _event.c.n)
    .where(_event.c.seq > bindparam("after"))
    .order_by(_event.c.seq)
    .limit(bindparam("most"))
)


def last_seq(session: Session) -> int:
    """Where the log ends, 0 before it has begun; asked without a lock, and often."""
    rows = _HEAD(session)
    return rows[0].seq if rows else 0


def named_after(session: Session, seq: int, most: int) -> list:
    """(seq, case_id, n) of the events behind this one, in order."""
    return _NAMED_AFTER(session, after=seq, most=most)


def locked_head(session: Session) -> tuple[int, str]:
    """(seq, hash) of the last event: the last lock of every writing transaction."""
    return tuple(_LOCKED_HEAD(session)[0])


def move_head(session: Session, seq: int, hash_: str) -> None:
    _MOVED_HEAD(session, to_seq=seq, to_hash=hash_)


def last_n_of_county(session: Session) -> int:
    """Number of the last event that belongs to no case; 0 before the first."""
    return session.scalar(select(func.max(Event.n)).where(Event.case_id.is_(None))) or 0


def of_cases(session: Session, case_ids: list[str]) -> Sequence[Row]:
    """(case_id, n, content, redacted) of all their events, case by case in order."""
    event = Event.__table__.c
    question = select(event.case_id, event.n, event.content, event.redacted).where(event.case_id.in_(case_ids))
    return session.execute(question.order_by(event.case_id, event.n)).all()


def whole_of_cases(session: Session, case_ids: list[str]) -> list[Event]:
    """The events themselves: to check their links, or to take a name out of them."""
    question = select(Event).where(Event.case_id.in_(case_ids))
    return list(session.scalars(question.order_by(Event.case_id, Event.n)))


def event_of(session: Session, case_id: str | None, n: int) -> Event | None:
    return session.scalar(select(Event).where(Event.case_id == case_id, Event.n == n))


def in_order(session: Session, batch: int = 500):
    """All events from the first on, a batch at a time, so that a long log needs no memory."""
    after = 0
    while True:
        events = list(session.scalars(select(Event).where(Event.seq > after).order_by(Event.seq).limit(batch)))
        yield from events
        if len(events) < batch:
            return
        after = events[-1].seq


def of_county(session: Session, before: int | None, limit: int) -> list[Event]:
    """Events that belong to no case, the newest first; `before` is the number a page before ended with."""
    question = select(Event).where(Event.case_id.is_(None)).order_by(Event.n.desc()).limit(limit)
    if before is not None:
        question = question.where(Event.n < before)
    return list(session.scalars(question))


def sights_of(session: Session, case_id: str) -> list[Sight]:
    return list(session.scalars(select(Sight).where(Sight.case_id == case_id).order_by(Sight.seq)))


def sights_after(session: Session, seq: int) -> list[Sight]:
    return list(session.scalars(select(Sight).where(Sight.seq > seq).order_by(Sight.seq)))
