"""The way from one phone to the product: narrow, slow, lossy, cut, and now and then something worse."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections import Counter

from . import shapes, wire
from .cards import Cards
from .deeds import DEEDS, passed
from .exchange import Cut, Exchange
from .release import Release
from .table import Counts

AT_ONCE = struct.pack("ii", 1, 0)


class Link:
    """A port of its own for each phone. `calm` ends all faults; `release` is the build of the app that it brings."""

    def __init__(self, port_behind: int, plan, number: int, counts: Counts):
        self.port_behind, self.counts = port_behind, counts
        self.dice = plan.dice("link", number)
        self.cards = Cards(plan.on_the_way(number), self.dice, counts)
        self.shape, self.calm = shapes.CALM, threading.Event()
        self.changing, self.cutting = plan.dice("shapes", number), plan.dice("cuts", number)
        self.up, self.down = (shapes.Pace(plan.dice("losses", number, way)) for way in ("up", "down"))
        self.release = Release(port_behind)
        self.statuses: Counter[int] = Counter()
        self.lock, self.under_way = threading.Lock(), {}
        self.silent_until = 0.0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._go(self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    @property
    def portion(self) -> int:
        return shapes.PACKET if self.shape.bytes_per_second < 100_000 else 16 * shapes.PACKET

    def trouble(self) -> None:
        """From now on."""
        self.cards.begin()
        self._go(self._change)
        self._go(self._cut_now_and_then)

    def settle(self) -> None:
        self.calm.set()
        self.cards.end()
        self.shape, self.silent_until = shapes.CALM, 0.0

    def opened(self, exchange: Exchange, upstream: socket.socket) -> None:
        with self.lock:
            self.under_way.setdefault(exchange, []).append(upstream)

    def heard(self, answer: wire.Answer) -> None:
        with self.lock:
            self.statuses[answer.status] += 1

    def _accept(self) -> None:
        while True:
            client, _ = self.listener.accept()
            self._go(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, ValueError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            source = client.makefile("rb")
            while request := wire.read_request(source):
                if time.monotonic() < self.silent_until:
                    _break(client)
                    return
                if not self._one(Exchange(self, request, source, client)):
                    return

    def _one(self, exchange: Exchange) -> bool:
        card = self.cards.draw(exchange.request)
        with self.lock:
            self.under_way[exchange] = [exchange.client]
        try:
            time.sleep(self.shape.there_and_back / 2)
            DEEDS.get(card, passed)(exchange)
            self.cards.done(card)
            return True
        except Cut:
            self.cards.done(card)
        except OSError:
            self.cards.put_back(card)
        finally:
            with self.lock:
                self.under_way.pop(exchange, None)
        _break(exchange.client)
        return False

    def _change(self) -> None:
        to_come: list[shapes.Shape] = []
        while not self.calm.is_set():
            to_come = to_come or self.changing.sample(shapes.ON_THE_WAY, len(shapes.ON_THE_WAY))
            self.shape = to_come.pop()
            if self.shape is shapes.ONE_BAR:
                self.counts.add("one bar")
            self.calm.wait(self.changing.uniform(*self.shape.lasts))
        self.shape = shapes.CALM

    def _cut_now_and_then(self) -> None:
        while not self.calm.wait(self.cutting.uniform(3, 20)):
            with self.lock:
                both_ends = [one for ends in self.under_way.values() for one in ends]
            for one in both_ends:
                _break(one)
            if both_ends:
                self.counts.add("cut")
                self.silent_until = time.monotonic() + self.cutting.uniform(0, 1.5)

    def _go(self, work, *given) -> None:
        threading.Thread(target=work, args=given, daemon=True).start()


def _break(end: socket.socket) -> None:
    """A reset and no farewell, as when a tower is lost."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        end.shutdown(socket.SHUT_RDWR)
