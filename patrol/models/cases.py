"""Cases as they stand now, their dues, and the lists asked of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    bindparam,
    literal,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.visitors import InternalTraversal

from patrol.extensions import db

from .areas import Area, Station, codes_of
from .base import Data, Id, Utc
from .log import Event, Seq
from .people import Person
from .prepared import Prepared

if TYPE_CHECKING:
    from .tasks import Task


class Case(db.Model):
    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    grave: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(8))
    found_area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    path: Mapped[str] = mapped_column(String(80))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    place_by: Mapped[str] = mapped_column(String(8))
    accuracy_m: Mapped[float | None] = mapped_column(Float)
    works_going_on: Mapped[bool] = mapped_column(Boolean)
    concealed: Mapped[str | None] = mapped_column(String(8))
    concealed_path: Mapped[str | None] = mapped_column(String(81))
    # The first level of the ladder for this case: where the one who found it stands, and no concealed one.
    base_level: Mapped[str] = mapped_column(String(8))
    founded: Mapped[bool | None] = mapped_column(Boolean)
    signed_off: Mapped[bool] = mapped_column(Boolean)
    # The rules it began with and keeps; None: from before there were versions, which is the shipped one.
    rules_version: Mapped[int | None] = mapped_column(Integer)
    lead_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    assistant_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    # 并案: the case it was merged into; how many were merged into this one; whether only they make it grave.
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    merged_here: Mapped[int | None] = mapped_column(Integer)
    grave_by_merge: Mapped[bool | None] = mapped_column(Boolean)
    # 回潮: the closed case of the same kind that lay here before.
    recurs_of: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    # 挂牌督办 by the county, until when it is to be settled; None: not listed.
    listed_until: Mapped[datetime | None] = mapped_column(Utc)
    # Of the open due that falls first: what lists sort and filter by.
    step: Mapped[str | None] = mapped_column(String(8))
    holder: Mapped[str | None] = mapped_column(String(8))
    due_at: Mapped[datetime | None] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)
    # For figures, in minutes since 1970: see domain/standing.py.
    opened_min: Mapped[int | None] = mapped_column(Integer)
    stop_min: Mapped[int | None] = mapped_column(Integer)
    report_min: Mapped[int | None] = mapped_column(Integer)
    handle_min: Mapped[int | None] = mapped_column(Integer)
    closed_min: Mapped[int | None] = mapped_column(Integer)
    stands_min: Mapped[int | None] = mapped_column(Integer)
    n: Mapped[int] = mapped_column(Integer)
    last_seq: Mapped[int] = mapped_column(Seq, index=True)
    version: Mapped[int] = mapped_column(Integer)

    area: Mapped[Area] = relationship(foreign_keys=[area_id])
    station: Mapped[Station | None] = relationship()
    lead: Mapped[Person | None] = relationship(foreign_keys=[lead_id])
    assistant: Mapped[Person | None] = relationship(foreign_keys=[assistant_id])
    dues: Mapped[list[Due]] = relationship(back_populates="case", lazy="selectin")
    tasks: Mapped[list[Task]] = relationship(
        back_populates="case", lazy="selectin", order_by="Task.asked_at, Task.id"
    )

    __mapper_args__ = {"version_id_col": version}
    # A list's order and that of the changes, over the county and for a station; for a village its path is enough.
    __table_args__ = (
        Index("ix_cases_due", "due_at", "id"),
        Index("ix_cases_station_due", "station_id", "due_at", "id"),
        Index("ix_cases_station_seq", "station_id", "last_seq"),
        Index("ix_cases_closed", "closed_at"),
        # Also all that figures ask of a case, so that they read nothing else.
        Index(
            "ix_cases_counted",
            "path",
            "concealed_path",
            "station_id",
            "stands_min",
            "opened_min",
            "stop_min",
            "report_min",
            "handle_min",
            "closed_min",
            postgresql_ops={"path": "text_pattern_ops"},
        ),  # fmt: skip
        Index("ix_cases_kind_lat", "kind", "lat"),
    )

    def due(self, step: str) -> Due:
        return next(due for due in self.dues if due.step == step)

    @property
    def decision(self) -> Due | None:
        """What a filed case owes besides; None where none was filed, or before decisions were owed."""
        return next((due for due in self.dues if due.step == "decide"), None)


class _Within(ColumnElement):
    """Inside a path: beginning with it, byte for byte, as a range that an index finds."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [
        ("column", InternalTraversal.dp_clauseelement), ("first", InternalTraversal.dp_clauseelement),
        ("behind", InternalTraversal.dp_clauseelement),
    ]  # fmt: skip

    def __init__(self, column, path: str):
        self.column, self.first = column, literal(path)
        self.behind = literal(path[:-1] + chr(ord(path[-1]) + 1))


