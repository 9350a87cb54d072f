"""Hundreds of open apps at the real product: they hold neither threads nor database connections, and all hear."""

from __future__ import annotations

import re
import selectors
import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.e2e.telephone import call, sign_in
from tests.serving import LAN, Served, ServedOnLan, descendants, wait_until

APPS, THREADS, PROCESSES = 200, 4, 2
INSPECTOR = "inspector-yanling"
FEW = {"PATROL_WEB_THREADS": str(THREADS), "PATROL_WEB_PROCESSES": str(PROCESSES)}


@pytest.fixture(scope="module", params=[Served, ServedOnLan], ids=["plain", "tls"])
def product(request, tmp_path_factory):
    served = request.param(tmp_path_factory.mktemp("live") / "instance", **FEW).start()
    yield served
    assert served.stop() == 0


class App:
    """An open app: `heard` is all that has come, head and body."""

    def __init__(self, product, cookie: str, version: str = "1.1"):
        host = LAN if product.context else "127.0.0.1"
        self.socket = socket.create_connection((host, product.port), timeout=30)
        if product.context:
            self.socket = product.context.wrap_socket(self.socket, server_hostname=host)
        self.socket.sendall(f"GET /api/live HTTP/{version}\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
        self.heard = b""

    def hear(self) -> bytes:
        piece = self.socket.recv(4096)
        assert piece, self.heard
        self.heard += piece
        return self.heard


@pytest.fixture
def apps(product):
    """open(number) → so many open apps, each of which has been greeted."""
    opened: list[App] = []

    def open_some(number: int, **how) -> list[App]:
        key = sign_in(product, INSPECTOR)
        new = [App(product, key, **how) for _ in range(number)]
        opened.extend(new)
        until_all_heard(new, b": here\n\n")
        return new

    yield open_some
    for app in opened:
        app.socket.close()


def until_all_heard(apps: list[App], text: bytes) -> None:
    with selectors.DefaultSelector() as poller:
        deaf = {app for app in apps if text not in app.heard}
        for app in deaf:
            poller.register(app.socket, selectors.EVENT_READ, app)
        until = time.monotonic() + 60  # heartbeats come all the while
        while deaf:
            ready = poller.select(30)
            assert ready and time.monotonic() < until, f"{len(deaf)} of {len(apps)} did not hear {text}"
            for key, _ in ready:
                if text in key.data.hear():
                    poller.unregister(key.fileobj)
                    deaf.discard(key.data)


def web_processes(product) -> list[int]:
    return [pid for pid in descendants(product.child("web")) if Path(f"/proc/{pid}").exists()]


def held(product, what: str) -> dict[int, int]:
    """How many threads ("task") or files ("fd") each web process has."""
    return {pid: len(list(Path(f"/proc/{pid}/{what}").iterdir())) for pid in web_processes(product)}


def databases(product) -> int:
    files = [file for pid in web_processes(product) for file in Path(f"/proc/{pid}/fd").iterdir()]
    return sum(file.is_symlink() and str(file.readlink()).endswith("patrol.db") for file in files)


def test_hundreds_of_open_apps_hold_no_thread_and_all_of_them_hear(product, apps):
    first = apps(40)
    threads, connections = held(product, "task"), databases(product)
    rest = apps(APPS - 40)
    assert call(product, "informant-liuru")
    until_all_heard([*first, *rest], b"data: look\n\n")
    # Beside those that answer: the main one, the room's, and those of libraries, which were there before.
    assert max(held(product, "task").values()) <= max(threads.values()) + THREADS
    assert databases(product) <= PROCESSES * (THREADS + 1), connections


def test_apps_that_go_give_their_places_back(product, apps):
    before = held(product, "fd")
    for app in apps(50):
        app.socket.close()
    wait_until(lambda: all(now <= before[pid] + THREADS for pid, now in held(product, "fd").items()))


def test_each_word_is_whole_for_old_proxies_too(product, apps):
    (old,) = apps(1, version="1.0")
    (new,) = apps(1)
    call(product, "informant-liuru")
    until_all_heard([old, new], b"data: look\n\n")
    assert old.heard.partition(b"\r\n\r\n")[2] == b": here\n\ndata: look\n\n"
    assert new.heard.partition(b"\r\n\r\n")[2] == b"8\r\n: here\n\n\r\nc\r\ndata: look\n\n\r\n"


def test_no_proxy_collects_or_keeps_what_is_said(product, apps):
    (app,) = apps(1)
    head = app.heard.partition(b"\r\n\r\n")[0].decode()
    assert re.search("^Content-Type: text/event-stream", head, re.MULTILINE)
    assert re.search("^Cache-Control: no-store", head, re.MULTILINE)
    assert re.search("^X-Accel-Buffering: no", head, re.MULTILINE)


def test_a_head_without_a_body_is_answered_at_once(product):
    headers = {"Cookie": sign_in(product, INSPECTOR)}
    with closing(urlopen(Request(f"{product.url}/api/live", headers=headers, method="HEAD"), timeout=30,
                         context=product.context)) as answer:  # fmt: skip
        assert answer.status == 204
