"""As much of HTTP/1.1 as a proxy needs: heads are read, bodies are counted, bytes are passed on as they are."""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass
from typing import BinaryIO

OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "proxy-connection"}
LONGEST_ANSWER_SECONDS = 90


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]

    @property
    def length(self) -> int:
        return int(next((value for name, value in self.headers if name.lower() == "content-length"), 0))

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD") and self.path.startswith("/api/")

    def head(self) -> bytes:
        kept = [(name, value) for name, value in self.headers if name.lower() not in OF_THE_CONNECTION]
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in kept)]
        return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode("latin-1")


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""
    # What goes on coming for as long as somebody listens.
    stream: http.client.HTTPResponse | None = None

    def bytes(self, method: str) -> bytes:
        kept = [(name, value) for name, value in self.headers if name.lower() not in OF_THE_CONNECTION]
        if self.stream:
            kept.append(("Connection", "close"))
        elif method != "HEAD" and self.status not in (204, 304):
            kept = [one for one in kept if one[0].lower() != "content-length"]
            kept.append(("Content-Length", str(len(self.body))))
        lines = [f"HTTP/1.1 {self.status} {http.client.responses.get(self.status, 'Other')}"]
        lines += [f"{name}: {value}" for name, value in kept]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (b"" if method == "HEAD" else self.body)


def read_request(source: BinaryIO) -> Request | None:
    """None when the phone has closed the connection."""
    words = source.readline(8192).decode("latin-1").split()
    if len(words) != 3:
        return None
    headers = []
    while line := source.readline(8192).decode("latin-1").rstrip("\r\n"):
        name, _, value = line.partition(":")
        headers.append((name.strip(), value.strip()))
    return Request(words[0], words[1], tuple(headers))


def read_answer(upstream: socket.socket, method: str) -> Answer:
    """Raises OSError when the server went away meanwhile."""
    response = http.client.HTTPResponse(upstream, method=method)
    try:
        response.begin()
        if (response.getheader("Content-Type") or "").startswith("text/event-stream"):
            return Answer(response.status, response.getheaders(), stream=response)
        with response:
            return Answer(response.status, response.getheaders(), response.read())
    except http.client.HTTPException as problem:
        raise ConnectionError(repr(problem)) from problem


def page(status: int, title: str, **headers: str) -> Answer:
    """What a box on the way says in the server's place."""
    body = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>".encode()
    more = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Answer(status, [("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx"), *more], body)
