"""Statements written with SQLAlchemy, compiled once, and run by the driver alone.

SQLAlchemy's way to run a statement costs 60–150 µs each time, the driver's own some 10: with fifteen of them that is
half of what a report costs. The price: nothing is flushed before, rows are plain tuples with names, and a list of
values for IN has to have a fixed length. For the few statements of sign-in, reports and photos; not for the others.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from types import SimpleNamespace

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert  # SQLite's compiler knows its ON CONFLICT DO NOTHING as well
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

Process = Callable[[object], object] | None


@dataclass(frozen=True)
class _Compiled:
    text: str
    fixed: dict[str, object]  # values that stand in the statement itself
    order: tuple[str, ...] | None  # of the values, where the driver takes them by position
    binds: dict[str, Process]
    results: tuple[Process, ...]
    row: type | None

    def values(self, given: dict) -> dict | list:
        ready = self.fixed | given
        for name, process in self.binds.items():
            if name in given:
                ready[name] = process(given[name])
        return ready if self.order is None else [ready[name] for name in self.order]

    def rows(self, found: list[tuple]) -> list:
        if not any(self.results):
            return [self.row._make(one) for one in found]
        return [
            self.row._make(
                process(value) if process else value for process, value in zip(self.results, one, strict=True)
            )
            for one in found
        ]


@dataclass(frozen=True)
class Link:
    """A driver's connection, and the transaction of the session that holds it, if there is one."""

    connection: DBAPIConnection
    dialect: Dialect
    transaction: SessionTransaction | None = None


@contextmanager
def looking_up(engine: Engine):
    """For a prepared statement or two, each by itself: a session and its transaction cost six of them."""
    connection = engine.raw_connection()
    try:
        yield Link(connection.driver_connection, engine.dialect)
    finally:
        connection.close()


def _link(session: Session | Link) -> Link:
    """Found once for each transaction: thirty times for a report and its photo it was a seventh of what they cost."""
    if isinstance(session, Link):
        return session
    link = session.info.get("link")
    if link is None or link.transaction is not session.get_transaction() or not link.transaction.is_active:
        connection = session.connection()
        driver = connection.connection.driver_connection
        link = session.info["link"] = Link(driver, connection.dialect, session.get_transaction())
    return link


class Prepared:
    """`_NAMED = Prepared(select(…).where(… == bindparam("hash")))`, then `_NAMED(session, hash=…)` gives rows."""

    def __init__(self, statement, columns: Iterable[str] | None = None):
        """`columns` names those that an insert sets."""
        self.statement, self.columns = statement, columns and list(columns)
        self.compiled: dict[str, _Compiled] = {}

    def __call__(self, session: Session | Link, **values) -> list:
        link = _link(session)
        compiled = self._for(link.dialect)
        cursor = _run(link, compiled.text, compiled.values(values))
        return compiled.rows(cursor.fetchall()) if compiled.row else []

    def many(self, session: Session, rows: Iterable[dict]) -> None:
        link = _link(session)
        compiled = self._for(link.dialect)
        _run(link, compiled.text, [compiled.values(one) for one in rows], many=True)

    def _for(self, dialect: Dialect) -> _Compiled:
        if dialect.name not in self.compiled:
            self.compiled[dialect.name] = _compile(self.statement, self.columns, dialect)
        return self.compiled[dialect.name]


@cache
def bare(kind: type) -> type:
    """For new rows of a model that `insert_rows` writes and nobody else: plain objects with its columns' names.

    SQLAlchemy notes each attribute that is set: of a case, its dues and its report, that took longer than to insert
    them.
    """
    return type(kind.__name__, (SimpleNamespace,), {"__table__": kind.__table__})


def insert_rows(session: Session, rows: Sequence) -> None:
    """Insert new rows now, in the order given (parents first), with what has been set in them and no defaults.

    They do not become the session's. The unit of work sorts, groups and checks before it writes: for the nine rows
    of a report that alone cost 3 ms.
    """
    for (kind, names), group in groupby(((row, _values(row)) for row in rows), key=_likeness):
        _insert(kind, names).many(session, [values for _row, values in group])


def insert_missing(session: Session, row) -> None:
    """The same for one row that may be there already: then nothing happens."""
    values = _values(row)
    _insert(type(row), tuple(values), missing=True)(session, **values)


@cache
def _insert(kind: type, names: tuple[str, ...], *, missing: bool = False) -> Prepared:
    statement = insert(kind.__table__)
    return Prepared(statement.on_conflict_do_nothing() if missing else statement, names)


def _values(row) -> dict:
    columns = _columns(row.__table__)
    return {name: value for name, value in row.__dict__.items() if name in columns}


@cache
def _columns(table: Table) -> frozenset[str]:
    return frozenset(table.c.keys())


def _likeness(item: tuple) -> tuple:
    # Rows in which other columns are set are another statement.
    row, values = item
    return type(row), tuple(values)


def _compile(statement, columns: list[str] | None, dialect: Dialect) -> _Compiled:
    made = statement.compile(dialect=dialect, column_keys=columns)
    binds = made._bind_processors
    given = {name: bind.value for bind, name in made.bind_names.items() if not bind.required}
    fixed = {name: binds[name](value) if name in binds else value for name, value in given.items()}
    columns = made._result_columns or ()
    results = tuple(one.type._cached_result_processor(dialect, None) for one in columns)
    row = namedtuple("Row", [one.keyname for one in columns]) if columns else None
    return _Compiled(made.string, fixed, tuple(made.positiontup) if made.positional else None, binds, results, row)


def _run(link: Link, text: str, values, *, many: bool = False):
    cursor = link.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(text, values)
    except link.dialect.loaded_dbapi.Error as problem:
        # As SQLAlchemy would have raised it: a row that is there already is told from a database that is away.
        kinds = link.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            text, values, problem, kinds, hide_parameters=True, dialect=link.dialect
        ) from problem
    return cursor
