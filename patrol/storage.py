"""Bytes by hash, and small things by key. Original bytes are written once and never changed.

A storage elsewhere (S3, storage_s3.py) has the same methods except `path`; who needs a file on disk asks `at_hand`.
"""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from . import faults
from . import spool as spooling
from .spool import Draft, Piece, copy, room_needed
from .storage_problems import (
    BadName,
    HashDiffers,
    NotHeld,
    StorageFull,
    StorageProblem,
    TooLarge,
    Truncated,
)

__all__ = [
    "BadName", "FolderStorage", "HashDiffers", "NotHeld", "StorageFull", "StorageProblem", "TooLarge", "Truncated"
]  # fmt: skip

_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
_LONGEST_KEY = 200
_LEFTOVER_SECONDS = 24 * 3600


def original_key(sha256: str) -> str:
    """ab/cd/abcd…: folders of a manageable size. Raises BadName for what is no hash."""
    if not _SHA256.fullmatch(sha256):
        raise BadName(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def object_key(key: str) -> str:
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        raise BadName(key)
    return f"objects/{key}"


@dataclass(frozen=True)
class Kept:
    """An original (`name` is its hash) or an object (its key) as it lies in the storage."""

    name: str
    bytes: int
    at: datetime


class FolderStorage:
    def __init__(self, root: str | Path):
        self.root = Path(root)
        self._drafts = self.root / "drafts"
        self._objects = self.root / "objects"
        for folder in (self._drafts, self._objects):
            folder.mkdir(parents=True, exist_ok=True)
        self._clear_leftovers()

    def spool(self, stream: BinaryIO, length: int | None, max_bytes: int) -> tuple[BinaryIO, str, int]:
        """A body read whole into this storage's own file system, where `adopt` need not copy it."""
        return spooling.spool(stream, length, max_bytes, self._drafts)

    def spool_piece(self, stream: BinaryIO, length: int) -> Piece:
        return spooling.spool_piece(stream, length, self._drafts)

    @contextmanager
    def joined(self, keys: list[str], last: BinaryIO) -> Iterator[tuple[BinaryIO, str, int]]:
        """(file, SHA-256, size) of objects in this order and a last piece, which `adopt` may keep."""
        with room_needed(), Draft(self._drafts) as draft:
            digest, size = hashlib.sha256(), 0
            for part in (*(self._object(key) for key in keys), last):
                with _opened(part) if isinstance(part, Path) else nullcontext(part) as file:
                    while chunk := file.read(1 << 20):
                        digest.update(chunk)
                        draft.write(chunk)
                        size += len(chunk)
            draft.seek(0)
            yield draft, digest.hexdigest(), size

    def adopt(self, file: BinaryIO, sha256: str) -> None:
        """Keeps what `spool` returned, under the hash it returned."""
        target = self.path(sha256)
        with room_needed():
            size = file.seek(0, os.SEEK_END)
            if isinstance(file, Draft) and not file.kept:
                self._keep(file, target, size)
                return
            file.seek(0)
            with Draft(self._drafts) as draft:
                copy(file, draft, None)
                self._keep(draft, target, size)

    def put_stream(self, stream: BinaryIO, expected_sha256: str | None, max_bytes: int | None) -> tuple[str, int]:
        """(SHA-256, size) of what is now held. On any problem nothing is left behind."""
        with room_needed(), Draft(self._drafts) as draft:
            sha256, size = copy(stream, draft, max_bytes)
            if expected_sha256 is not None and sha256 != expected_sha256:
                raise HashDiffers
            self._keep(draft, self.path(sha256), size)
        return sha256, size

    def path(self, sha256: str) -> Path:
        return self.root / original_key(sha256)

    @contextmanager
    def at_hand(self, sha256: str) -> Iterator[Path]:
        """A file to read from, for as long as the block lasts."""
        if not self.exists(sha256):
            raise NotHeld(sha256)
        yield self.path(sha256)

    def open(self, sha256: str) -> BinaryIO:
        return _opened(self.path(sha256))

    def exists(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            raise NotHeld(sha256) from None

    def put_object(self, key: str, content: bytes) -> None:
        """Made from something held, so it may be made anew: an older one is replaced."""
        target = self._object(key)
        with room_needed(), Draft(self._drafts) as draft:
            draft.write(content)
            self._replace(draft, target)

    def put_object_from(self, key: str, file: BinaryIO) -> None:
        """As `put_object`, from a file at its start."""
        target = self._object(key)
        with room_needed(), Draft(self._drafts) as draft:
            shutil.copyfileobj(file, draft)
            self._replace(draft, target)

    def keys_of(self, folder: str) -> list[str]:
        """The objects right under a key, in no order."""
        try:
            return [f"{folder}/{one.name}" for one in self._object(folder).iterdir()]
        except FileNotFoundError:
            return []

    def delete_objects(self, folder: str) -> None:
        """All of them under a key; what is gone already is not missed."""
        for key in self.keys_of(folder):
            self._object(key).unlink(missing_ok=True)
        with suppress(OSError):
            self._object(folder).rmdir()

    def delete(self, sha256: str) -> None:
        """For the sweep alone, which knows that no row names the bytes; what is gone already is not missed."""
        self.path(sha256).unlink(missing_ok=True)

    def delete_object(self, key: str) -> None:
        self._object(key).unlink(missing_ok=True)

    def originals(self, first: str) -> Iterator[Kept]:
        """Those whose hash begins with these two digits."""
        for file in _files_under(self.root / first):
            if _SHA256.fullmatch(file.name):
                yield from _kept(file.name, file)

    def objects(self, folder: str) -> Iterator[Kept]:
        """All at any depth under a key."""
        for file in _files_under(self._object(folder)):
            yield from _kept(os.path.relpath(file.path, self._objects), file)

    def disk(self) -> tuple[int, int] | None:
        """(bytes used, bytes free) of the disk it lies on, as `df` counts them."""
        found = os.statvfs(self.root)
        return (found.f_blocks - found.f_bfree) * found.f_frsize, found.f_bavail * found.f_frsize

    def read_object(self, key: str) -> bytes:
        with _opened(self._object(key)) as file:
            return file.read()

    def open_object(self, key: str) -> BinaryIO:
        return _opened(self._object(key))

    def has_object(self, key: str) -> bool:
        return self._object(key).is_file()

    def _object(self, key: str) -> Path:
        return self.root / object_key(key)

    def _replace(self, draft: Draft, target: Path) -> None:
        _folder_for(target, self.root)
        draft.keep_as(target)
        _sync(target.parent)
        faults.reach("bytes.stored")

    def _keep(self, draft: Draft, target: Path, size: int) -> None:
        _folder_for(target, self.root)
        # A copy cut short by a failing disk has the right name and the wrong length: that one is replaced.
        if not (target.is_file() and target.stat().st_size == size):
            draft.keep_as(target)
        # Also for bytes another process has just put there: its own sync may still be to come.
        _sync(target.parent)
        faults.reach("bytes.stored")

    def _clear_leftovers(self) -> None:
        """Drafts of killed processes; a body still on its way is never that old."""
        for draft in self._drafts.iterdir():
            try:
                if draft.stat().st_mtime < time.time() - _LEFTOVER_SECONDS:
                    draft.unlink()
            except FileNotFoundError:
                continue


def _files_under(folder: Path) -> Iterator[os.DirEntry]:
    """One by one: a county has a million, and a list of them would take as many hundred bytes."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_under(entry.path)
            else:
                yield entry


def _kept(name: str, file: os.DirEntry) -> Iterator[Kept]:
    with suppress(FileNotFoundError):  # an upload's piece may go meanwhile
        stat = file.stat()
        yield Kept(name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NotHeld(path.name) from None


def _folder_for(target: Path, root: Path) -> None:
    """A new folder's name stands in its parent, which therefore has to reach the disk as well."""
    missing = []
    folder = target.parent
    while folder != root and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
