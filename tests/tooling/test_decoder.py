"""The child that decodes: what it may take, what ends it, and that nothing else ends with it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from patrol import decoder as decoding
from patrol.decoder import Decoder, DecoderDied
from patrol.domain import renditions
from tests.domain import heif_fixtures as heif
from tests.domain import photo_fixtures as photos
from tests.domain.photo_fixtures import webp_bomb
from tests.domain.test_renditions import claiming
from tests.processes import peak_megabytes
from tests.serving import alive, wait_until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def decoder():
    made = Decoder()
    yield made
    made.close()


@pytest.fixture
def photo(tmp_path) -> Path:
    (tmp_path / "photo").write_bytes(photos.jpeg(size=(2000, 1500)))
    return tmp_path / "photo"


@pytest.fixture
def large(tmp_path) -> Path:
    (tmp_path / "large").write_bytes(heif.large_heic())
    return tmp_path / "large"


def child_that(monkeypatch, does: str) -> None:
    """In place of the decoding, this; `path` is what is to be decoded."""
    program = (
        "import os, signal, sys, time\n"
        "from patrol import decoder_child\n"
        "def refused():\n"
        "    try: return bytes(400_000_000)\n"
        "    except MemoryError: return 'yes'\n"
        "def make(path):\n"
        f"    {does}\n"
        "decoder_child.renditions.make = make\n"
        "decoder_child.CPU_SECONDS = 1\n"
        "decoder_child.main()\n"
    )
    monkeypatch.setattr(decoding, "PROGRAM", ("-c", program))


def test_its_pictures_are_those_made_here(decoder, photo):
    assert decoder.renditions(photo) == renditions.make(photo)


def test_one_child_serves_many_pictures_and_a_broken_one_among_them(decoder, photo, tmp_path):
    (tmp_path / "broken").write_bytes(photo.read_bytes()[:-900])
    decoder.renditions(photo)
    pid = decoder.child.pid
    assert decoder.renditions(tmp_path / "broken") is None
    assert decoder.renditions(photo) is not None
    assert decoder.child.pid == pid


def test_a_missing_original_is_no_broken_picture(decoder, tmp_path):
    with pytest.raises(FileNotFoundError):
        decoder.renditions(tmp_path / "missing")


def test_it_knows_nothing_of_its_parent(decoder, photo, monkeypatch):
    monkeypatch.setenv("PATROL_SECRET_KEY", "0123456789abcdef")
    monkeypatch.setenv("PATROL_SEALING_KEY", "7" * 64)
    with open(os.devnull) as secret:
        os.set_inheritable(secret.fileno(), True)
        decoder.renditions(photo)
        process = Path(f"/proc/{decoder.child.pid}")
        assert set((process / "environ").read_bytes().split(b"\0")) == {b"MALLOC_ARENA_MAX=1", b"LANG=C.UTF-8", b""}
        assert len(list((process / "fd").iterdir())) == 4
    loaded = (process / "maps").read_text()
    assert not [name for name in ("sqlite3", "psycopg", "_ssl", "_heif") if name in loaded]


@pytest.mark.parametrize("limit", ["Max data size", "Max address space", "Max open files", "Max file size"])
def test_the_system_bounds_it(decoder, photo, limit):
    decoder.renditions(photo)
    (line,) = [one for one in Path(f"/proc/{decoder.child.pid}/limits").read_text().splitlines() if limit in one]
    soft, hard = line.removeprefix(limit).split()[:2]
    assert soft == hard != "unlimited"


def test_what_asks_for_more_memory_than_it_may_have_is_told_so(decoder, photo, monkeypatch):
    child_that(monkeypatch, "return {320: b'x' * len(refused())}")
    assert decoder.renditions(photo) == {320: b"xxx"}


@pytest.mark.parametrize("bomb", ["PNG", "WEBP"])
def test_a_bomb_that_passes_the_header_is_stopped_by_the_system(decoder, tmp_path, monkeypatch, bomb):
    """With our own limits out of the way, the process's are what is left."""
    program = (
        "from patrol import decoder_child\n"
        "from patrol.domain import decoding_limits\n"
        "decoding_limits.findings = lambda header: []\n"
        "decoder_child._has_grown = lambda: False\n"
        "decoder_child.main()\n"
    )
    monkeypatch.setattr(decoding, "PROGRAM", ("-c", program))
    (tmp_path / "bomb").write_bytes(claiming(photos.png(), 13_300, 13_300) if bomb == "PNG" else webp_bomb())
    assert decoder.renditions(tmp_path / "bomb") is None
    assert peak_megabytes(decoder.child.pid) < 400


def test_a_picture_that_takes_too_much_of_the_processor_has_no_preview(decoder, photo, monkeypatch):
    child_that(monkeypatch, "while True: pass")
    assert decoder.renditions(photo) is None


DEATHS = {
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "crashed": "os.kill(os.getpid(), signal.SIGSEGV)",
    "ended": "os._exit(0)",
    "answering nonsense": "os.write(3, b'nonsense' + bytes([10]))",
    "answering half": 'os.write(3, b\'{"made": {"320": 9}, "last": false}\' + bytes([10])); os._exit(0)',
    "answering without end": "os.write(3, b' ' * 5000)",
    "promising too much": 'os.write(3, b\'{"made": {"320": 99999999}, "last": false}\' + bytes(5 << 20))',
    "closing its answers": "os.closerange(3, 9); time.sleep(60)",
}


@pytest.mark.parametrize("does", DEATHS.values(), ids=DEATHS)
def test_a_child_that_dies_of_a_picture_is_told_and_another_serves_the_next(decoder, photo, monkeypatch, does):
    with monkeypatch.context() as patch:
        child_that(patch, does)
        with pytest.raises(DecoderDied):
            decoder.renditions(photo)
    assert decoder.renditions(photo) == renditions.make(photo)


def test_a_child_that_hangs_is_ended(decoder, photo, monkeypatch):
    child_that(monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(decoding, "LONGEST_SECONDS", 0.5)
    with pytest.raises(DecoderDied):
        decoder.renditions(photo)


def test_kill_9_in_the_middle_of_a_picture_is_told_and_the_next_try_succeeds(decoder, large):
    said = []

    def ask():
        try:
            decoder.renditions(large)
        except DecoderDied as died:
            said.append(died)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: decoder.child is not None)
    time.sleep(0.8)
    os.kill(decoder.child.pid, signal.SIGKILL)
    asking.join(20)
    assert len(said) == 1
    assert Image.open(io.BytesIO(decoder.renditions(large)[1280])).size == (1280, 960)


def test_a_child_killed_between_two_pictures_is_not_missed(decoder, photo):
    first = decoder.renditions(photo)
    os.kill(decoder.child.pid, signal.SIGKILL)
    wait_until(lambda: decoder.child.poll() is not None)
    assert decoder.renditions(photo) == first


def test_it_ends_with_its_parent(photo):
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom patrol.decoder import Decoder\n"
        f"one = Decoder()\none.renditions(Path({str(photo)!r}))\nprint(one.child.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not alive([child]), 5)
