"""The product under the supervisor that people start it with, and what befalls it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from tests.e2e.books import Books
from tests.serving import Served, descendants, wait_until

# With the demo's county to be loaded first, on a machine that does other things too.
LONGEST_START_SECONDS = 240
LONGEST_UNUSED_SECONDS = 8
# The supervisor waits up to 30 s before it starts again what keeps dying.
LONGEST_RESTART_SECONDS = 60


class Server:
    def __init__(self, instance: Path, faults: Path):
        faults.mkdir(exist_ok=True)
        self.instance, self.faults = instance, faults
        self.served = Served(instance, PATROL_FAULTS=str(faults))
        self.children: dict[str, int] = {}

    def start(self) -> Server:
        self.served.launch().wait_for("Ctrl-C ends it.", LONGEST_START_SECONDS)
        self.children = {name: self.served.child(name) for name in ("web", "worker")}
        return self

    def kill(self, name: str) -> None:
        """kill -9, and then until the supervisor has started another."""
        known = set(self._children())
        with suppress(ProcessLookupError):
            os.kill(self.children[name], signal.SIGKILL)
        wait_until(lambda: set(self._children()) - known, LONGEST_RESTART_SECONDS)
        self.children[name] = min(set(self._children()) - known)

    def kill_one_of_the_web(self, dice: random.Random) -> None:
        under = descendants(self.children["web"])
        if under:
            with suppress(ProcessLookupError):
                os.kill(dice.choice(under), signal.SIGKILL)

    def lock_database(self, seconds: float, over: threading.Event) -> None:
        with closing(sqlite3.connect(self.instance / "patrol.db", timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            over.wait(seconds)
            other.execute("ROLLBACK")

    def fill_disk(self, points: tuple[str, ...], over: threading.Event) -> bool:
        """Whether somebody met it: an order is gone then."""
        orders = [self.faults / point for point in points]
        for order in orders:
            order.write_text("full")
        until = time.monotonic() + LONGEST_UNUSED_SECONDS
        while all(order.exists() for order in orders) and time.monotonic() < until and not over.is_set():
            time.sleep(0.05)
        met = not all(order.exists() for order in orders)
        for order in orders:
            order.unlink(missing_ok=True)
        return met

    def verified(self) -> str:
        try:
            return Books(self.served).command("verify")
        except AssertionError as problem:
            return str(problem)

    def _children(self) -> list[int]:
        parent = self.served.process.pid
        return [pid for pid in descendants(parent) if _parent(pid) == parent]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
