"""Take a backup, or put one back; each step checked before the next."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from patrol import faults
from patrol.domain import backups
from patrol.domain.times import iso

from . import BackupProblem, database, files, returning

FORMAT = 1


def take(app, folder: Path, reading, writing, clock) -> dict:
    """Database, bytes, keys, then the manifest; then the row by which receipts say `safe`. Returns the manifest."""
    started_at = clock()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Under a name of its own: receipts say `safe` of the backup before, which has to stay whole until this one is.
    name = f"database-{secrets.token_hex(4)}"
    with reading() as session:
        # What the log held before the copy began is in the copy, whatever is written meanwhile.
        stands = backups.log_stands(session)
    config, storage = app.config["PATROL"], app.extensions["storage"]
    database.copy(config.database_url, folder / name)
    with reading() as session:
        named = backups.bytes_named(session)
        thumbnails = backups.thumbnails_named(session)
    count, new = files.copy_originals(storage, named, folder / "storage")
    files.copy_objects(storage, (key for key in thumbnails if storage.has_object(key)), folder / "objects")
    files.copy_keys(config.instance, folder / "keys")
    os.sync()  # one call for all of those folders
    faults.reach("backup.copied")
    manifest = {
        "format": FORMAT, "taken_at": iso(started_at), **stands, "bytes": count, "new": new, "file": name,
        "database": _sha256(folder / name), "on_sqlite": config.on_sqlite,
    }  # fmt: skip
    _write(folder / "manifest.json", manifest)
    faults.reach("backup.named")
    with writing() as session:
        backups.completed(session, stands["seq"], started_at, clock())
    _remove_older(folder, name)
    return manifest


def put_back(app, folder: Path, reading, writing, *, now: datetime) -> dict:
    """Into an empty instance: database, bytes, keys; then the log's epoch is raised. Returns the manifest.

    Cut off at any point, it is done once more from the beginning; until then nothing starts, see returning.py.
    """
    manifest = _manifest(folder)
    config, storage = app.config["PATROL"], app.extensions["storage"]
    if manifest["on_sqlite"] != config.on_sqlite:
        raise BackupProblem("This backup is of the other kind of database (SQLite or PostgreSQL).")
    times = _count_return(folder)
    _put_back_database(_database(folder, manifest), config.database_url, storage)
    faults.reach("return.database")
    with reading() as session:
        named = backups.bytes_named(session)
    files.put_back_originals(folder / "storage", named, storage)
    files.put_back_objects(folder / "objects", storage)
    files.put_back_keys(folder / "keys", config.instance)
    faults.reach("return.bytes")
    with writing() as session:
        backups.returned(session, manifest, times, now=now)
    returning.unmark(storage)
    return manifest


def _put_back_database(source: Path, url: str, storage) -> None:
    half = returning.is_half(storage)
    returning.mark(storage)
    try:
        database.put_back(source, url, again=half)
    except BackupProblem:
        if not half:  # nothing was touched
            returning.unmark(storage)
        raise


def _manifest(folder: Path) -> dict:
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError):
        raise BackupProblem(f"There is no finished backup in {folder}.") from None
    if manifest.get("format") != FORMAT or manifest.get("database") != _sha256(_database(folder, manifest)):
        raise BackupProblem(f"The backup in {folder} is not whole: its database is not the one that was written.")
    return manifest


def _database(folder: Path, manifest: dict) -> Path:
    return folder / manifest.get("file", "database")


def _remove_older(folder: Path, name: str) -> None:
    """Databases of the backups before this one, and what was left of one that was cut off."""
    for path in folder.glob("database*"):
        if path.name != name:
            path.unlink()


def _count_return(folder: Path) -> int:
    """How often this backup has been put back, this time included; on a medium that takes no writing always once."""
    path = folder / "returned.json"
    try:
        times = json.loads(path.read_text())["times"] + 1
    except (OSError, ValueError, KeyError, TypeError):
        times = 1
    with suppress(OSError):
        _write(path, {"times": times})
    return times


def _write(path: Path, manifest: dict) -> None:
    aside = path.with_suffix(".part")
    with aside.open("w") as file:
        json.dump(manifest, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(descriptor)
    os.close(descriptor)


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
