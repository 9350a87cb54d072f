"""The access token of a messenger: asked for once, kept until shortly before its end, shared by all threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from . import Undelivered

EARLIER_SECONDS = 300


class Token:
    def __init__(self, ask: Callable[[], dict]):
        self.ask, self.lock = ask, threading.Lock()
        self.value, self.until = "", 0.0

    def get(self) -> str:
        with self.lock:
            if time.monotonic() >= self.until:
                answer = self.ask()
                if answer.get("errcode") != 0 or not isinstance(answer.get("access_token"), str):
                    raise Undelivered("not_let_in", answer.get("errcode", ""))
                self.value = answer["access_token"]
                lasts = int(answer.get("expires_in") or 7200)
                self.until = time.monotonic() + max(lasts - EARLIER_SECONDS, lasts / 2)
            return self.value

    def drop(self, value: str) -> None:
        """The other side no longer knows it; unless another thread has got a new one meanwhile."""
        with self.lock:
            if self.value == value:
                self.until = 0.0
