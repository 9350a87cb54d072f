"""`PUT /reports` while a hundred phones send originals at 50 kbit/s, against the same with nobody else there."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import contextmanager

from . import load, servers, table

UPLOADS, BITS, SIZE = (1, 40, 100), 50_000, 2_000_000
SLICES, SECONDS, CLIENTS = 4, 0.75, 2


def uploads(all_: servers.Servers) -> None:
    county = all_.county()
    phone = county.phone(servers.INFORMANT)
    hashes = [os.urandom(32).hex() for _ in range(max(UPLOADS))]
    for start in range(0, len(hashes), 20):
        named = phone.put_report(*hashes[start : start + 20], size=SIZE)
        load.slice_of(load.Measured(), county.port, [lambda named=named: [named]], 0)
    for count in UPLOADS:
        idle, beside = load.Measured(), load.Measured()
        load.slice_of(load.Measured(), county.port, [phone.report] * CLIENTS, SECONDS / 4)
        for _ in range(SLICES):
            load.slice_of(idle, county.port, [phone.report] * CLIENTS, SECONDS)
            with under_way(county.port, phone.cookie, hashes[:count]):
                load.slice_of(beside, county.port, [phone.report] * CLIENTS, SECONDS)
        table.line(
            f"facts beside {count} uploads at 50 kbit/s", CLIENTS, patrol=f"{beside.rate:.0f}",
            ratio=f"p95 {beside.p95 / idle.p95:.2f} × idle", median=f"{beside.median:.1f}", p95=f"{beside.p95:.1f}",
            target="p95 ≤ 2 × idle",
        )  # fmt: skip


@contextmanager
def under_way(port: int, cookie: str, hashes: list[str]):
    """An upload for each hash, for as long as the block lasts; all of them in one thread."""
    phones = [_begun(port, cookie, one) for one in hashes]
    over = threading.Event()
    thread = threading.Thread(target=_trickle, args=(phones, over))
    thread.start()
    time.sleep(0.3)
    try:
        yield
    finally:
        over.set()
        thread.join()
        for phone in phones:
            phone.close()


def _begun(port: int, cookie: str, sha256: str) -> socket.socket:
    phone = socket.create_connection(("127.0.0.1", port))
    head = f"PUT /api/photos/{sha256} HTTP/1.1\r\n{load.HEADERS}Cookie: {cookie}\r\n"
    phone.sendall(f"{head}Content-Type: image/jpeg\r\nContent-Length: {SIZE}\r\n\r\n".encode())
    phone.setblocking(False)
    return phone


def _trickle(phones: list[socket.socket], over: threading.Event) -> None:
    piece = b"x" * (BITS // 80)  # of a tenth of a second
    left = list(phones)
    while not over.wait(0.1):
        for phone in list(left):
            try:
                phone.send(piece)
            except OSError:
                left.remove(phone)  # asked to come again, as those beyond half of the threads should be
