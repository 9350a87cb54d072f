"""How often each kind of fault has come, counted by whoever did it, and printed at the end."""

from __future__ import annotations

import threading
from collections import Counter

from .kinds import KINDS


class Counts:
    def __init__(self):
        self.lock = threading.Lock()
        self.seen: Counter[str] = Counter()

    def add(self, kind: str) -> None:
        assert kind in KINDS, kind
        with self.lock:
            self.seen[kind] += 1

    def below(self, least: int) -> list[str]:
        return [f"{kind} ({self.seen[kind]})" for kind in KINDS if self.seen[kind] < least]

    def lines(self) -> list[str]:
        width = max(map(len, KINDS))
        rows = [f"| {name:<{width}} | {self.seen[name]:>5} | {kind.what} |" for name, kind in KINDS.items()]
        return [f"| {'fault':<{width}} | times | what happens |", f"|{'-' * (width + 2)}|------:|---|", *rows]
