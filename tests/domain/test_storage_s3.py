"""The same promises as of the folder, kept by a bucket of a real S3 server."""

from __future__ import annotations

import hashlib
import io
import os

import pytest

from patrol.config import ConfigError
from patrol.storage_problems import BadName, HashDiffers, NotHeld, StorageAway
from patrol.storage_s3 import S3Storage
from tests.databases import settings
from tests.s3_server import KEYS, s3_server

SMALL, LARGE = b"a trench on the first day", bytes(range(256)) * 4000
MOST = 2_000_000


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    with s3_server(tmp_path_factory.mktemp("s3")) as given:
        before = {name: os.environ.get(name) for name in KEYS}
        os.environ.update(KEYS)
        yield given["PATROL_STORAGE"]
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@pytest.fixture
def storage(bucket, tmp_path):
    return S3Storage(bucket, tmp_path / "drafts")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [SMALL, LARGE])
def test_what_is_put_is_held_under_its_hash_and_read_back_unchanged(storage, content, tmp_path):
    kept = storage.put_stream(io.BytesIO(content), sha256(content), MOST)
    with storage.open(sha256(content)) as file, storage.at_hand(sha256(content)) as path:
        assert (kept, file.read(), path.read_bytes()) == ((sha256(content), len(content)), content, content)
    assert (storage.exists(sha256(content)), storage.size(sha256(content))) == (True, len(content))
    assert list((tmp_path / "drafts").iterdir()) == []


def test_a_spooled_body_is_adopted(storage):
    file, name, size = storage.spool(io.BytesIO(LARGE), len(LARGE), MOST)
    with file:
        storage.adopt(file, name)
    assert (name, size, storage.size(name)) == (sha256(LARGE), len(LARGE), len(LARGE))


def test_other_bytes_than_named_are_not_kept(storage):
    with pytest.raises(HashDiffers):
        storage.put_stream(io.BytesIO(b"other bytes"), sha256(b"these bytes"), MOST)
    assert not storage.exists(sha256(b"other bytes")) and not storage.exists(sha256(b"these bytes"))


def test_what_is_not_there_is_said(storage):
    for ask in (storage.size, storage.open, lambda name: storage.at_hand(name).__enter__()):
        with pytest.raises(NotHeld):
            ask("0" * 64)
    for ask in (storage.read_object, storage.open_object):
        with pytest.raises(NotHeld):
            ask("renditions/thumb/none")
    for name in ("", "../x", "0" * 63):
        with pytest.raises(BadName):
            storage.exists(name)


def test_pieces_are_joined_and_taken_away(storage):
    for start, content in ((0, b"ab"), (2, b"cd")):
        storage.put_object_from(f"uploads/u/{start}", io.BytesIO(content))
        with storage.open_object(f"uploads/u/{start}") as file:
            assert file.read() == content
    assert sorted(storage.keys_of("uploads/u")) == ["uploads/u/0", "uploads/u/2"]
    with storage.joined(["uploads/u/0", "uploads/u/2"], io.BytesIO(b"e")) as (file, name, size):
        assert (file.read(), name, size) == (b"abcde", sha256(b"abcde"), 5)
    storage.delete_objects("uploads/u")
    storage.delete_objects("uploads/u")
    assert storage.keys_of("uploads/u") == []


def test_a_bucket_that_does_not_answer_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("patrol.storage_s3.RETRIES", {"max_retries": 0})
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    away = S3Storage("s3://patrol?endpoint=http://127.0.0.1:9&region=us-east-1", tmp_path / "drafts")
    for ask in (lambda: away.exists("0" * 64), lambda: away.put_object("renditions/x", b"x")):
        with pytest.raises(StorageAway):
            ask()


@pytest.mark.parametrize("given", ["bucket", "http://bucket", "s3://", "s3://bucket?secret=x"])
def test_a_bad_setting_stops_the_start_with_one_sentence(given, tmp_path):
    with pytest.raises(ConfigError, match="PATROL_STORAGE must look like"):
        settings(tmp_path, "sqlite:///x.db", PATROL_STORAGE=given, **KEYS)


def test_a_bucket_without_keys_stops_the_start(tmp_path):
    with pytest.raises(ConfigError, match="AWS_ACCESS_KEY_ID"):
        settings(tmp_path, "sqlite:///x.db", PATROL_STORAGE="s3://bucket")
