"""The real web and the real worker under files made to break them: memory measured, and no process lost."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from patrol.domain import image_types
from patrol.lifeline import tie_to_parent
from tests.cast import PASSWORD, USERNAMES
from tests.databases import SEALING, SECRET
from tests.domain import heif_fixtures as heif
from tests.domain import photo_fixtures as photos
from tests.domain.test_hostile_files import PRECISION, hostile_files, number, rows
from tests.domain.test_renditions import claiming, progressive_with_many_scans
from tests.leaks import uuid
from tests.processes import Peaks
from tests.serving import ROOT, Served, alive, descendants, wait_until

MOST_MEGABYTES = 400
PHONES = 4
IN_A_REPORT = 20
SECONDS = {"answer": 5, "all pictures": 240}


@pytest.fixture
def served(tmp_path, database_url):
    served = Served(
        tmp_path / "instance",
        "--no-demo",
        PATROL_DATABASE_URL=database_url,
        PATROL_SECRET_KEY=SECRET,
        PATROL_SEALING_KEY=SEALING,
    ).start()
    yield served
    served.stop()


class Phone:
    """A signed-in phone on a connection of its own."""

    def __init__(self, served: Served):
        self.port, self.cookie = served.port, ""
        status, _ = self.ask("POST", "/session", {"username": USERNAMES["informant"], "password": PASSWORD})
        assert status == 200

    def ask(self, method: str, path: str, body=None) -> tuple[int, dict]:
        """Fails the test where no answer comes in time: then the process is gone, or held up."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"X-Requested-With": "patrol", "Cookie": self.cookie}
        if isinstance(body, dict):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        began = time.monotonic()
        connection.request(method, f"/api{path}", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        assert time.monotonic() - began < SECONDS["answer"], (method, path)
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        connection.close()
        told = json.loads(content) if answer.getheader("Content-Type") == "application/json" else {}
        return answer.status, told


def report(phone: Phone, files: list[Path]) -> list[tuple[Path, str]]:
    named = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in files}
    hashes = list(named)
    for at in range(0, len(hashes), IN_A_REPORT):
        listed = [{"sha256": one, "bytes": 1, "type": "image/jpeg"} for one in hashes[at : at + IN_A_REPORT]]
        body = {"kind": "other", "captured_at": "2026-11-24T09:00:00+08:00", "photos": listed}
        assert phone.ask("PUT", f"/reports/{uuid(f'processes {at}')}", body)[0] == 201
    return [(file, sha256) for sha256, file in named.items()]


def send(phone: Phone, file: Path, sha256: str) -> tuple[bool, int, int, dict]:
    """(whether it is an image, answers to it as the small picture and as the original, facts)"""
    content = file.read_bytes()
    is_image = image_types.sniff(content[: image_types.SIGNATURE_BYTES]) is not None
    small = phone.ask("PUT", f"/photos/{sha256}/thumbnail", content)[0]
    original = phone.ask("PUT", f"/photos/{sha256}", content)[0]
    return is_image, small, original, phone.ask("GET", f"/photos/{sha256}/facts")[1]


def previews(phone: Phone) -> dict[str, bool | None]:
    cases = phone.ask("GET", "/changes?limit=200")[1]["cases"]
    return {
        photo["sha256"]: photo["preview"] for case in cases for photo in case["photos"] if photo["state"] == "held"
    }


def survive(served: Served, files: list[Path], places: dict[str, tuple] | None = None) -> dict[str, bool]:
    """Send all from several phones at once, wait for the worker, and look at every process. File → preview.

    `places`: where the few files that know it were taken; no other may tell a place.
    """
    places = places or {}
    phones = [Phone(served) for _ in range(PHONES)]
    wait_until(lambda: len(served.family()) == 4)
    before = sorted(served.family())
    with Peaks(served.family) as peaks, ThreadPoolExecutor(PHONES) as pool:
        listed = report(phones[0], files)
        sent = [pool.submit(send, phones[n % PHONES], *one) for n, one in enumerate(listed)]
        for (file, _), one in zip(listed, sent, strict=True):
            is_image, small, original, facts = one.result()
            assert small in (200, 413, 415), file.name
            assert original == (200 if is_image else 415), file.name
            place = facts["gps"] if is_image else {"lat": None, "lon": None}
            assert (place["lat"], place["lon"]) == places.get(file.name, (None, None)), file.name
        held = {sha256 for (_, sha256), one in zip(listed, sent, strict=True) if one.result()[0]}
        wait_until(lambda: _all_known(previews(phones[0]), held), SECONDS["all pictures"])
        # The worker lets go of its decoder once there is no more to do.
        wait_until(lambda: sorted(served.family()) == before)
    others, decoders = max(peaks.others.values()), max(peaks.decoders.values())
    print(f"\n{len(files)} files: web and worker at most {others} MB, decoder {decoders} MB")
    assert others < MOST_MEGABYTES and decoders < MOST_MEGABYTES
    assert not [line for line in served.lines if "Traceback" in line or "was ended" in line]
    shown = previews(phones[0])
    return {file.name: shown[sha256] for file, sha256 in listed if sha256 in held}


