"""The way between phones and the product. It keeps a record, and can be broken in the ways real networks are."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.serving import Served

OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "server", "date", "content-length"}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    method: str
    path: str

    def carries_original(self) -> bool:
        """Whole, or a piece of one; the first goes with the beginning, which after a cut brings none."""
        whole = self.writes("/api/photos/") and not self.path.endswith("/thumbnail")
        return whole or (self.method in ("POST", "PATCH") and self.path.startswith("/api/uploads"))

    def writes(self, *parts: str) -> bool:
        return self.method == "PUT" and all(part in self.path for part in parts)


def says(status: int, code: str, message: str = "", **headers: str) -> Reply:
    """What the product's own errors look like."""
    body = json.dumps({"error": {"code": code, "message": message, "fields": {}}}).encode()
    return Reply(status, body, headers={name.replace("_", "-"): value for name, value in headers.items()})


PORTAL = Reply(200, b"<!doctype html><title>Wi-Fi</title><form>Sign in to the network</form>", "text/html")
# The request arrives and its answer never does.
LOST = Reply(0)
# A way like this one keeps no answer open: phones behind it ask every half minute.
NOTHING_OPEN = Reply(204)
Rule = Callable[[Request], Reply | None]


class Gateway:
    """`rule` answers in the product's place where it gives a reply; `passed` is what went by, with its status."""

    def __init__(self, behind: Served):
        self.behind = behind
        self.rule: Rule = lambda request: None
        self.passed: list[tuple[Request, int]] = []
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gateway": self}))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def is_fine(self) -> None:
        self.rule = lambda request: None

    def count(self, method: str, part: str, status: int | None = None) -> int:
        with self.lock:
            return sum(
                request.method == method and part in request.path and status in (None, answered)
                for request, answered in self.passed
            )

    def answer(self, request: Request, headers: dict, body: bytes | None) -> Reply:
        reply = self.rule(request)
        if reply is None and request.path == "/api/live":
            reply = NOTHING_OPEN
        if reply is None or reply is LOST:
            forwarded = self.forward(request, headers, body)
            reply = reply or forwarded
        with self.lock:
            self.passed.append((request, reply.status))
        return reply

    def forward(self, request: Request, headers: dict, body: bytes | None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.behind.port, timeout=60)
        try:
            connection.request(request.method, request.path, body, headers)
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in OF_THE_CONNECTION}
            return Reply(answer.status, answer.read(), kept.pop("Content-Type", ""), kept)
        except (OSError, http.client.HTTPException):
            return LOST
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gateway: Gateway

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        reply = self.gateway.answer(Request(self.command, self.path), headers, body)
        if reply.status == 0:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(reply.status)
        if reply.kind:
            self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status not in (204, 304):
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_PUT = do_PATCH = do_POST = do_DELETE = do_HEAD = do_GET

    def log_message(self, *_) -> None:
        """pytest shows what went by when a test asks for it; every request on stderr helps nobody."""
