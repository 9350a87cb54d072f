"""Where open apps wait: one thread of each web process holds the connections of all who do.

A seat costs a socket and some hundred bytes, no thread and no database connection. Nothing is said but that there is
something to look at; what it is, the phone asks for under its own name.
"""

from __future__ import annotations

import logging
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
# The networks of phones forget a connection on which nothing passes, some after half a minute.
HEARTBEAT_SECONDS = 25
# What concerns the whole county must not make all of it ask in the same moment.
AT_ONCE, SPREAD_SECONDS = 50, 0.1
# After a database that did not answer; phones ask by themselves meanwhile.
REST_SECONDS = 5
MOST = 4000
HELLO, LOOK, HEARTBEAT = b": here\n\n", b"data: look\n\n", b":\n\n"
# Of TLS, too, which sometimes speaks with itself.
NOTHING_YET = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Watch(Protocol):
    def begin(self, since: int | None) -> None:
        """The room was empty: what happened up to this event is told to nobody; None: up to the next look."""

    def __call__(self, keys: set[str]) -> tuple[set[str], set[str]]:
        """(who should look, who must leave) of those who are here; all of them by the keys they came with."""


@dataclass(eq=False)
class Seat:
    sock: socket.socket
    key: str
    chunked: bool
    said_at: float
    since: int | None = None  # the log's last event before the greeting


class Room:
    def __init__(self, watch: Watch):
        self.watch = watch
        self.coming: deque[Seat] = deque()
        self.seats: set[Seat] = set()
        self.waking: set[Seat] = set()
        self.next_look = 0.0
        self.opening = threading.Lock()
        self.bell: socket.socket | None = None

    def is_full(self) -> bool:
        return len(self.seats) + len(self.coming) >= MOST

    def take(self, sock: socket.socket, key: str, *, chunked: bool, since: int | None = None) -> None:
        """Somebody whose answer has begun sits down. Called in any thread."""
        sock.setblocking(False)
        self.coming.append(Seat(sock, key, chunked, time.monotonic(), since))
        self._start()
        with suppress(BlockingIOError):  # it rings already
            self.bell.send(b"\0")

    def _start(self) -> None:
        # With the first who comes, not with the app: a thread does not live through the fork of the web processes.
        with self.opening:
            if self.bell is None:
                self.open()
                threading.Thread(target=self._run, name="waiting room", daemon=True).start()

    def open(self) -> None:
        self.poller = selectors.DefaultSelector()
        self.bell, door = socket.socketpair()
        self.bell.setblocking(False)
        self.poller.register(door, selectors.EVENT_READ)

    def _run(self) -> None:
        while True:
            try:
                self.turn(self._patience())
            except Exception:
                # Whatever it was concerned one of many: the others go on waiting.
                log.exception("unforeseen in the waiting room")
                time.sleep(1)

    def turn(self, patience: float | None) -> None:
        """Wait so long for somebody to come or go, then look for changes if it is time."""
        for key, _ in self.poller.select(patience):
            self._heard(key.fileobj, key.data)
        while self.coming:
            self._seat(self.coming.popleft())
        if self.seats and time.monotonic() >= self.next_look:
            self._look()
        self._wake_some()

    def _patience(self) -> float | None:
        if not self.seats:
            return None
        return SPREAD_SECONDS if self.waking else max(0.0, self.next_look - time.monotonic())

    def _seat(self, seat: Seat) -> None:
        if not self.seats:
            self.watch.begin(seat.since)
        self.seats.add(seat)
        self.poller.register(seat.sock, selectors.EVENT_READ, seat)

    def _heard(self, sock: socket.socket, seat: Seat | None) -> None:
        """The bell, or an app that has gone; what one says is of no interest here."""
        try:
            said = sock.recv(4096)
        except NOTHING_YET:
            return
        except OSError:
            said = b""
        if not said and seat is not None:
            self._part(seat)

    def _look(self) -> None:
        now = time.monotonic()
        self.next_look = now + LOOK_SECONDS
        try:
            wake, leave = self.watch({seat.key for seat in self.seats})
        except Exception as problem:
            log.warning("the waiting room could not look for changes: %s", problem)
            self.next_look = now + REST_SECONDS
            wake, leave = set(), set()
        for seat in list(self.seats):
            if seat.key in leave:
                self._part(seat)
            elif seat.key in wake:
                self.waking.add(seat)
            elif now - seat.said_at >= HEARTBEAT_SECONDS:
                self._say(seat, HEARTBEAT)

    def _wake_some(self) -> None:
        for seat in list(self.waking)[:AT_ONCE]:
            self.waking.discard(seat)
            self._say(seat, LOOK)

    def _say(self, seat: Seat, text: bytes) -> None:
        whole = b"%x\r\n%s\r\n" % (len(text), text) if seat.chunked else text
        seat.said_at = time.monotonic()
        try:
            sent = seat.sock.send(whole)
        except OSError:
            sent = 0
        if sent < len(whole):
            # A few bytes an hour have not gone through: nobody is there any more.
            self._part(seat)

    def _part(self, seat: Seat) -> None:
        self.seats.discard(seat)
        self.waking.discard(seat)
        self.poller.unregister(seat.sock)
        with suppress(OSError):
            seat.sock.close()
