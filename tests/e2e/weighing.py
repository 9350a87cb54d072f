"""A gateway that also weighs: what reached the server, byte for byte, and what was cut off before it."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

from tests.e2e.gateway import Gateway, Reply, Request
from tests.serving import wait_until

# The request breaks off before the server sees it; with LOST the server has it and its answer breaks off.
CUT = Reply(0, kind="cut")


@dataclass(frozen=True)
class Arrived:
    """A request as the server got it, and what the server said to it, whether or not the phone heard that."""

    request: Request
    status: int
    bytes: int
    sha256: str


class Weighing(Gateway):
    def __init__(self, behind):
        super().__init__(behind)
        self.arrived: list[Arrived] = []

    def forward(self, request: Request, headers: dict, body: bytes | None) -> Reply:
        reply = super().forward(request, headers, body)
        content = body or b""
        with self.lock:
            self.arrived.append(Arrived(request, reply.status, len(content), hashlib.sha256(content).hexdigest()))
        return reply

    def originals(self) -> list[Arrived]:
        """Whole ones and pieces that the server took."""
        with self.lock:
            return [one for one in self.arrived if one.request.carries_original() and one.status < 300]

    def weighed(self, total: int) -> bool:
        """Whether the server took so many bytes of originals and no more; the last answer may still be on its way."""
        wait_until(lambda: self._weight() >= total)
        return self._weight() == total

    def _weight(self) -> int:
        return sum(one.bytes for one in self.originals())

    def tries(self, method: str, part: str) -> Counter[str]:
        """How often each such path was asked for, whatever became of it."""
        with self.lock:
            asked = [request.path for request, _ in self.passed if request.method == method and part in request.path]
        return Counter(asked)


class Gate:
    """Holds one request in the air: neither arrived nor failed, until it is let through or cut."""

    def __init__(self):
        self.reached, self.opened = threading.Event(), threading.Event()

    def hold(self) -> None:
        self.reached.set()
        self.opened.wait(60)


@contextmanager
def held():
    gate = Gate()
    try:
        yield gate
    finally:
        gate.opened.set()
