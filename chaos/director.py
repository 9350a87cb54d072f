"""Lets the planned faults happen at the server, one after another."""

from __future__ import annotations

import logging
import threading

from .plan import Plan
from .servers import Server
from .table import Counts

log = logging.getLogger(__name__)
# Where a disk is full: a body is read, bytes get their name, a piece is stored; or the database writes.
FULL_AT = (("body.read", "bytes.named", "piece.stored"), ("event.appended",))
# SQLite's own waiting ends after 20 s: once in a while somebody holds the lock longer.
LOCKED_SECONDS = (1.0, 2.0, 3.0, 4.0, 1.5, 2.5, 22.0)


class Director:
    def __init__(self, server: Server, plan: Plan, counts: Counts, seconds: float):
        self.server, self.counts = server, counts
        self.dice, self.left = plan.dice("director"), plan.at_the_server()
        # Some of the time is the faults' own.
        self.pause = seconds / (len(self.left) or 1) * 0.4
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._direct, daemon=True)

    def end(self) -> None:
        self.over.set()
        self.thread.join(60)

    def _direct(self) -> None:
        while self.left and not self.over.wait(self.dice.uniform(self.pause / 2, self.pause * 1.5)):
            kind = self.left.pop(0)
            log.info("the server: %s", kind)
            if self._happen(kind):
                self.counts.add(kind)
            else:
                self.left.append(kind)

    def _happen(self, kind: str) -> bool:
        if kind == "disk full":
            return self.server.fill_disk(self.dice.choice(FULL_AT), self.over)
        if kind == "database locked":
            self.server.lock_database(self.dice.choice(LOCKED_SECONDS), self.over)
        elif kind == "worker killed":
            self.server.kill("worker")
        elif self.dice.random() < 0.5:
            self.server.kill("web")
        else:
            self.server.kill_one_of_the_web(self.dice)
        return True
