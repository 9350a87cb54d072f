"""`wsgi.py` under WSGI servers that know nothing of Patrol: the same answers, also to slow and unmeasured bodies."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from patrol.demo.county import CAST
from patrol.domain.signing_in import DEMO_PASSWORD
from patrol.lifeline import tie_to_parent
from tests.serving import ROOT, Served, free_port, wait_until

REFERENCE = """
from wsgiref.simple_server import make_server, WSGIRequestHandler
from wsgi import app
WSGIRequestHandler.log_message = lambda *_: None
make_server("127.0.0.1", {port}, app).serve_forever()
"""
SERVERS = {
    # One request at a time, no chunks, from the standard library: the least that calls itself a WSGI server.
    "wsgiref": lambda port: [sys.executable, "-c", REFERENCE.format(port=port)],
    "gunicorn, sync": lambda port: [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "wsgi:app"],
    "gunicorn, ours": lambda port: [
        sys.executable, "-m", "gunicorn", "-c", "python:patrol.gunicorn_conf", "-b", f"127.0.0.1:{port}", "wsgi:app"
    ],
}  # fmt: skip
MEASURES_CHUNKS = {"gunicorn, sync", "gunicorn, ours"}
INFORMANT = next(username for username, *_ in CAST if username.startswith("informant"))


@pytest.fixture(scope="module")
def instance(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wsgi")
    Served(folder).start().stop()
    return folder


@pytest.fixture(scope="module", params=SERVERS)
def server(request, instance):
    """A phone's connection to `wsgi:app`, with `flask patrol work` beside it, as docs/deploy.md runs the two."""
    port, parent = free_port(), os.getpid()
    environment = {**os.environ, "PATROL_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)}
    work = [sys.executable, "-m", "flask", "--app", "patrol", "patrol", "work"]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=lambda: tie_to_parent(parent))
        for command in (SERVERS[request.param](port), work)
    ]
    phone = Phone(request.param, port, instance)
    try:
        wait_until(phone.is_answered, 60)
        phone.sign_in()
        yield phone
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        assert processes[1].wait(30) == 0
        processes[0].wait(30)


class Phone:
    def __init__(self, name: str, port: int, instance: Path):
        self.name, self.port, self.instance, self.cookie = name, port, instance, ""

    def is_answered(self) -> bool:
        try:
            return self.ask("GET", "/api/health")[0] == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, body=None, kind: str = "application/json", **more):
        """(status, JSON) of one request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, self.headers(kind), **more)
            answer = connection.getresponse()
            self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
            return answer.status, json.loads(answer.read() or b"null")

    def headers(self, kind: str) -> dict[str, str]:
        return {"X-Requested-With": "patrol", "Content-Type": kind, "Cookie": self.cookie}

    def sign_in(self) -> None:
        status, _ = self.ask("POST", "/api/session", json.dumps({"username": INFORMANT, "password": DEMO_PASSWORD}))
        assert status == 200

    def report(self, photo: bytes) -> str:
        """Sends the facts of a report with this photo; the photo's hash."""
        sha256 = hashlib.sha256(photo).hexdigest()
        facts = {
            "kind": "waste", "captured_at": datetime.now(UTC).isoformat(), "place": None, "note": "",
            "photos": [{"sha256": sha256, "bytes": len(photo), "type": "image/jpeg"}],
        }  # fmt: skip
        status, receipt = self.ask("PUT", f"/api/reports/{uuid.uuid4()}", json.dumps(facts))
        assert (status, receipt["photos"]) == (201, {sha256: "wanted"})
        return sha256


def picture(seed: int) -> bytes:
    encoded = BytesIO()
    Image.effect_noise((900, 900), 60 + seed).save(encoded, "JPEG", quality=90)
    return encoded.getvalue()


def slowly(photo: bytes):
    for start in range(0, len(photo), len(photo) // 8 + 1):
        yield photo[start : start + len(photo) // 8 + 1]
        time.sleep(0.1)


def test_a_report_and_a_photo_that_comes_in_pieces_arrive(server):
    photo = picture(1)
    sha256 = server.report(photo)
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.putrequest("PUT", f"/api/photos/{sha256}")
        for name, value in {**server.headers("image/jpeg"), "Content-Length": str(len(photo))}.items():
            connection.putheader(name, value)
        connection.endheaders()
        for piece in slowly(photo):
            connection.send(piece)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
    kept = server.instance / "storage" / sha256[:2] / sha256[2:4] / sha256
    assert kept.read_bytes() == photo


def test_facts_without_a_length_arrive_or_are_refused_with_a_reason(server):
    facts = {"kind": "waste", "captured_at": datetime.now(UTC).isoformat(), "place": None, "note": "", "photos": []}
    pieces = (piece.encode() for piece in [json.dumps(facts)[:40], json.dumps(facts)[40:]])
    status, answer = server.ask("PUT", f"/api/reports/{uuid.uuid4()}", pieces, encode_chunked=True)
    if server.name in MEASURES_CHUNKS:
        assert status == 201, answer
    else:
        assert (status, answer["error"]["code"]) == (422, "invalid")


def test_a_photo_without_a_length_is_refused_before_it_is_sent(server):
    sha256 = server.report(picture(2))
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.putrequest("PUT", f"/api/photos/{sha256}")
        for name, value in server.headers("image/jpeg").items():
            connection.putheader(name, value)
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, json.load(answer)["error"]["code"]) == (422, "length_required")


def test_the_worker_beside_it_makes_the_small_pictures(server):
    photo = picture(3)
    sha256 = server.report(photo)
    assert server.ask("PUT", f"/api/photos/{sha256}", photo, "image/jpeg")[0] == 200
    small = server.instance / "storage" / "objects" / "renditions"
    wait_until(lambda: len(list(small.rglob(sha256))) == 2, 60)


def test_a_body_cut_off_in_the_middle_is_no_photo_and_harms_nobody(server):
    photo = picture(4)
    sha256 = server.report(photo)
    head = (
        f"PUT /api/photos/{sha256} HTTP/1.1\r\nHost: x\r\nX-Requested-With: patrol\r\nContent-Type: image/jpeg\r\n"
        f"Cookie: {server.cookie}\r\nContent-Length: {len(photo)}\r\n\r\n"
    )
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as connection:
        connection.sendall(head.encode() + photo[: len(photo) // 2])
    assert server.ask("GET", "/api/health")[0] == 200
    assert not (server.instance / "storage" / sha256[:2] / sha256[2:4] / sha256).exists()
    assert server.ask("PUT", f"/api/photos/{sha256}", photo, "image/jpeg")[0] == 200


def test_the_app_and_the_office_are_served(server):
    for path, status in (("/app/", 200), ("/desk/sign-in", 200), ("/ca", 200), ("/nowhere", 404)):
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
            connection.request("GET", path)
            assert (path, connection.getresponse().status) == (path, status)
