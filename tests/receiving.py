"""Real receivers on this machine: mail over SMTP, anything else over HTTP; each fails as often as it is told to."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

from tests.serving import free_port


@dataclass
class Post:
    """What a receiver counts: how often each message arrived, and to whom."""

    fails: float = 0.0
    gone: frozenset[str] = frozenset()  # addresses that are unknown for good
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    arrived: Counter = field(default_factory=Counter)
    taken: list[dict] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def judge(self, address: str, notice: str | None, said: dict) -> str:
        """ "gone", "busy" or "ok"; a busy receiver may have taken it all the same, as when its answer is lost."""
        with self.lock:
            if address in self.gone:
                return "gone"
            unlucky = self.chance.random() < self.fails
            if not unlucky or self.chance.random() < 0.5:
                self.arrived[notice] += 1
                self.taken.append(said | {"to": address})
            return "busy" if unlucky else "ok"


class _Mail:
    def __init__(self, post: Post):
        self.post = post

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.post.gone:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content)
        said = {"headers": dict(mail.items()), "text": mail.get_payload(decode=True).decode()}
        verdict = self.post.judge(envelope.rcpt_tos[0], mail["X-Patrol-Notice"], said)
        return "250 taken" if verdict == "ok" else "451 try again later"


@contextmanager
def mail_server(post: Post, **options):
    """Yields the port it listens on."""
    server = Controller(_Mail(post), hostname="127.0.0.1", port=free_port(), **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


class _Web(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(self.rfile.read(length))

    def do_GET(self):
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        post, parts = self.server.post, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        said = {"path": parts.path, "query": query, "body": body, "headers": dict(self.headers)}
        status, answer = self.server.answers(post, said)
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def as_a_gateway(post: Post, said: dict) -> tuple[int, dict]:
    """The county's SMS gateway: the number stands in the query."""
    verdict = post.judge(said["query"].get("phone", ""), said["headers"].get("X-Patrol-Notice"), said)
    return {"ok": (200, {"code": 0}), "busy": (503, {"code": 9}), "gone": (404, {"code": 4})}[verdict]


@contextmanager
def web_server(post: Post, answers=as_a_gateway):
    """Yields its address."""
    server = _Server(("127.0.0.1", 0), _Web)
    server.post, server.answers = post, answers
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
