"""Column types that are the same on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import groupby

from sqlalchemy import DateTime, String, Text, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import JSON, TypeDecorator

Id = String(36)
Sha256 = String(64)
Words = Text
Data = JSON(none_as_null=True)


class Utc(TypeDecorator):
    """An aware time, kept and returned in UTC; a naive one is a mistake of ours and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    return str(uuid.uuid4())


def insert_rows(session: Session, rows: Sequence) -> None:
    """Insert new rows now, in the order given (parents first). They stay detached; the caller sets a version column.

    The unit of work sorts, groups and checks before it writes: for the nine rows of a report that cost as much as
    everything else the report costs.
    """
    connection = session.connection()
    # Rows in which other columns are set are another statement: in one they would lose them without a word.
    for (kind, _names), group in groupby(((row, _values(row)) for row in rows), key=_likeness):
        connection.execute(_insert(kind), [values for _row, values in group])


@cache
def _insert(kind: type):
    return insert(kind.__table__)


def _values(row) -> dict:
    columns = _columns(type(row))
    return {name: value for name, value in row.__dict__.items() if name in columns}


@cache
def _columns(kind: type) -> frozenset[str]:
    return frozenset(kind.__table__.c.keys())


def _likeness(item: tuple) -> tuple:
    row, values = item
    return type(row), values.keys()
