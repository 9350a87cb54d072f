"""bin/bench: medians as ratios to the floor. Absolute rates are of this machine and this hour."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from . import load, servers

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ORIGINAL = 400 * 1024


def photo() -> bytes:
    """A file with a JPEG's signature, made anew each time, so that nothing is stored already."""
    return b"\xff\xd8\xff\xe0" + os.urandom(ORIGINAL - 4)


def facts(*photos: bytes) -> bytes:
    named = [{"sha256": hashlib.sha256(one).hexdigest(), "bytes": len(one), "type": "image/jpeg"} for one in photos]
    place = {"lat": 31.885, "lon": 119.508, "by": "pin"}
    now = datetime.now(UTC).isoformat()
    body = {"kind": "waste", "captured_at": now, "place": place, "note": "建筑垃圾堆在田边" * 8, "photos": named}
    return json.dumps(body, ensure_ascii=False).encode()


class Program:
    """How one of the two programs is asked."""

    def __init__(self, port: int, prefix: str, cookies: dict[str, str]):
        self.port, self.prefix, self.cookies = port, prefix, cookies

    def client(self, who: str = "informant-liuru") -> load.Client:
        return load.Client(self.port, self.cookies.get(who, ""))

    def report(self):
        client = self.client()
        return lambda: client.ask("PUT", f"{self.prefix}/reports/{uuid.uuid4()}", facts())

    def report_with_original(self):
        client = self.client()

        def once():
            taken = photo()
            client.ask("PUT", f"{self.prefix}/reports/{uuid.uuid4()}", facts(taken))
            sha256 = hashlib.sha256(taken).hexdigest()
            client.ask("PUT", f"{self.prefix}/photos/{sha256}", taken, "image/jpeg")

        return once

    def listing(self):
        client = self.client("inspector-yanling")
        return lambda: client.ask("GET", f"{self.prefix}/cases?limit=50")


def sign_in(port: int, *names: str) -> dict[str, str]:
    cookies = {}
    for name in names:
        client = load.Client(port)
        client.ask("POST", "/api/session", json.dumps({"username": name, "password": "patrol-demo"}).encode())
        cookies[name] = client.cookie
    return cookies


def compare(floor: Program, product: Program) -> list[str]:
    rows = ["| what | clients | floor /s | Patrol /s | ratio | median ms | p95 ms |", "|---|---|---|---|---|---|---|"]
    for name, what in (("facts", "report"), ("facts + 400 KB", "report_with_original"), ("list of 50", "listing")):
        for clients in (1, 8, 32):
            least, _, _ = load.measure(clients, SECONDS, getattr(floor, what))
            rate, median, p95 = load.measure(clients, SECONDS, getattr(product, what))
            rows.append(
                f"| {name} | {clients} | {least:.0f} | {rate:.0f} | {rate / least:.2f} | {median:.1f} | {p95:.1f} |"
            )
            print(rows[-1], flush=True)
    return rows


def beside_slow_phones(product: Program) -> None:
    """p95 of `PUT /reports` while phones send at 50 kbit/s, against the same idle."""
    client, size = product.client(), 2_000_000
    hashes = [hashlib.sha256(os.urandom(8)).hexdigest() for _ in range(100)]
    for start in range(0, 100, 20):
        named = [{"sha256": one, "bytes": size, "type": "image/jpeg"} for one in hashes[start : start + 20]]
        body = json.loads(facts()) | {"photos": named}
        client.ask("PUT", f"/api/reports/{uuid.uuid4()}", json.dumps(body).encode())
    cookie = product.cookies["informant-liuru"]
    _, _, idle = load.measure(2, SECONDS, product.report)
    for count in (1, 40, 100):
        with load.slow_phones(product.port, cookie, lambda i: f"/api/photos/{hashes[i]}", count, size):
            _, _, p95 = load.measure(2, SECONDS, product.report)
        print(
            f"| facts beside {count} uploads at 50 kbit/s | 2 | | | {p95 / idle:.2f} × idle | | {p95:.1f} |",
            flush=True,
        )


def main() -> None:
    wanted = sys.argv[1:] or ["compare", "slow"]
    with tempfile.TemporaryDirectory(prefix="patrol-bench-") as scratch:
        floor_folder, folder = Path(scratch) / "floor", Path(scratch) / "instance"
        floor_folder.mkdir()
        more = {"PATROL_DATABASE_URL": os.environ["BENCH_DATABASE_URL"]} if "BENCH_DATABASE_URL" in os.environ else {}
        if more:
            more["PATROL_SECRET_KEY"] = "a key for measuring only"
        servers.flask(folder, "demo", **more)
        with (
            servers.served(folder, "bench.floor:app", BENCH_FLOOR=str(floor_folder)) as (floor_port, _),
            servers.served(folder, "wsgi:app", **more) as (port, pid),
        ):
            cookies = sign_in(port, "informant-liuru", "inspector-yanling")
            floor, product = Program(floor_port, "", {}), Program(port, "/api", cookies)
            if "compare" in wanted:
                compare(floor, product)
            if "slow" in wanted:
                beside_slow_phones(product)
            print(f"| memory of a web process after that | | | | {servers.memory_mb(pid):.0f} MB | | |")


main()
