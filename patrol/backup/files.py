"""Bytes by hash and small objects, copied once and checked while they are copied."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from patrol.storage_problems import NotHeld

from . import BackupProblem

KEYS = ("secret_key", "sealing_keys", "push_key", "tls")


def copy_originals(storage, named: Iterable[tuple[str, int]], folder: Path) -> tuple[int, int]:
    """(how many stand there, how many were new). Raises BackupProblem for bytes that are named and not there."""
    count = new = 0
    for sha256, size in named:
        count += 1
        target = folder / sha256[:2] / sha256[2:4] / sha256
        if target.is_file() and target.stat().st_size == size:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with storage.open(sha256) as source:
                _copy(source, target, sha256)
        except NotHeld:
            raise BackupProblem(f"The database names {sha256}, and its bytes are not in the storage.") from None
        new += 1
    return count, new


def put_back_originals(folder: Path, named: Iterable[tuple[str, int]], storage) -> int:
    count = 0
    for sha256, _size in named:
        with (folder / sha256[:2] / sha256[2:4] / sha256).open("rb") as source:
            storage.put_stream(source, sha256, None)
        count += 1
    return count


def copy_objects(storage, keys: Iterable[str], folder: Path) -> None:
    """Pictures that phones sent ahead: where the original never comes, they are all there is."""
    for key in keys:
        target = folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_suffix(".part")
        aside.write_bytes(storage.read_object(key))
        aside.replace(target)


def put_back_objects(folder: Path, storage) -> None:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and path.suffix != ".part":
            storage.put_object(path.relative_to(folder).as_posix(), path.read_bytes())


def copy_keys(instance: Path, folder: Path) -> None:
    _copy_named(instance, folder)


def put_back_keys(folder: Path, instance: Path) -> None:
    _copy_named(folder, instance)


def _copy_named(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in KEYS:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        elif (source / name).is_file():
            shutil.copy2(source / name, target / name)


def _copy(source, target: Path, sha256: str) -> None:
    aside, digest = target.with_suffix(".part"), hashlib.sha256()
    with aside.open("wb") as file:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != sha256:
        aside.unlink()
        raise BackupProblem(f"The bytes kept as {sha256} are other bytes: the storage has been damaged.")
    aside.replace(target)