@compiles(_Within)
def _within(element, compiler, **more):
    column, first, behind = (compiler.process(one, **more) for one in (element.column, element.first, element.behind))
    return f"({column} >= {first} AND {column} < {behind})"


@compiles(_Within, "postgresql")
def _within_bytes(element, compiler, **more):
    # The database's own order of text is some language's, in which a slash may count for nothing.
    column, first, behind = (compiler.process(one, **more) for one in (element.column, element.first, element.behind))
    return f"({column} ~>=~ {first} AND {column} ~<~ {behind})"


def lies_in(path: str):
    """SQL: the case lies at or under this path.

    A village's few cases are found by their paths and sorted; of a town or the county so many are asked for that they
    are better read in the order wanted, each looked at in turn: LIKE keeps SQLite from the index.
    """
    depth = len(codes_of(path))
    return within(path) if depth > 2 else Case.path.startswith(path, autoescape=True)


def within(path: str, column=None):
    """SQL: the same, or that another path does, always found by an index."""
    return _Within(Case.path if column is None else column, path)


class Due(db.Model):
    __tablename__ = "dues"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(8), primary_key=True)
    level: Mapped[str] = mapped_column(String(8))
    due_at: Mapped[datetime] = mapped_column(Utc)
    done_at: Mapped[datetime | None] = mapped_column(Utc)
    owed: Mapped[bool] = mapped_column(Boolean)
    outcome: Mapped[str | None] = mapped_column(String(12))
    on_time: Mapped[bool | None] = mapped_column(Boolean)
    late_arrival: Mapped[bool] = mapped_column(Boolean, default=False)
    provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    # Deadlines that passed here: [{level, due_at, at}], oldest first.
    missed: Mapped[list] = mapped_column(Data, default=list)
    # The rule this deadline comes from, for people to read; None when a person set it.
    rule: Mapped[dict | None] = mapped_column(Data)
    # Its clock stands still since then, for this reason, and goes on by itself at that time.
    paused_at: Mapped[datetime | None] = mapped_column(Utc)
    paused_for: Mapped[str | None] = mapped_column(String(12))
    paused_until: Mapped[datetime | None] = mapped_column(Utc, index=True)
    # The time for the decision was lengthened then, which happens once.
    extended_at: Mapped[datetime | None] = mapped_column(Utc)
    case: Mapped[Case] = relationship(back_populates="dues")
    __table_args__ = (Index("ix_dues_owed_due", "owed", "due_at"),)

    @property
    def waits(self) -> bool:
        """Its clock begins with something that has not happened yet."""
        return not self.owed and self.done_at is None and self.case.state == "open"


class NumberSeries(db.Model):
    """The last number given in a town and year."""

    __tablename__ = "number_series"
    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


_LOCKED = select(Case).where(Case.id == bindparam("case_id")).with_for_update(of=Case)
_LOCKED = _LOCKED.execution_options(populate_existing=True)


def locked(session: Session, case_id: str) -> Case | None:
    """The case as it is now, locked until the commit: the first lock of every writing transaction."""
    return session.scalar(_LOCKED, {"case_id": case_id})


def locked_if_free(session: Session, case_id: str) -> Case | None:
    """As `locked`, but None when another process holds it: the sweep passes on."""
    question = select(Case).where(Case.id == case_id).with_for_update(of=Case, skip_locked=True)
    return session.scalar(question.execution_options(populate_existing=True))


def locked_within(session: Session, paths: list[str], hidden: set[str] = frozenset()) -> list[Case]:
    """All cases at or under these paths, and those hidden by one of the concealed paths; locked in the order of
    their ids, as everybody who locks several does."""
    within = or_(*(Case.path.startswith(path, autoescape=True) for path in paths), Case.concealed_path.in_(hidden))
    question = select(Case).where(within).order_by(Case.id).with_for_update(of=Case)
    return list(session.scalars(question.execution_options(populate_existing=True)).unique())


