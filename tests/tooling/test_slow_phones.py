"""The web's threads under slow and vanished phones, shown on a small program under Patrol's own gunicorn settings.

Each is shown over plain TCP, as behind a proxy, and over the TLS of `bin/serve --tls`.
"""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from patrol.lan.tls_files import make_ready
from patrol.lifeline import tie_to_parent

PROGRAM = """
import os, time
def app(environ, start_response):
    if environ["PATH_INFO"] == "/refuse":
        start_response("503 Service Unavailable", [("Retry-After", "30"), ("Content-Length", "4")])
        return [b"busy"]
    try:
        body = environ["wsgi.input"].read()
        answer = str(len(body)).encode()
    except OSError as problem:
        answer = type(problem).__name__.encode()
        open("silent", "w").write(answer.decode())
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
"""


pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("web")


class Web:
    """Where the program listens, and how a phone connects to it."""

    def __init__(self, address: tuple[str, int], trusted: ssl.SSLContext | None):
        self.address, self.trusted = address, trusted

    def connect(self, seconds: float = 5) -> socket.socket:
        phone = socket.create_connection(self.address, timeout=seconds)
        return self.trusted.wrap_socket(phone, server_hostname="127.0.0.1") if self.trusted else phone


@pytest.fixture(scope="module", params=["plain", "tls"])
def web(request, folder):
    """Two threads in one process: enough to see at once when one is held."""
    options, trusted = [], None
    if request.param == "tls":
        ready = make_ready(folder, datetime.now(UTC))
        options = ["--certfile", str(ready.bundle), "--keyfile", str(ready.bundle)]
        trusted = ssl.create_default_context(cadata=ready.der)
    (folder / "silent").unlink(missing_ok=True)
    (folder / "program.py").write_text(PROGRAM)
    (folder / "conf.py").write_text(
        "import patrol.gunicorn_tls, patrol.gunicorn_worker\n"
        "from patrol.gunicorn_conf import *\n"
        "patrol.gunicorn_worker.SILENCE_SECONDS = 1\n"
        "patrol.gunicorn_tls.PatientSocket.silence_seconds = 1\n"
        "patrol.gunicorn_tls.HANDSHAKE_SECONDS = 1\n"
        "preload_app = False\n"
        "workers = 1\n"
        "threads = 2\n"
    )
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    parent = os.getpid()
    environment = {**os.environ, "PATROL_INSTANCE": str(folder / "instance"), "PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "conf.py",
            "-b",
            f"fd://{listener.fileno()}",
            *options,
            "program:app",
        ],
        cwd=folder,
        env=environment,
        pass_fds=[listener.fileno()],
        preexec_fn=lambda: tie_to_parent(parent),
    )
    phones = Web(listener.getsockname(), trusted)
    listener.close()
    try:
        assert b"200 OK" in _ask(phones, 20)
        yield phones
    finally:
        process.terminate()
        process.wait(15)


def test_connections_that_say_nothing_hold_no_thread(web):
    started = time.monotonic()
    silent = [web.connect() for _ in range(50)]
    assert b"200 OK" in _ask(web)
    assert time.monotonic() - started < 5
    for connection in silent:
        connection.close()


def test_kept_connections_hold_no_thread(web):
    kept = [web.connect() for _ in range(20)]
    for connection in kept:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in connection.recv(4096)
    assert b"200 OK" in _ask(web)
    for connection in kept:
        connection.close()


def test_a_refusal_reaches_a_phone_that_is_still_sending(web):
    with closing(_start_of_an_upload(web, "/refuse", 4_000_000)) as phone:
        answer = _read_while_sending(phone)
    assert answer.startswith(b"HTTP/1.1 503")
    assert answer.endswith(b"busy")


def test_refused_phones_that_go_on_sending_hold_up_nobody(web):
    phones = [_start_of_an_upload(web, "/refuse", 4_000_000) for _ in range(20)]
    started = time.monotonic()
    assert b"200 OK" in _ask(web)
    assert time.monotonic() - started < 2
    for phone in phones:
        phone.close()


def test_a_phone_that_vanished_gives_its_thread_back(web, folder):
    phones = [_start_of_an_upload(web, "/", 4_000_000) for _ in range(2)]
    assert b"200 OK" in _ask(web, seconds=10)
    assert (folder / "silent").exists()
    for phone in phones:
        phone.close()


def test_handshakes_that_are_not_finished_give_their_threads_back(web):
    phones = [socket.create_connection(web.address) for _ in range(2)]
    for phone in phones:
        phone.sendall(b"\x16\x03\x01\x02\x00")  # the beginning of a handshake, or of nothing
    assert b"200 OK" in _ask(web, seconds=10)
    for phone in phones:
        phone.close()


def test_requests_that_come_in_one_piece_are_all_answered(web):
    request = b"GET / HTTP/1.1\r\nHost: x\r\nX-Pad: ".ljust(60, b"-") + b"\r\n\r\n"
    # 64 bytes each: gunicorn's piece of 8192 ends with the 128th; the rest is decrypted and on no socket any more.
    assert len(request) == 64
    with closing(web.connect()) as phone:
        phone.sendall(request * 200)
        answers = b""
        while answers.count(b"200 OK") < 200:
            piece = phone.recv(65536)
            assert piece, answers[-200:]
            answers += piece


def _start_of_an_upload(web: Web, path: str, size: int) -> socket.socket:
    phone = web.connect(10)
    phone.sendall(f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * 1000)
    return phone


def _read_while_sending(phone: socket.socket) -> bytes:
    # As a browser does: send all that can be sent, then read what has been answered.
    sent_at_most = time.monotonic() + 8
    try:
        while time.monotonic() < sent_at_most:
            phone.sendall(b"x" * 1000)
            time.sleep(0.02)
    except OSError:
        pass
    answer = b""
    try:
        while piece := phone.recv(4096):
            answer += piece
    except OSError:
        pass
    return answer


def _ask(web: Web, seconds: float = 5) -> bytes:
    with closing(web.connect(seconds)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
        return answer
