"""Clients that ask as fast as they are answered: all in one thread, so that they cost the two cores little.

What a client sends is made before its clock starts, which runs from the first byte sent to the last received.
"""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Request = list[bytes]  # the head, then the parts of the body
Turn = Callable[[], list[Request]]  # makes the requests that one client sends one after the other
AGAIN_SECONDS = 0.02  # all clients wait that long together: they share a thread
HEADERS = "Host: localhost\r\nX-Requested-With: patrol\r\n"


def request(method: str, path: str, cookie: str = "", body: Iterable[bytes] = (), type_: str = "application/json"):
    parts = list(body)
    head = f"{method} {path} HTTP/1.1\r\n{HEADERS}"
    if cookie:
        head += f"Cookie: {cookie}\r\n"
    if parts:
        head += f"Content-Type: {type_}\r\nContent-Length: {sum(map(len, parts))}\r\n"
    return [f"{head}\r\n".encode(), *parts]


@dataclass
class Measured:
    """What several slices of the same load have shown so far."""

    times: list[float] = field(default_factory=list)  # ms
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)]


class _Client:
    """One kept connection that sends the requests of its turns; told to come again, it does."""

    def __init__(self, port: int, turn: Turn, poller: selectors.BaseSelector):
        self.port, self.turn, self.poller, self.over = port, turn, poller, False
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.poller.register(self.socket, selectors.EVENT_READ, self)

    def begin(self) -> None:
        self.left = self.turn()
        self.began = time.perf_counter()
        self._send_next()

    def _send_next(self) -> None:
        self.asked = self.left.pop(0)
        self._send()

    def _send(self) -> None:
        self.out = [memoryview(part) for part in self.asked]
        self.answer = bytearray()
        self.write()

    def _come_again(self) -> None:
        """The server closes the connection of what it turns away; the turn's clock runs on."""
        self.poller.unregister(self.socket)
        self.socket.close()
        time.sleep(AGAIN_SECONDS)
        self._connect()
        self._send()

    def write(self) -> None:
        while self.out:
            try:
                sent = self.socket.sendmsg(self.out)
            except BlockingIOError:
                self.poller.modify(self.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, self)
                return
            except (BrokenPipeError, ConnectionResetError):  # turned away before it was read: the answer says so
                self.out = []
            while self.out and sent >= len(self.out[0]):
                sent -= len(self.out.pop(0))
            if sent:
                self.out[0] = self.out[0][sent:]
        self.poller.modify(self.socket, selectors.EVENT_READ, self)

    def read(self) -> float | None:
        """How many ms the turn took, once its last answer is here."""
        came = self._receive()
        self.answer += came
        end = self.answer.find(b"\r\n\r\n")
        if self.answer[9:12] == b"503" or not came and not self.answer:
            self._come_again()
            return None
        if not came or end > 0 and self.answer[9:10] != b"2":
            raise RuntimeError(f"refused: {bytes(self.answer[:400])!r}")
        if end < 0 or len(self.answer) < end + 4 + _length(self.answer[:end]):
            return None
        if self.left:
            self._send_next()
            return None
        return (time.perf_counter() - self.began) * 1000

    def _receive(self) -> bytes:
        try:
            return self.socket.recv(262144)
        except ConnectionResetError:
            return b""

    def close(self) -> None:
        self.over = True
        self.poller.unregister(self.socket)
        self.socket.close()


def _length(head: bytearray) -> int:
    lower = bytes(head).lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def slice_of(measured: Measured, port: int, turns: list[Turn], seconds: float) -> None:
    """Let one client per turn repeat it for some seconds; adds what was seen to `measured`."""
    with selectors.DefaultSelector() as poller:
        clients = [_Client(port, turn, poller) for turn in turns]
        began = time.monotonic()
        for client in clients:
            client.begin()
        while any(not client.over for client in clients):
            for key, events in poller.select():
                _go_on(key.data, events, measured, began + seconds)
        measured.seconds += time.monotonic() - began


def _go_on(client: _Client, events: int, measured: Measured, until: float) -> None:
    if events & selectors.EVENT_WRITE:
        client.write()
    if not events & selectors.EVENT_READ:
        return
    took = client.read()
    if took is None:
        return
    measured.times.append(took)
    if time.monotonic() < until:
        client.begin()
    else:
        client.close()


def in_turns(slices: int, seconds: float, **loads: tuple[int, list[Turn]]) -> dict[str, Measured]:
    """The loads one after the other in short slices, over and over, so that the machine's noise hits all alike."""
    seen = {name: Measured() for name in loads}
    for port, turns in loads.values():
        slice_of(Measured(), port, turns, seconds / 4)  # warm
    for _ in range(slices):
        for name, (port, turns) in loads.items():
            slice_of(seen[name], port, turns, seconds)
    return seen
