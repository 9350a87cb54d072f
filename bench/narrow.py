"""A narrow way to a server: so many bits a second each way, a delay, and cuts; it counts what the phone has sent."""

from __future__ import annotations

import queue
import random
import socket
import threading
import time
from contextlib import suppress

PIECE = 1400


class Lane:
    """One direction of the link, shared by all its connections."""

    def __init__(self, bits: float):
        self.seconds_a_byte, self.free_at, self.bytes, self.lock = 8 / bits, 0.0, 0, threading.Lock()

    def wait(self, size: int) -> None:
        with self.lock:
            self.bytes += size
            self.free_at = max(self.free_at, time.monotonic()) + size * self.seconds_a_byte
            until = self.free_at
        time.sleep(max(0.0, until - time.monotonic()))


class Narrow:
    def __init__(self, port: int, bits: float, round_trip: float = 0.0, cuts: tuple[float, float] | None = None):
        self.behind, self.one_way, self.cuts = port, round_trip / 2, cuts
        self.up, self.down = Lane(bits), Lane(bits)
        self.open: set[socket.socket] = set()
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        # What the phone's system could put here at once would count as sent.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = self.listener.getsockname()[1]

    def __enter__(self) -> Narrow:
        threading.Thread(target=self._accept, daemon=True).start()
        if self.cuts:
            threading.Thread(target=self._cut, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        self.listener.close()
        self._cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                phone = self.listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self.behind))
                self.open |= {phone, server}
                for lane, ends in ((self.up, (phone, server)), (self.down, (server, phone))):
                    threading.Thread(target=self._carry, args=(lane, *ends), daemon=True).start()

    def _carry(self, lane: Lane, source: socket.socket, to: socket.socket) -> None:
        on_the_way: queue.Queue = queue.Queue()
        threading.Thread(target=self._deliver, args=(on_the_way, to), daemon=True).start()
        with suppress(OSError):
            while piece := source.recv(PIECE):
                lane.wait(len(piece))
                on_the_way.put((time.monotonic() + self.one_way, piece))
        on_the_way.put((time.monotonic() + self.one_way, b""))

    def _deliver(self, on_the_way: queue.Queue, to: socket.socket) -> None:
        with suppress(OSError):
            while True:
                at, piece = on_the_way.get()
                time.sleep(max(0.0, at - time.monotonic()))
                if not piece:
                    return to.shutdown(socket.SHUT_RDWR)
                to.sendall(piece)

    def _cut(self) -> None:
        chance = random.Random(7)
        while not self.over.wait(chance.uniform(*self.cuts)):
            self._cut_all()

    def _cut_all(self) -> None:
        ends, self.open = self.open, set()
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
