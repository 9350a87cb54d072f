"""One request and its answer on their way over a link."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from http.client import IncompleteRead
from typing import BinaryIO

from . import wire
from .shapes import portions


class Cut(ConnectionError):
    """The connection ends here, as was planned."""


class Exchange:
    def __init__(self, link, request: wire.Request, source: BinaryIO, client: socket.socket):
        self.link, self.source, self.client = link, source, client
        self.request = link.release.asked(request)
        self.dice = link.dice
        self.left = request.length

    def upstream(self) -> socket.socket:
        """A connection of its own for each request: what happens to one touches no other."""
        upstream = socket.create_connection(("127.0.0.1", self.link.port_behind), timeout=10)
        upstream.settimeout(wire.LONGEST_ANSWER_SECONDS)
        self.link.opened(self, upstream)
        upstream.sendall(self.request.head())
        return upstream

    def send_body(self, upstream: socket.socket, most: int | None = None) -> None:
        """As it comes from the phone, so that the server sees how slow it is and where it breaks off."""
        until = 0 if most is None else self.left - most
        while self.left > until:
            upstream.sendall(self._portion(self.left - until))

    def read_body(self) -> bytes:
        pieces = []
        while self.left:
            pieces.append(self._portion(self.left))
        return b"".join(pieces)

    def _portion(self, most: int) -> bytes:
        size = min(most, self.link.portion)
        data = self.source.read(size)
        if len(data) < size:
            raise ConnectionError("the phone went away")
        self.left -= size
        self.link.up.wait(self.link.shape, size)
        return data

    def carried_out(self) -> wire.Answer:
        with self.upstream() as upstream:
            self.send_body(upstream)
            return self._answer_of(upstream)

    def played(self, body: bytes) -> wire.Answer:
        with self.upstream() as upstream:
            upstream.sendall(body)
            return self._answer_of(upstream)

    def _answer_of(self, upstream: socket.socket) -> wire.Answer:
        return self.link.release.renewed(self.request, wire.read_answer(upstream, self.request.method))

    def answer(self, answer: wire.Answer) -> None:
        self.link.heard(answer)
        self.tell(answer.bytes(self.request.method))
        if answer.stream:
            # A server that is killed ends a stream in the middle of a piece.
            with contextlib.suppress(IncompleteRead):
                while portion := answer.stream.read1(4096):
                    self.tell(portion)
            raise ConnectionError("the stream is over")

    def tell(self, data: bytes) -> None:
        time.sleep(self.link.shape.there_and_back / 2)
        for portion in portions(data, self.link.shape):
            self.link.down.wait(self.link.shape, len(portion))
            self.client.sendall(portion)

    def wait_until_given_up(self, seconds: float) -> None:
        """The phone closes a connection whose answer it no longer waits for."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            readable, _, _ = select.select([self.client], [], [], 0.2)
            if readable:
                return
