"""A request body, read whole before anything else happens: a slow phone then holds neither lock nor connection."""

import errno
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from . import faults
from .storage_problems import StorageFull, TooLarge, Truncated

IN_MEMORY_BYTES = 64 * 1024
# gunicorn copies what it has read ahead with every piece asked for: of 400 KB in pieces of 64 that cost 1 ms more.
_CHUNK_BYTES = 256 * 1024
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class Draft(io.BufferedRandom):
    """A temporary file beside its final place, gone when closed unless it was kept."""

    def __init__(self, folder: Path):
        descriptor, name = tempfile.mkstemp(dir=folder)
        self.path = Path(name)
        self.kept = False
        super().__init__(io.FileIO(descriptor, "r+b"))

    def keep_as(self, target: Path) -> None:
        """Durable before it has its name: whoever sees the name may commit a row that relies on it."""
        self.flush()
        os.fsync(self.fileno())
        os.replace(self.path, target)
        self.kept = True
        faults.reach("bytes.named")

    def close(self) -> None:
        # What a full disk refused is still in the buffer and would raise once more here.
        with suppress(OSError):
            super().close()
        if not self.kept:
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Piece:
    """A body as far as it came."""

    file: BinaryIO
    size: int
    cut: bool


@contextmanager
def room_needed() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise StorageFull from problem
        raise


def copy(source: BinaryIO, target: BinaryIO, max_bytes: int | None) -> tuple[str, int]:
    """(SHA-256, bytes copied)"""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK_BYTES):
        size += len(chunk)
        if max_bytes is not None and size > max_bytes:
            raise TooLarge
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def spool(stream: BinaryIO, length: int | None, max_bytes: int, folder: Path) -> tuple[BinaryIO, str, int]:
    """(file at its start, SHA-256, size). The caller closes the file; a storage may adopt it before that.

    Without an announced length the body goes on until it ends.
    """
    if length is not None and length > max_bytes:
        raise TooLarge
    in_memory = length is not None and length <= IN_MEMORY_BYTES
    with room_needed():
        file = io.BytesIO() if in_memory else Draft(folder)
        try:
            sha256, size = copy(_Announced(stream, length), file, max_bytes)
            if length is not None and size < length:
                raise Truncated
            faults.reach("body.read")
            file.seek(0)
        except BaseException:
            file.close()
            raise
    return file, sha256, size


def spool_piece(stream: BinaryIO, length: int, folder: Path) -> Piece:
    """As `spool`, but what a cut left of a body is kept: it need not be sent again. The caller closes the file."""
    with room_needed():
        file = io.BytesIO() if length <= IN_MEMORY_BYTES else Draft(folder)
        size = 0
        try:
            with suppress(OSError):
                # Piece by piece: a connection that breaks off raises, and what it had brought is in the file.
                announced = _Announced(stream, length)
                while chunk := announced.read(_CHUNK_BYTES):
                    file.write(chunk)
                    size += len(chunk)
            faults.reach("body.read")
            file.seek(0)
        except BaseException:
            file.close()
            raise
    return Piece(file, size, size < length)


class _Announced:
    """Reads no further than announced: behind the body the next request may already stand."""

    def __init__(self, stream: BinaryIO, length: int | None):
        self.stream = stream
        self.left = length

    def read(self, size: int) -> bytes:
        if self.left is None:
            return self.stream.read(size)
        chunk = self.stream.read(min(size, self.left)) if self.left else b""
        self.left -= len(chunk)
        return chunk
