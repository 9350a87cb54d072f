"""Bytes by hash: whole or not at all, written once, and nothing left behind by what went wrong."""

import errno
import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from patrol import spool as spooling
from patrol.storage import (
    BadName,
    FolderStorage,
    HashDiffers,
    NotHeld,
    StorageFull,
    StorageProblem,
    TooLarge,
    Truncated,
)

SMALL, LARGE = b"a trench on the first day", bytes(range(256)) * 4000
MOST = 2_000_000


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def storage(tmp_path) -> FolderStorage:
    return FolderStorage(tmp_path / "photos")


def files(storage: FolderStorage) -> set[str]:
    return {str(path.relative_to(storage.root)) for path in storage.root.rglob("*") if path.is_file()}


def held(content: bytes) -> str:
    name = sha256(content)
    return f"{name[:2]}/{name[2:4]}/{name}"


@pytest.mark.parametrize("content", [b"", SMALL, LARGE])
@pytest.mark.parametrize("named", [True, False])
def test_what_is_put_is_held_under_its_hash_and_read_back_unchanged(storage, content, named):
    kept = storage.put_stream(io.BytesIO(content), sha256(content) if named else None, MOST)
    with storage.open(sha256(content)) as file, storage.at_hand(sha256(content)) as path:
        assert (kept, file.read(), path.read_bytes()) == ((sha256(content), len(content)), content, content)
    assert (storage.exists(sha256(content)), storage.size(sha256(content))) == (True, len(content))
    assert files(storage) == {held(content)}


def test_the_same_bytes_sent_again_are_not_written_again(storage):
    storage.put_stream(io.BytesIO(SMALL), None, MOST)
    before = storage.path(sha256(SMALL)).stat()
    storage.put_stream(io.BytesIO(SMALL), None, MOST)
    after = storage.path(sha256(SMALL)).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert files(storage) == {held(SMALL)}


def test_a_held_file_cut_short_by_a_failing_disk_is_mended_by_the_same_bytes(storage):
    storage.put_stream(io.BytesIO(LARGE), None, MOST)
    os.truncate(storage.path(sha256(LARGE)), 100)
    storage.put_stream(io.BytesIO(LARGE), None, MOST)
    assert storage.path(sha256(LARGE)).read_bytes() == LARGE


def test_bytes_that_are_not_the_named_ones_are_refused_and_gone(storage):
    with pytest.raises(HashDiffers) as refused:
        storage.put_stream(io.BytesIO(SMALL), sha256(LARGE), MOST)
    assert (refused.value.code, refused.value.status, files(storage)) == ("hash_differs", 409, set())


def test_more_bytes_than_allowed_are_refused_and_gone(storage):
    with pytest.raises(TooLarge) as refused:
        storage.put_stream(io.BytesIO(LARGE), None, len(LARGE) - 1)
    assert (refused.value.code, refused.value.status, files(storage)) == ("too_large", 413, set())
    assert storage.put_stream(io.BytesIO(LARGE), None, len(LARGE)) == (sha256(LARGE), len(LARGE))


