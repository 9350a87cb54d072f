"""The database, its migrations and the sign-in, bound to the app by create_app()."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import BoundedSemaphore

from flask import Flask, current_app
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session

from . import faults

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


# secure_delete: what is erased is overwritten, it does not stay behind in a free page.
# cache_size: half a MB for each of the many connections; the system keeps the pages for all of them together.
PRAGMAS = (
    "busy_timeout=20000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
    "cache_size=-500",
)  # fmt: skip
# What is read before the commit is shown after it, so nothing is loaded again: expire_on_commit off.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
login = LoginManager()

_pages = BoundedSemaphore(2)
_writes: ContextVar[bool] = ContextVar("writes", default=False)


def migrations(app: Flask) -> None:
    """Tell Flask-Migrate of the app. Imported here: it brings 11 MB, which web processes need not carry."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(Path(__file__).parent.parent / "migrations"), render_as_batch=True)


def upgrade() -> None:
    """Bring the current app's database to the newest schema."""
    from flask_migrate import upgrade

    migrations(current_app._get_current_object())
    upgrade()


@contextmanager
def writing():
    """One writing transaction: commit at the end, roll back on any error.

    SQLite takes the write lock at BEGIN: a read upgraded to a write later fails at once with "database is
    locked", whatever the timeout. Readers keep the deferred BEGIN, so that they never queue.
    """
    session = db.session()
    session.close()  # not rollback: what was read before stays readable, detached
    token = _writes.set(True)
    try:
        with _in_turn(db.engine):
            try:
                faults.reach("transaction.begun")
                yield session
                faults.reach("commit.before")
                session.commit()
                faults.reach("commit.after")
            except BaseException:
                session.rollback()
                raise
    finally:
        _writes.reset(token)


@contextmanager
def _in_turn(engine: Engine):
    """SQLite's writers wait for each other in a queue of the system's.

    Its own waiting is a sleep and another look, ever longer: beside seven others some waited for seconds, which
    a lock on a file hands on in the order of asking, over threads and processes alike.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        yield
        return
    with open(f"{engine.url.database}.turn", "a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def reading():
    """One reading transaction, over at the end: no connection is held while a body trickles in."""
    session = db.session()
    try:
        yield session
    finally:
        session.close()


@contextmanager
def reading_pages():
    """As `reading`, for a page of whole cases: all of it is work for one core, so two at once are as fast as sixteen.

    Each has its objects and its connection's pages in memory: sixteen left a process 30 MB larger.
    """
    with _pages, reading() as session:
        yield session


@contextmanager
def snapshot():
    """A session of its own that sees the database as it was at its first question: for reading at length beside
    writers. SQLite's readers always do; PostgreSQL's must say so."""
    engine = db.engine
    if engine.dialect.name != "sqlite":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine, expire_on_commit=False) as session:
        yield session


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection, _record):
    if type(connection).__module__.partition(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # the driver must not begin by itself; the next listener does
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection):
    if connection.dialect.name == "sqlite":
        # By the driver: SQLAlchemy's way would cost more than the rest of a transaction's beginning.
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE" if _writes.get() else "BEGIN")


def empty_write_ahead_log() -> None:
    """What was deleted still stands in SQLite's write-ahead log until that is emptied."""
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
