"""Very many rows into either database: by the driver, in large batches."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Engine

BATCH = 5000


def write(engine: Engine, tables: tuple[type, ...], cases: Iterable[dict[type, list[list]]]) -> None:
    """The rows of one case after the other, parents first, in a transaction of the database's own."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        with (_unindexed if engine.dialect.name == "sqlite" else nullcontext)(driver):
            put = _insert if engine.dialect.name == "sqlite" else _copy
            cases = iter(cases)
            while batch := list(islice(cases, BATCH)):
                for table in tables:
                    put(driver, table.__table__, [row for case in batch for row in case[table]])
        driver.commit()


@contextmanager
def _unindexed(driver):
    """Indexes that come afterwards cost a tenth; and what can be made again need not survive a power cut."""
    for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        driver.execute(f"PRAGMA {pragma}")
    own = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = driver.execute(own).fetchall()
    driver.execute("BEGIN IMMEDIATE")
    for name, _text in indexes:
        driver.execute(f"DROP INDEX {name}")
    yield
    for _name, text in indexes:
        driver.execute(text)
    driver.execute("COMMIT")
    driver.execute("PRAGMA journal_mode=WAL")


def _insert(driver, table, rows: list[list]) -> None:
    names = table.c.keys()
    text = f"INSERT INTO {table.name} ({_listed(names)}) VALUES ({', '.join('?' * len(names))})"
    driver.executemany(text, rows)


def _copy(driver, table, rows: list[list]) -> None:
    names = table.c.keys()
    with driver.cursor().copy(f"COPY {table.name} ({_listed(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def plain(value):
    """As both drivers take it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def settle(engine: Engine) -> None:
    """What PostgreSQL does by itself in the course of months."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.connection.driver_connection.set_autocommit(True)
            connection.connection.driver_connection.execute("VACUUM ANALYZE")
