"""Take a backup, or put one back; each step checked before the next."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from patrol.domain import backups
from patrol.domain.times import iso

from . import BackupProblem, database, files

FORMAT = 1


def take(app, folder: Path, reading, writing, clock) -> dict:
    """Database, bytes, keys, then the manifest; then the row by which receipts say `safe`. Returns the manifest."""
    started_at = clock()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "manifest.json").unlink(missing_ok=True)
    with reading() as session:
        # What the log held before the copy began is in the copy, whatever is written meanwhile.
        stands = backups.log_stands(session)
    config, storage = app.config["PATROL"], app.extensions["storage"]
    database.copy(config.database_url, folder / "database")
    with reading() as session:
        named = backups.bytes_named(session)
        thumbnails = backups.thumbnails_named(session)
    count, new = files.copy_originals(storage, named, folder / "storage")
    files.copy_objects(storage, (key for key in thumbnails if storage.has_object(key)), folder / "objects")
    files.copy_keys(config.instance, folder / "keys")
    manifest = {
        "format": FORMAT, "taken_at": iso(started_at), **stands, "bytes": count, "new": new,
        "database": _sha256(folder / "database"), "on_sqlite": config.on_sqlite,
    }  # fmt: skip
    _write(folder / "manifest.json", manifest)
    with writing() as session:
        backups.completed(session, stands["seq"], started_at, clock())
    return manifest


def put_back(app, folder: Path, reading, writing, *, now: datetime) -> dict:
    """Into an empty instance: database, bytes, keys; then the log's epoch is raised. Returns the manifest."""
    manifest = _manifest(folder)
    config, storage = app.config["PATROL"], app.extensions["storage"]
    if manifest["on_sqlite"] != config.on_sqlite:
        raise BackupProblem("This backup is of the other kind of database (SQLite or PostgreSQL).")
    database.put_back(folder / "database", config.database_url)
    with reading() as session:
        named = backups.bytes_named(session)
    files.put_back_originals(folder / "storage", named, storage)
    files.put_back_objects(folder / "objects", storage)
    files.put_back_keys(folder / "keys", config.instance)
    with writing() as session:
        backups.returned(session, manifest, now=now)
    return manifest


def _manifest(folder: Path) -> dict:
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError):
        raise BackupProblem(f"There is no finished backup in {folder}.") from None
    if manifest.get("format") != FORMAT or manifest.get("database") != _sha256(folder / "database"):
        raise BackupProblem(f"The backup in {folder} is not whole: its database is not the one that was written.")
    return manifest


def _write(path: Path, manifest: dict) -> None:
    aside = path.with_suffix(".part")
    with aside.open("w") as file:
        json.dump(manifest, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
