"""A copy of the database as of one moment, taken while everybody goes on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from . import BackupProblem


def copy(url: str, target: Path) -> None:
    """SQLite by its own backup, PostgreSQL by pg_dump; under its name only once it is whole and on the disk."""
    parsed = make_url(url)
    aside = target.with_suffix(".part")
    aside.unlink(missing_ok=True)
    if parsed.get_backend_name() == "sqlite":
        _copy_sqlite(Path(parsed.database), aside)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--file", str(aside), url=parsed)
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(target)


def put_back(source: Path, url: str, *, again: bool = False) -> None:
    """Into an empty place: a database that holds anything is not touched, unless it is what was left `again`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        target = Path(parsed.database)
        if target.exists() and not again:
            raise BackupProblem(f"There is a database at {target} already; move it away first.")
        for left in (target, target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
            left.unlink(missing_ok=True)
        shutil.copyfile(source, target)
        return
    over = ("--clean", "--if-exists") if again else ()
    _run("pg_restore", "--no-owner", "--single-transaction", *over, str(source), url=parsed)


def _copy_sqlite(source: Path, target: Path) -> None:
    # In steps: between two of them writers have their turn.
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copied:
        live.backup(copied, pages=2000, sleep=0.01)
        copied.execute("PRAGMA journal_mode=DELETE")
        if copied.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupProblem("The copy of the database is not sound; nothing was kept of it.")
    for connection in (live, copied):
        connection.close()


def _run(program: str, *arguments: str, url: URL) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupProblem(f"{program} is not installed here: it comes with PostgreSQL's client programs.")
    # The password stands in the environment: an argument could be read by every user of the machine.
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    given = {**os.environ, "PGPASSWORD": url.password or ""}
    command = [found, "--dbname", plain, *arguments]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupProblem(f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else '?'}")