def locked_at_station(session: Session, station_id: int) -> list[Case]:
    question = select(Case).where(Case.station_id == station_id).order_by(Case.id).with_for_update(of=Case)
    return list(session.scalars(question.execution_options(populate_existing=True)).unique())


_case = Case.__table__
_COUNTED = Prepared(
    update(_case)
    .where(_case.c.id == bindparam("case_id"))
    .values(n=_case.c.n + 1, version=_case.c.version + 1, updated_at=bindparam("now"))
    .returning(_case.c.n, _case.c.path, _case.c.station_id, _case.c.concealed_path)
)


def count_event(session: Session, case_id: str, now: datetime):
    """Lock the case for an event that changes nothing else of it: its {n, path, station_id, concealed_path}."""
    row = _COUNTED(session, case_id=case_id, now=now)[0]
    loaded = session.identity_map.get(identity_key(Case, case_id))
    if loaded is not None:
        session.expire(loaded)
    return row


_STAMPED = Prepared(update(_case).where(_case.c.id == bindparam("case_id")).values(last_seq=bindparam("seq")))


def set_last_seq(session: Session, case_id: str, seq: int) -> None:
    """Which event was the case's last, known only with the log's head in hand; no change of the case's version."""
    _STAMPED(session, case_id=case_id, seq=seq)


def overdue_steps(session: Session, now: datetime, limit: int = 1000) -> list[tuple[str, str]]:
    """(case id, step) of what has passed its deadline and can still rise, the longest due first."""
    question = (
        select(Due.case_id, Due.step)
        .where(Due.owed, Due.due_at <= now, Due.level != "county", Due.paused_at.is_(None))
        .order_by(Due.due_at, Due.case_id, Due.step)
        .limit(limit)
    )
    return [tuple(row) for row in session.execute(question)]


def pauses_over(session: Session, now: datetime, limit: int = 1000) -> list[str]:
    """Ids of cases in which a clock is to go on by now."""
    # By the index of pauses alone: asked for `owed` as well, SQLite read every open due.
    question = select(Due.case_id, Due.owed).where(Due.paused_until <= now).limit(limit)
    return list(dict.fromkeys(case_id for case_id, owed in session.execute(question) if owed))


_series = NumberSeries.__table__
_COUNTED_UP = Prepared(
    update(_series)
    .where(_series.c.series == bindparam("of_series"))
    .values(last=_series.c.last + 1)
    .returning(_series.c.last)
)


def count_up(session: Session, series: str) -> int | None:
    """The next number of a series, which stays locked until the commit; None when it has not begun."""
    rows = _COUNTED_UP(session, of_series=series)
    return rows[0].last if rows else None


def provisional_steps(session: Session) -> list[tuple[str, str]]:
    """(case id, step) of what is owed by a deadline that waits for a calendar."""
    question = (
        select(Due.case_id, Due.step)
        .where(Due.owed, Due.provisional, Due.paused_at.is_(None))
        .order_by(Due.due_at, Due.case_id)
    )
    return [tuple(row) for row in session.execute(question)]


def by_number(session: Session, number: str) -> Case | None:
    return session.scalar(select(Case).where(Case.number == number))


_NUMBERED = Prepared(select(_case.c.id).where(_case.c.number == bindparam("of_number")))


def number_taken(session: Session, number: str) -> bool:
    return bool(_NUMBERED(session, of_number=number))


def in_batches(session: Session, batch: int) -> Iterator[list[Case]]:
    """All cases, so many at a time, so that many need no memory."""
    after = ""
    while True:
        question = select(Case).where(Case.id > after).order_by(Case.id).limit(batch)
        found = list(session.scalars(question).unique())
        if found:
            yield found
            after = found[-1].id
        if len(found) < batch:
            return


def missing(session: Session) -> list[tuple[str, str | None]]:
    """(id, number) of cases that have events and no row; the number as their first event gave it."""
    question = (
        select(Event.case_id, Event.content)
        .outerjoin(Case, Case.id == Event.case_id)
        .where(Event.case_id.is_not(None), Case.id.is_(None), Event.n == 1)
    )
    return [(case_id, _number_in(content)) for case_id, content in session.execute(question)]


def _number_in(content: str | None) -> str | None:
    try:
        return json.loads(content or "null")["change"]["case"]["number"]
    except (ValueError, KeyError, TypeError):
        return None
