"""400 KB by tus against the same in one PUT: as the app sends it on a link that is good, or that it does not know."""

from __future__ import annotations

import base64
import json
import random
import statistics
import time
from http.client import HTTPConnection
from itertools import pairwise

from . import asking, servers, table

RUNS = 40
PIECE = "application/offset+octet-stream"
FIRST = 64 * 1024  # as in tus.ts: after it, what the link carries in eight seconds, here 1 MB


def tus(all_: servers.Servers) -> None:
    county = all_.county()
    phone = county.phone(servers.INFORMANT)
    connection = HTTPConnection("127.0.0.1", county.port, timeout=60)
    took: dict = {_in_one: [], _whole: [], _in_two: [], _in_three: []}
    for _ in range(RUNS):
        for way, times in random.sample(list(took.items()), len(took)):
            photo = asking.Photo()
            asking.ask(county.port, "PUT", *_named(phone, photo))
            began = time.perf_counter()
            way(connection, phone.cookie, photo)
            times.append((time.perf_counter() - began) * 1000)
    one = statistics.median(took.pop(_in_one))
    for way, times in took.items():
        several = statistics.median(times)
        table.line(
            f"an original of 400 KB by tus, {way.__doc__}", 1, ratio=f"{several / one:.2f} × one PUT ({one:.0f} ms)",
            median=f"{several:.1f}", p95=f"{sorted(times)[int(RUNS * 0.95)]:.1f}",
            target="≤ 1.5 × one PUT" if way is _whole else "",
        )  # fmt: skip


def _named(phone: asking.Phone, photo: asking.Photo) -> tuple:
    path = phone.put_report(photo.sha256, size=photo.size)[0].split(b" ")[1].decode()
    return path, phone.cookie, json.loads(asking.facts(photo.sha256, size=photo.size))


def _in_one(connection: HTTPConnection, cookie: str, photo: asking.Photo) -> None:
    _ask(connection, "PUT", f"/api/photos/{photo.sha256}", cookie, b"".join(photo.parts), type_="image/jpeg")


def _whole(connection: HTTPConnection, cookie: str, photo: asking.Photo) -> None:
    """as the app sends it after another"""
    _in_pieces(connection, cookie, photo, [0, photo.size])


def _in_two(connection: HTTPConnection, cookie: str, photo: asking.Photo) -> None:
    """as the app's first on a link"""
    _in_pieces(connection, cookie, photo, [0, FIRST, photo.size])


def _in_three(connection: HTTPConnection, cookie: str, photo: asking.Photo) -> None:
    """as the app goes on after a cut"""
    _in_pieces(connection, cookie, photo, [0, 0, FIRST, photo.size])


def _in_pieces(connection: HTTPConnection, cookie: str, photo: asking.Photo, ends: list[int]) -> None:
    """The first goes with the creation."""
    body = b"".join(photo.parts)
    (_, first), *others = pairwise(ends)
    kind = PIECE if first else ""
    begun = _ask(connection, "POST", "/api/uploads", cookie, body[:first], kind, **_creation(photo))
    path = begun.getheader("Location")
    for start, end in others:
        _ask(connection, "PATCH", path, cookie, body[start:end], PIECE, **{"Upload-Offset": str(start)})


def _creation(photo: asking.Photo) -> dict[str, str]:
    named = base64.b64encode(photo.sha256.encode()).decode()
    return {"Upload-Length": str(photo.size), "Upload-Metadata": f"sha256 {named}"}


def _ask(connection: HTTPConnection, method: str, path: str, cookie: str, body=None, type_="", **headers: str):
    all_ = {"X-Requested-With": "patrol", "Cookie": cookie, "Tus-Resumable": "1.0.0", **headers}
    connection.request(method, path, body, all_ | ({"Content-Type": type_} if type_ else {}))
    answer = connection.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {said[:200]!r}")
    return answer
