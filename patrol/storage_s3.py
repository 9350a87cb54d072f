"""Bytes by hash and small things by key in an S3 bucket; bodies are spooled to this machine's disk first.

PATROL_STORAGE names it: s3://bucket/prefix?endpoint=https://…&region=…; the keys come from AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY, as every S3 tool has them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from . import faults
from . import spool as spooling
from .spool import Draft, Piece, copy, room_needed
from .storage import Kept, object_key, original_key
from .storage_problems import HashDiffers, NotHeld, StorageAway

RETRIES = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class S3Storage:
    """The methods of FolderStorage but `path`."""

    def __init__(self, url: str, drafts: Path):
        self._url, self._drafts = url, drafts
        drafts.mkdir(parents=True, exist_ok=True)

    @cached_property
    def _store(self):
        """Loaded and made with the first use: its threads do not survive the fork of a web process."""
        from obstore.store import S3Store

        parts = urlsplit(self._url)
        more = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        plain = more.get("endpoint", "").startswith("http://")
        options = {"timeout": "60s", "connect_timeout": "5s", "allow_http": plain}
        prefix = parts.path.strip("/") or None
        return S3Store(parts.netloc, prefix=prefix, retry_config=RETRIES, client_options=options, **more)

    def spool(self, stream: BinaryIO, length: int | None, max_bytes: int) -> tuple[BinaryIO, str, int]:
        return spooling.spool(stream, length, max_bytes, self._drafts)

    def spool_piece(self, stream: BinaryIO, length: int) -> Piece:
        return spooling.spool_piece(stream, length, self._drafts)

    def adopt(self, file: BinaryIO, sha256: str) -> None:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        # A copy cut short has the right name and the wrong length: that one is replaced.
        if self._size(original_key(sha256)) != size:
            self._put(original_key(sha256), file)

    def put_stream(self, stream: BinaryIO, expected_sha256: str | None, max_bytes: int | None) -> tuple[str, int]:
        with room_needed(), Draft(self._drafts) as draft:
            sha256, size = copy(stream, draft, max_bytes)
            if expected_sha256 is not None and sha256 != expected_sha256:
                raise HashDiffers
            self.adopt(draft, sha256)
        return sha256, size

    @contextmanager
    def at_hand(self, sha256: str) -> Iterator[Path]:
        """A copy on this machine, for as long as the block lasts."""
        with room_needed(), Draft(self._drafts) as draft:
            with _away():
                for chunk in self._store.get(original_key(sha256)).stream(min_chunk_size=1 << 20):
                    draft.write(chunk)
            draft.flush()
            yield draft.path

    def open(self, sha256: str) -> BinaryIO:
        file = tempfile.TemporaryFile(dir=self._drafts)  # noqa: SIM115  the caller closes it
        with self.at_hand(sha256) as path, path.open("rb") as copied:
            shutil.copyfileobj(copied, file)
        file.seek(0)
        return file

    def exists(self, sha256: str) -> bool:
        return self._size(original_key(sha256)) is not None

    def size(self, sha256: str) -> int:
        size = self._size(original_key(sha256))
        if size is None:
            raise NotHeld(sha256)
        return size

    def put_object(self, key: str, content: bytes) -> None:
        self._put(object_key(key), content)

    def put_object_from(self, key: str, file: BinaryIO) -> None:
        self._put(object_key(key), file)

    def read_object(self, key: str) -> bytes:
        with _away():
            return bytes(self._store.get(object_key(key)).bytes())

    def open_object(self, key: str) -> BinaryIO:
        file = tempfile.TemporaryFile(dir=self._drafts)  # noqa: SIM115  the caller closes it
        with _away(), room_needed():
            for chunk in self._store.get(object_key(key)).stream(min_chunk_size=1 << 20):
                file.write(chunk)
        file.seek(0)
        return file

    def has_object(self, key: str) -> bool:
        return self._size(object_key(key)) is not None

    @contextmanager
    def joined(self, keys: list[str], last: BinaryIO) -> Iterator[tuple[BinaryIO, str, int]]:
        with room_needed(), Draft(self._drafts) as draft:
            for key in keys:
                draft.write(self.read_object(key))
            shutil.copyfileobj(last, draft)
            size = draft.tell()
            draft.seek(0)
            digest = hashlib.file_digest(draft, "sha256").hexdigest()
            draft.seek(0)
            yield draft, digest, size

    def keys_of(self, folder: str) -> list[str]:
        start = object_key(folder) + "/"
        with _away():
            found = [one["path"] for page in self._store.list(start) for one in page]
        return [folder + path[len(start) - 1 :] for path in found]

    def delete_objects(self, folder: str) -> None:
        for key in self.keys_of(folder):
            self._delete(object_key(key))

    def delete(self, sha256: str) -> None:
        self._delete(original_key(sha256))

    def delete_object(self, key: str) -> None:
        self._delete(object_key(key))

    def originals(self, first: str) -> Iterator[Kept]:
        for one in self._listed(first):
            yield Kept(one["path"].rpartition("/")[2], one["size"], one["last_modified"])

    def objects(self, folder: str) -> Iterator[Kept]:
        for one in self._listed(object_key(folder)):
            yield Kept(one["path"].removeprefix("objects/"), one["size"], one["last_modified"])

    def disk(self) -> None:
        """A bucket has no end that could be asked for: PATROL_STORAGE_LIMIT gives it one."""

    def _listed(self, folder: str) -> Iterator[dict]:
        with _away():
            for page in self._store.list(folder + "/"):
                yield from page

    def _delete(self, key: str) -> None:
        from obstore import sign

        # By signed address: the library deletes only by the request for many, which not every server of this kind
        # knows. Gone already is as good: S3 says 204, others 404.
        url = sign(self._store, "DELETE", key, expires_in=timedelta(minutes=5))
        try:
            urlopen(Request(url, method="DELETE"), timeout=30).close()
        except HTTPError as problem:
            if problem.code != 404:
                raise StorageAway from problem
        except OSError as problem:
            raise StorageAway from problem

    def _put(self, key: str, content) -> None:
        with _away():
            self._store.put(key, content)
        with room_needed():
            faults.reach("bytes.stored")

    def _size(self, key: str) -> int | None:
        try:
            with _away():
                return self._store.head(key)["size"]
        except NotHeld:
            return None


@contextmanager
def _away() -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError as problem:
        raise NotHeld(str(problem)[:80]) from None
    except BaseError as problem:
        raise StorageAway from problem
