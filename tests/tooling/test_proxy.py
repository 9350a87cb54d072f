"""The nginx of docs/deploy.md in front of the real product: its server block is taken from that page."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import time
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from patrol.demo.county import CAST
from patrol.domain.signing_in import DEMO_PASSWORD
from patrol.lan import authority, certificate
from patrol.lifeline import tie_to_parent
from patrol.live.room import HELLO, LOOK
from tests import system
from tests.serving import ROOT, Served, free_port, wait_until
from tests.tooling.test_wsgi_servers import picture, slowly

NAME = "patrol.example.cn"
INFORMANT = next(username for username, *_ in CAST if username.startswith("informant"))


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """(port of https, who trusts its certificate, the product behind)"""
    folder = tmp_path_factory.mktemp("proxy")
    ours = authority.make([], [NAME], datetime.now(UTC))
    (folder / "both.pem").write_bytes(certificate.issue(ours, [x509.DNSName(NAME)], datetime.now(UTC)))
    settings = {"PATROL_TRUSTED_PROXIES": "1", "PATROL_PUBLIC_URL": f"https://{NAME}"}
    behind = Served(folder / "instance", **settings).start()
    port = free_port()
    (folder / "nginx.conf").write_text(configuration(folder, port, behind.port))
    command = [system.nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    parent = os.getpid()
    nginx = subprocess.Popen(command, preexec_fn=lambda: tie_to_parent(parent))
    trusting = ssl.create_default_context(cadata=ours.der)
    try:
        wait_until(lambda: answers(port, trusting), 20)
        yield port, trusting, behind
    finally:
        nginx.terminate()
        nginx.wait(20)
        behind.stop()


def configuration(folder: Path, port: int, behind: int) -> str:
    """The page's example, with this test's ports and files in their places."""
    example = re.search(r"```nginx\n(.*?)```", (ROOT / "docs" / "deploy.md").read_text(), re.DOTALL)[1]
    example = example[: example.index("\nserver {\n    listen 80;")]
    for there, here in {
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/patrol/fullchain.pem": f"{folder}/both.pem",
        "/etc/ssl/patrol/key.pem": f"{folder}/both.pem",
    }.items():
        assert there in example
        example = example.replace(there, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return (
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {places}\n{example}\n}}"
    )


class Connection(http.client.HTTPSConnection):
    """To the proxy on this machine, under the name it is known by."""

    def __init__(self, port: int, trusting: ssl.SSLContext):
        super().__init__(NAME, 443, timeout=30, context=trusting)
        self._create_connection = lambda _address, *rest: socket.create_connection(("127.0.0.1", port), *rest)


def answers(port: int, trusting: ssl.SSLContext) -> bool:
    try:
        with closing(Connection(port, trusting)) as connection:
            connection.request("GET", "/api/health")
            return connection.getresponse().status == 200
    except OSError:
        return False


@pytest.fixture
def phone(proxy):
    """(connection, headers of somebody signed in, the answer to the sign-in)"""
    port, trusting, _ = proxy
    headers = {"X-Requested-With": "patrol", "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    with closing(Connection(port, trusting)) as connection:
        who = json.dumps({"username": INFORMANT, "password": DEMO_PASSWORD})
        connection.request("POST", "/api/session", who, headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
        yield connection, {**headers, "Cookie": answer.getheader("Set-Cookie").partition(";")[0]}, answer


def begin_photo(connection, headers: dict, photo: bytes) -> str:
    """Report it, and send the head of its request; its hash."""
    sha256 = hashlib.sha256(photo).hexdigest()
    facts = {"kind": "waste", "captured_at": datetime.now(UTC).isoformat(), "place": None, "note": "",
             "photos": [{"sha256": sha256, "bytes": len(photo), "type": "image/jpeg"}]}  # fmt: skip
    connection.request("PUT", f"/api/reports/{uuid.uuid4()}", json.dumps(facts), headers)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    answer.read()
    connection.putrequest("PUT", f"/api/photos/{sha256}")
    for name, value in {**headers, "Content-Type": "image/jpeg", "Content-Length": str(len(photo))}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return sha256


def test_the_sign_in_is_for_https_alone(phone):
    cookie, bound = (phone[2].getheader(name) for name in ("Set-Cookie", "Strict-Transport-Security"))
    assert cookie.startswith("__Host-patrol=") and "Secure" in cookie
    assert bound == "max-age=31536000"


def test_a_slow_photo_arrives_and_reaches_the_product_only_when_it_is_whole(phone, proxy):
    connection, headers, _ = phone
    storage, photo = proxy[2].instance / "storage", picture(9)
    sha256 = begin_photo(connection, headers, photo)
    *first, last = slowly(photo)
    for piece in first:
        connection.send(piece)
    time.sleep(0.5)
    assert list((storage / "drafts").iterdir()) == []
    connection.send(last)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    assert (storage / sha256[:2] / sha256[2:4] / sha256).read_bytes() == photo


def test_an_open_app_hears_through_the_proxy_as_soon_as_something_is_said(phone, proxy):
    connection, headers, _ = phone
    connection.request("GET", "/api/live", headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type")) == (200, "text/event-stream; charset=utf-8")
    assert answer.read(len(HELLO)) == HELLO
    # Its own report is told to the informant, too.
    with closing(Connection(*proxy[:2])) as another:
        begin_photo(another, headers, picture(10))
        assert answer.read(len(LOOK)) == LOOK


def test_more_than_an_original_is_refused_at_the_door(proxy):
    port, trusting, _ = proxy
    with closing(Connection(port, trusting)) as connection:
        connection.putrequest("PUT", f"/api/photos/{'0' * 64}")
        connection.putheader("Content-Length", str(71 * 1024 * 1024))
        connection.endheaders()
        assert connection.getresponse().status == 413
