"""One run: a product, some people with phones, everything that goes wrong, then quiet, and the verdict."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests import system
from tests.e2e.books import Books

from .director import Director
from .ledger import Ledger
from .life import LONGEST_START_SECONDS, Cues, Life
from .link import Link
from .plan import Plan
from .servers import Server
from .table import Counts
from .verdict import Kept, Verdict, judge

TELL_SECONDS = 20


@dataclass
class Told:
    verdict: Verdict
    counts: Counts
    stumbles: list[str]
    statuses: Counter[int]
    log: str
    seconds: float


class Run:
    def __init__(self, scratch: Path, plan: Plan, seconds: float):
        self.scratch, self.plan, self.seconds = scratch, plan, seconds
        self.counts, self.ledger = Counts(), Ledger()
        self.cues = Cues(threading.Barrier(plan.phones + 1))
        self.chromium = os.environ.get("CHROMIUM") or system.chromium()

    def all(self) -> Told:
        began = time.monotonic()
        server = Server(self.scratch / "instance", self.scratch / "faults").start()
        try:
            books = Books(server.served)
            before = {one for name in self.plan.people for one in books.reports_of(name)}
            lives = [self._life(number, server.served.port) for number in range(self.plan.phones)]
            self._live(server, lives)
            phones = {life.username: life.kept for life in lives}
            verdict = judge(self.ledger, Kept(books, self.plan.people, before), phones)
        finally:
            server.served.stop()
        stumbles = [one for life in lives for one in life.stumbles]
        statuses = sum((life.link.statuses for life in lives), start=Counter())
        return Told(verdict, self.counts, stumbles, statuses, server.verified(), time.monotonic() - began)

    def _life(self, number: int, port: int) -> Life:
        link = Link(port, self.plan, number, self.counts)
        life = Life(number, link, self.cues, self.plan, self.ledger, self.counts)
        return life.has_phone(self.chromium, self.scratch)

    def _live(self, server: Server, lives: list[Life]) -> None:
        for life in lives:
            life.start()
        self.cues.ready.wait(LONGEST_START_SECONDS)
        director = Director(server, self.plan, self.counts, self.seconds)
        director.thread.start()
        for life in lives:
            life.link.trouble()
        self._wait_until_enough(director, lives)
        director.end()
        for life in lives:
            life.link.settle()
        self.cues.over.set()
        for life in lives:
            life.join()

    def _wait_until_enough(self, director: Director, lives: list[Life]) -> None:
        """Everybody has reported and everything planned has come; a slow machine is given half as long again."""
        until, told = time.monotonic() + self.seconds * 1.5, 0.0
        while time.monotonic() < until:
            if time.monotonic() - told > TELL_SECONDS:
                told = time.monotonic()
                self._tell()
            if not director.left and all(life.is_through for life in lives):
                return
            time.sleep(0.5)

    def _tell(self) -> None:
        taken = sum(entry.taken for entry in self.ledger.entries)
        print(f"{taken} of {sum(self.plan.shares)} reports, {sum(self.counts.seen.values())} faults", file=sys.stderr)