def no_room(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


PUTS = {
    "stream": lambda storage: storage.put_stream(io.BytesIO(LARGE), None, MOST),
    "object": lambda storage: storage.put_object("renditions/a/320.jpg", LARGE),
    "body": lambda storage: storage.spool(io.BytesIO(LARGE), len(LARGE), MOST),
    "adopted": lambda storage: storage.adopt(io.BytesIO(SMALL), sha256(SMALL)),
}
FULL_AT = {"write": (spooling.Draft, "write"), "sync": (os, "fsync"), "draft": (spooling.tempfile, "mkstemp")}


# A body that is only read is not synced yet.
FULL = [(put, moment) for put in PUTS for moment in FULL_AT if (put, moment) != ("body", "sync")]


@pytest.mark.parametrize(("put", "moment"), FULL)
def test_a_full_disk_is_said_as_such_and_nothing_is_left_behind(storage, put, moment, monkeypatch):
    monkeypatch.setattr(*FULL_AT[moment], no_room)
    with pytest.raises(StorageFull) as refused:
        PUTS[put](storage)
    monkeypatch.undo()
    assert (refused.value.code, refused.value.status, files(storage)) == ("storage_full", 507, set())


def test_another_failure_of_the_disk_is_not_called_full_and_leaves_nothing(storage, monkeypatch):
    def broken(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output error"):
        storage.put_stream(io.BytesIO(SMALL), None, MOST)
    assert files(storage) == set()


def test_bytes_and_their_folder_are_synced_before_the_name_can_be_relied_on(storage, monkeypatch):
    steps, names = [], {}
    real_open, real_sync, real_replace = os.open, os.fsync, os.replace

    def opening(path, flags, *mode):
        descriptor = real_open(path, flags, *mode)
        names[descriptor] = "bytes" if flags & os.O_CREAT else Path(path).name
        return descriptor

    def syncing(descriptor):
        steps.append(names.pop(descriptor))
        real_sync(descriptor)

    def renaming(source, target):
        steps.append("renamed")
        real_replace(source, target)

    for name, spy in (("open", opening), ("fsync", syncing), ("replace", renaming)):
        monkeypatch.setattr(os, name, spy)
    storage.put_stream(io.BytesIO(SMALL), None, MOST)
    first, second = sha256(SMALL)[:2], sha256(SMALL)[2:4]
    new_folders = ["photos", first]
    assert steps == [*new_folders, "bytes", "renamed", second]


def test_a_killed_process_leaves_either_all_bytes_or_no_name(storage):
    program = """
import io, os, sys
from patrol.storage import FolderStorage
os.fsync = lambda descriptor: os.kill(os.getpid(), 9)
FolderStorage(sys.argv[1]).put_stream(io.BytesIO(b"x" * 100000), None, None)
"""
    died = subprocess.run([sys.executable, "-c", program, storage.root], cwd=Path(__file__).resolve().parents[2])
    assert died.returncode == -9
    assert not storage.exists(sha256(b"x" * 100_000))


def test_drafts_of_killed_processes_go_after_a_day_and_not_before(storage):
    old, new = storage.root / "drafts" / "old", storage.root / "drafts" / "new"
    for draft in (old, new):
        draft.write_bytes(SMALL)
    os.utime(old, (0, 0))
    FolderStorage(storage.root)
    assert files(storage) == {"drafts/new"}


@pytest.mark.parametrize("content", [b"", SMALL, LARGE])
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_is_read_whole_and_adopted_under_its_hash(storage, content, announced):
    length = len(content) if announced else None
    file, name, size = storage.spool(io.BytesIO(content), length, MOST)
    with file:
        assert (file.read(), name, size) == (content, sha256(content), len(content))
        storage.adopt(file, name)
        storage.adopt(file, name)
    assert (storage.path(name).read_bytes(), files(storage)) == (content, {held(content)})


def test_a_large_body_is_renamed_into_its_place_and_not_copied(storage):
    file, name, _ = storage.spool(io.BytesIO(LARGE), len(LARGE), MOST)
    written = os.fstat(file.fileno()).st_ino
    storage.adopt(file, name)
    assert storage.path(name).stat().st_ino == written
    file.close()


def test_a_small_body_stays_in_memory_and_a_large_one_beside_the_storage(storage):
    small, *_ = storage.spool(io.BytesIO(SMALL), len(SMALL), MOST)
    assert files(storage) == set()
    large, *_ = storage.spool(io.BytesIO(LARGE), len(LARGE), MOST)
    assert {name.split("/")[0] for name in files(storage)} == {"drafts"}
    small.close()
    large.close()
    assert files(storage) == set()


@pytest.mark.parametrize("content", [SMALL, LARGE])
def test_a_body_shorter_than_announced_is_cut_off_and_gone(storage, content):
    with pytest.raises(Truncated) as refused:
        storage.spool(io.BytesIO(content), len(content) + 1, MOST)
    assert (refused.value.code, refused.value.status, files(storage)) == ("cut_off", 408, set())


def test_nothing_is_read_behind_the_announced_length(storage):
    stream = io.BytesIO(SMALL + b"PUT /the/next/request")
    file, name, size = storage.spool(stream, len(SMALL), MOST)
    assert (file.read(), name, size, stream.tell()) == (SMALL, sha256(SMALL), len(SMALL), len(SMALL))


class Unread:
    def read(self, size):
        raise AssertionError("read")


def test_a_body_announced_too_large_is_refused_unread_and_an_unannounced_one_when_it_is(storage):
    with pytest.raises(TooLarge):
        storage.spool(Unread(), MOST + 1, MOST)
    with pytest.raises(TooLarge):
        storage.spool(io.BytesIO(LARGE), None, len(LARGE) - 1)
    assert files(storage) == set()


def test_a_connection_that_breaks_while_reading_leaves_nothing(storage):
    class Breaking(io.BytesIO):
        def read(self, size):
            if self.tell() > 100_000:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        storage.spool(Breaking(LARGE), len(LARGE), MOST)
    assert files(storage) == set()


def test_objects_are_kept_by_key_and_replaced_by_newer_ones(storage):
    assert not storage.has_object("renditions/ab/320.jpg")
    storage.put_object("renditions/ab/320.jpg", SMALL)
    storage.put_object("renditions/ab/320.jpg", LARGE)
    assert storage.has_object("renditions/ab/320.jpg")
    assert storage.read_object("renditions/ab/320.jpg") == LARGE
    with storage.open_object("renditions/ab/320.jpg") as file:
        assert file.read() == LARGE
    assert files(storage) == {"objects/renditions/ab/320.jpg"}


BAD_KEYS = [
    "",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a//b",
    "a/",
    ".hidden",
    "a/.b",
    "A",
    "a\0b",
    "a b",
    "a\n",
    "x" * 201,
]
BAD_HASHES = ["", "ab", "../../etc/passwd", sha256(SMALL).upper(), sha256(SMALL) + "\n", "g" * 64, "/" + "a" * 63]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_key_never_leads_out_of_the_storage(storage, key):
    for ask in (storage.has_object, storage.read_object, lambda bad: storage.put_object(bad, SMALL)):
        with pytest.raises(BadName):
            ask(key)
    assert files(storage) == set()


@pytest.mark.parametrize("name", BAD_HASHES)
def test_what_is_no_hash_names_nothing(storage, name):
    for ask in (
        storage.path,
        storage.exists,
        storage.open,
        storage.size,
        lambda bad: storage.adopt(io.BytesIO(), bad),
    ):
        with pytest.raises(BadName):
            ask(name)


def test_what_is_not_held_is_said_so(storage):
    def at_hand(name):
        with storage.at_hand(name):
            pass

    for ask in (storage.open, storage.size, at_hand):
        with pytest.raises(NotHeld):
            ask(sha256(SMALL))
    with pytest.raises(NotHeld):
        storage.read_object("renditions/ab/320.jpg")
    assert not storage.exists(sha256(SMALL))


def test_every_problem_has_its_own_answer():
    problems = {problem.__name__: (problem.code, problem.status) for problem in StorageProblem.__subclasses__()}
    assert problems == {
        "HashDiffers": ("hash_differs", 409),
        "TooLarge": ("too_large", 413),
        "Truncated": ("cut_off", 408),
        "StorageFull": ("storage_full", 507),
        "StorageAway": ("busy", 503),
        "SweptAway": ("busy", 503),
        "NotHeld": ("not_held", 404),
        "BadName": ("not_held", 404),
    }
