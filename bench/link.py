"""The app's own outbox on a bad link: bytes for bytes on one that is cut, and how soon the facts have arrived."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import time
from pathlib import Path

from patrol.lifeline import tie_to_parent

from . import asking, servers, table
from .ears import Ears
from .live import all_of
from .narrow import Narrow

ORIGINAL = 4 * 1024 * 1024
FACTS_RUNS = int(os.environ.get("BENCH_LINK_RUNS", "5"))
BITS, ROUND_TRIP = 50_000, 0.6
# At 50 kbit/s one photo would take eleven minutes; a cut costs as many seconds of sending on any link.
CUTTING_BITS, CUTS = 400_000, (3, 20)


def link(all_: servers.Servers) -> None:
    county = all_.county()
    photos = [_photo(all_.scratch / f"{place}.jpg") for place in range(3)]
    _bytes_for_bytes(county, photos[0])
    _facts(county, photos)


def _photo(path: Path) -> Path:
    photo = asking.Photo(asking.MOST + os.urandom(ORIGINAL - len(asking.MOST) - asking.TAIL))
    path.write_bytes(b"".join(photo.parts))
    return path


def _bytes_for_bytes(county: servers.Server, photo: Path) -> None:
    with Narrow(county.port, CUTTING_BITS, ROUND_TRIP, CUTS) as way:
        phone = _phone(way.port, photo)
        began, held = json.loads(phone.stdout.readline()), json.loads(phone.stdout.readline())
        phone.wait(30)
    ratio = way.up.bytes / ORIGINAL
    seconds = held["at"] - began["at"]
    what = f"an original of 4 MB at {CUTTING_BITS // 1000} kbit/s, cut every {CUTS[0]}–{CUTS[1]} s: bytes sent"
    table.line(what, 1, ratio=f"{ratio:.3f} × original", median=f"{seconds * 1000:.0f}", target="≤ 1.15")


def _facts(county: servers.Server, photos: list[Path]) -> None:
    inspector, seconds = county.phone(servers.INSPECTOR), []
    cursor = all_of(county.port, inspector)
    for _ in range(FACTS_RUNS):
        with Ears(county, 1) as ears, Narrow(county.port, BITS, ROUND_TRIP) as way:
            phone = _phone(way.port, *photos)
            began = json.loads(phone.stdout.readline())
            ears.told()
            page, _ = asking.ask(county.port, "GET", f"/api/changes?after={cursor}", inspector.cookie)
            seconds.append(time.time() - began["at"])
            assert len(page["cases"]) == 1
            os.killpg(phone.pid, signal.SIGKILL)  # `node` may be a program that starts the real one
            phone.wait()
        cursor = all_of(county.port, inspector)
    what = f"facts with three originals of 4 MB in the inspector's list, {BITS // 1000} kbit/s and 600 ms"
    median = statistics.median(seconds)
    table.line(what, 1, ratio=f"worst {max(seconds):.1f} s", median=f"{median * 1000:.0f}", target="≤ 3 s (median)")


def _phone(port: int, *photos: Path) -> subprocess.Popen:
    """Already signed in when it speaks."""
    script = Path(__file__).with_name("phone.ts")
    who = [f"http://127.0.0.1:{port}", servers.INFORMANT, asking.PASSWORD]
    parent = os.getpid()
    return subprocess.Popen(
        ["node", script, *who, *photos], stdout=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: tie_to_parent(parent),
    )  # fmt: skip
