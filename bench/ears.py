"""Open apps that wait to be told: each a kept answer of `GET /api/live`, all heard by one selector."""

from __future__ import annotations

import selectors
import socket
import time

from . import load, servers

APPS = 500
# Most people of a county have nothing to do with one report; a few dozen hear of it.
CONCERNED = 20
ELSEWHERE = "inspector-yunyang"
PATIENCE = 30.0


class Ears:
    """So many streams; the first of them is the inspector's whose list is watched."""

    def __init__(self, county: servers.Server, number: int = APPS):
        cookies = [county.phone(name).cookie for name in (servers.INSPECTOR, ELSEWHERE)]
        self.port, self.poller, self.heard = county.port, selectors.DefaultSelector(), {}
        for place in range(number):
            self._open(cookies[place >= CONCERNED], first=place == 0)
        self.wait_for(b": here\n\n", set(self.heard))

    def _open(self, cookie: str, *, first: bool) -> None:
        app = socket.create_connection(("127.0.0.1", self.port))
        app.sendall(load.request("GET", "/api/live", cookie)[0])
        self.poller.register(app, selectors.EVENT_READ)
        self.heard[app] = b""
        if first:
            self.inspector = app

    def wait_for(self, text: bytes, apps: set[socket.socket]) -> None:
        until, deaf = time.monotonic() + PATIENCE, set(apps)
        while deaf:
            ready = self.poller.select(until - time.monotonic())
            if not ready:
                raise RuntimeError(f"{len(deaf)} open apps did not hear {text!r}")
            for key, _ in ready:
                self.heard[key.fileobj] += key.fileobj.recv(4096)
                if text in self.heard[key.fileobj]:
                    deaf.discard(key.fileobj)

    def forget(self) -> None:
        """What was said so far, and what is still on its way."""
        while ready := self.poller.select(1.0):
            for key, _ in ready:
                key.fileobj.recv(4096)
        self.heard = dict.fromkeys(self.heard, b"")

    def told(self) -> None:
        self.wait_for(b"data: look\n\n", {self.inspector})

    def __enter__(self) -> Ears:
        return self

    def __exit__(self, *_) -> None:
        self.poller.close()
        for app in self.heard:
            app.close()