def _all_known(shown: dict, held: set[str]) -> bool:
    return held == shown.keys() and None not in shown.values()


def bombs(folder: Path) -> list[Path]:
    contents = {
        "claimed.png": claiming(photos.png(), 13_300, 13_300),
        "strip.png": claiming(photos.png(), 309, 15_403_836),
        "canvas.webp": photos.webp_canvas(),
        "picture.webp": photos.webp_bomb(),
        "small-bomb.webp": photos.webp_bomb(3_800),
        "scans.jpg": progressive_with_many_scans(),
        "segments.jpg": photos.jpeg(before=photos.segment(0xE5, b"x") * 65_535),
        "200.heic": heif.large_heic(),
        "claimed.heic": heif.heic(claimed=(30_000, 30_000)),
        "more-than-claimed.avif": heif.avif(size=(3000, 2000), claimed=(64, 48)),
        "cut.heic": heif.large_heic()[:-1],
        "whole.jpg": photos.jpeg(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    Image.new("L", (13_300, 13_300), 128).save(folder / "blank.png")
    for progressive in (False, True):
        Image.new("L", (16_320, 12_240), 90).save(folder / f"200-{progressive}.jpg", progressive=progressive)
    return sorted(file for file in folder.iterdir() if file.is_file())


# The last one is decoded whole and shown in the size it claims; what it may take of memory, the system says.
SHOWN = {"200.heic", "200-False.jpg", "whole.jpg", "small-bomb.webp", "more-than-claimed.avif"}


def test_bombs_cost_neither_memory_nor_a_process(served, tmp_path):
    (tmp_path / "files").mkdir()
    shown = survive(served, bombs(tmp_path / "files"))
    assert {name for name, preview in shown.items() if preview} == SHOWN


@pytest.mark.long
def test_our_own_damaged_files_cost_neither_memory_nor_a_process(served, tmp_path):
    (tmp_path / "files").mkdir()
    survive(served, hostile_files(tmp_path / "files"))


def test_the_real_hostile_files_cost_neither_memory_nor_a_process(served):
    listed = rows("hostile_expected.csv")
    assert len(listed) == 185
    places = {
        Path(row["file"]).name: tuple(
            pytest.approx(number(row[part]), abs=PRECISION) for part in ("gps_lat", "gps_lon")
        )
        for row in listed
        if row["gps_status"] == "ok"
    }
    survive(served, [photos.real_files() / row["file"] for row in listed], places)


def test_a_decoder_killed_in_the_middle_costs_no_picture(served, tmp_path):
    (tmp_path / "200.heic").write_bytes(heif.large_heic())
    phone = Phone(served)
    ((file, sha256),) = report(phone, [tmp_path / "200.heic"])
    wait_until(lambda: len(served.family()) == 4)
    before = sorted(served.family())
    assert phone.ask("PUT", f"/photos/{sha256}", file.read_bytes())[0] == 200
    wait_until(lambda: set(served.family()) - set(before))
    (decoder,) = set(served.family()) - set(before)
    time.sleep(0.5)
    os.kill(decoder, signal.SIGKILL)
    wait_until(lambda: previews(phone) == {sha256: True}, 60)
    wait_until(lambda: sorted(served.family()) == before)


def second_worker(served: Served) -> subprocess.Popen:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")}
    parent = os.getpid()
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "patrol", "patrol", "work"],
        cwd=ROOT,
        env={**kept, "PATROL_INSTANCE": str(served.instance), **served.environment},
        preexec_fn=lambda: tie_to_parent(parent),
    )


@pytest.mark.long
def test_of_two_workers_one_killed_in_the_middle_leaves_no_picture_unmade_and_no_decoder_behind(served, tmp_path):
    """Its picture is made once its lease is over, half a minute later."""
    files = []
    for n in range(12):
        files.append(tmp_path / f"{n}.heic")
        files[-1].write_bytes(heif.large_heic(behind=heif.box(b"free", bytes([n]))))
    phone, other = Phone(served), second_worker(served)
    for file, sha256 in (listed := report(phone, files)):
        assert phone.ask("PUT", f"/photos/{sha256}", file.read_bytes())[0] == 200
    wait_until(lambda: descendants(other.pid))
    decoders = descendants(other.pid)
    other.kill()
    other.wait()
    wait_until(lambda: not alive(decoders), 5)
    wait_until(lambda: previews(phone) == {sha256: True for _, sha256 in listed}, 120)
