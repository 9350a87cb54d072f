"""The first sync of somebody who sees five hundred cases: what comes over the network, and how long it takes."""

from __future__ import annotations

import gzip
import json
import statistics
import time
from http.client import HTTPConnection

from . import servers, table
from .reading import FEW

CASES, RUNS = 500, 7
READER = "officer"  # who sees that many
# (what, how it is asked for, how many at a time): as the app does.
FORMS = (("whole", "", 50), ("as lists show them", "&form=list", 200))


def changes(all_: servers.Servers) -> None:
    county = all_.county(FEW)
    cookie = county.phone(READER).cookie
    connection = HTTPConnection("127.0.0.1", county.port, timeout=60)
    for what, form, page in FORMS:
        runs = [_first(connection, cookie, form, page) for _ in range(RUNS)]
        size, ms = runs[0][0] / 1000, statistics.median(run[1] for run in runs)
        table.line(
            f"`changes` of {CASES} cases, {what}", 1, ratio=f"{size:.0f} KB packed", median=f"{ms:.0f}",
            p95=f"{max(run[1] for run in runs):.0f}", target="≤ 60 KB, ≤ 150 ms",
        )  # fmt: skip


def _first(connection: HTTPConnection, cookie: str, form: str, most: int) -> tuple[int, float]:
    """(bytes, ms) until so many cases are here."""
    came = size = 0
    after, took = "", 0.0
    while came < CASES:
        began = time.perf_counter()
        limit = min(most, CASES - came)
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
        connection.request("GET", f"/api/changes?limit={limit}{form}{after}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        took += time.perf_counter() - began
        size += len(body)
        page = json.loads(gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body)
        came, after = came + len(page["cases"]), f"&after={page['cursor']}"
        if not page["more"] and came < CASES:
            raise RuntimeError(f"{READER} sees only {came} cases: BENCH_CASES is too small")
    return size, took * 1000
