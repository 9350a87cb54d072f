"""Very many rows into either database: by the driver, in large batches."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy.orm import Session

from patrol.extensions import db

BATCH = 5000


def write(session: Session, tables: tuple[type, ...], cases: Iterable[dict[type, list[list]]]) -> None:
    """The rows of one case after the other, parents first."""
    connection = session.connection()
    driver = connection.connection.driver_connection
    put = _insert if connection.dialect.name == "sqlite" else _copy
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA cache_size=-200000")
        driver.execute("PRAGMA defer_foreign_keys=ON")
    cases = iter(cases)
    while batch := list(islice(cases, BATCH)):
        rows = defaultdict(list)
        for case in batch:
            for table in tables:
                rows[table] += case[table]
        for table in tables:
            if rows[table]:
                put(driver, table.__table__, rows[table])


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


def settle(app) -> None:
    """What a database does by itself in the course of months: count its rows, and put the log away."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.connection.driver_connection.set_autocommit(True)
            connection.connection.driver_connection.execute("VACUUM ANALYZE")
