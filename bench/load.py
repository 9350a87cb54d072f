"""Clients that ask as fast as they are answered, and phones that send slowly."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from http.client import HTTPConnection

HEADERS = {"X-Requested-With": "patrol"}


class Client:
    """One kept connection with its cookie."""

    def __init__(self, port: int, cookie: str = ""):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = HEADERS | ({"Cookie": cookie} if cookie else {})

    def ask(self, method: str, path: str, body: bytes | None = None, type_: str = "application/json") -> bytes:
        headers = self.headers | ({"Content-Type": type_} if body is not None else {})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
        self.cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
        return text


def measure(clients: int, seconds: float, make: Callable[[], Callable[[], None]]) -> tuple[float, float, float]:
    """(requests a second, median ms, p95 ms) of `clients` that each repeat what `make()` returns."""
    times: list[float] = []
    until = time.monotonic() + seconds

    def repeat(once: Callable[[], None]) -> None:
        while time.monotonic() < until:
            began = time.perf_counter()
            once()
            times.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=repeat, args=(make(),)) for _ in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return len(times) / (time.monotonic() - began), statistics.median(times), times[int(len(times) * 0.95)]


@contextmanager
def slow_phones(port: int, cookie: str, path: Callable[[int], str], count: int, size: int, bits: int = 50_000):
    """`count` uploads of `size` bytes at `bits` per second, under way for as long as the block lasts."""
    over = threading.Event()
    phones = [threading.Thread(target=_send, args=(port, cookie, path(i), size, bits, over)) for i in range(count)]
    for phone in phones:
        phone.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        over.set()
        for phone in phones:
            phone.join()


def _send(port: int, cookie: str, path: str, size: int, bits: int, over: threading.Event) -> None:
    with socket.create_connection(("127.0.0.1", port)) as phone:
        head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nX-Requested-With: patrol\r\nCookie: {cookie}\r\n"
        phone.sendall(f"{head}Content-Type: image/jpeg\r\nContent-Length: {size}\r\n\r\n".encode())
        while not over.wait(0.1):
            try:
                phone.sendall(b"x" * (bits // 80))
            except OSError:
                return  # refused for now, as the forty-first should be
