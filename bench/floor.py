"""The floor: the least that any program must do for these requests, under the same gunicorn.

A fact is one SQLite row (FULL), an original is a file with fsync and one row, a list is fifty stored rows read back.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
from pathlib import Path

FOLDER = Path(os.environ.get("BENCH_FLOOR", "/nonexistent"))
_here = threading.local()


def _database() -> sqlite3.Connection:
    if not hasattr(_here, "database"):
        _here.database = sqlite3.connect(FOLDER / "floor.db", isolation_level=None, timeout=30)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            _here.database.execute(f"PRAGMA {pragma}")
        _here.database.execute("CREATE TABLE IF NOT EXISTS facts (id TEXT PRIMARY KEY, body TEXT)")
    return _here.database


def _keep_row(body: str) -> None:
    database = _database()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO facts VALUES (?, ?)", (str(uuid.uuid4()), body))
    database.execute("COMMIT")


def _keep_file(body: bytes) -> None:
    path = FOLDER / f"{uuid.uuid4()}"
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def app(environ, start_response):
    path, length = environ["PATH_INFO"], int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    if path.startswith("/photos"):
        _keep_file(body)
        _keep_row(path)
        answer = b'{"state":"held"}'
    elif path.startswith("/reports"):
        _keep_row(body.decode())
        answer = b'{"received":true}'
    else:
        rows = _database().execute("SELECT body FROM facts ORDER BY id LIMIT 50").fetchall()
        answer = ("[" + ",".join(row[0] for row in rows) + "]").encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]
