"""`bin/serve --tls`, started as people start it, and asked as a phone on the same network asks."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from patrol import gunicorn_tls
from patrol.lan import authority
from tests.serving import LAN, ROOT, ServedOnLan, alive, free_port, wait_until


@pytest.fixture(scope="module")
def instance(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture
def served(instance):
    served = ServedOnLan(instance, "--no-demo")
    yield served
    if served.process is not None:
        served.stop()


def plainly(served, method: str, path: str, **headers: str):
    """(status, headers, body) from the plain port."""
    with closing(HTTPConnection(LAN, served.plain_port, timeout=10)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def test_a_phone_that_trusts_the_authority_is_served_and_another_is_not(served):
    served.start()
    assert served.wait_for("Patrol is at") == f"Patrol is at {served.url}/"
    assert served.health()["name"] == "patrol"
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(f"{served.url}/api/health", timeout=5)


def test_the_terminal_says_where_to_go_and_what_to_compare(served):
    served.start()
    served.wait_for(f"A phone opens {served.plain_url}/ first")
    printed = " ".join(line.strip() for line in served.lines if line.startswith("  "))
    assert printed == authority.fingerprint(served.authority.read_bytes())


def test_in_a_terminal_there_is_a_code_to_scan(instance):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "flask", "--app", "patrol", "patrol", "serve", "--tls", "--no-demo"]
    command += ["--port", str(free_port()), "--plain-port", str(free_port())]
    environment = {**os.environ, "PATROL_INSTANCE": str(instance)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while b"Ctrl-C ends it" not in said:
            said += os.read(ours, 4096)
    finally:
        threading.Thread(target=_drain, args=(ours,), daemon=True).start()
        process.terminate()
        process.wait(30)
    assert said.decode().count("▀") > 40


def _drain(descriptor: int) -> None:
    try:
        while os.read(descriptor, 4096):
            continue
    except OSError:
        os.close(descriptor)


def test_the_plain_port_gives_the_authority_and_leads_everything_else_to_https(served):
    served.start()
    status, headers, body = plainly(served, "GET", "/ca.crt")
    assert (status, headers["Content-Type"], body) == (
        200,
        "application/x-x509-ca-cert",
        served.authority.read_bytes(),
    )
    status, headers, _ = plainly(served, "GET", "/")
    assert (status, headers["Location"]) == (302, "/ca")
    status, headers, body = plainly(served, "GET", "/ca", **{"Accept-Language": "en"})
    assert (status, headers["Content-Security-Policy"][:18]) == (200, "default-src 'self'")
    assert f'href="{served.url}/app/"' in body.decode()
    assert 'class="code"' not in body.decode()
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"
    on_a_desk = plainly(served, "GET", "/ca", **{"User-Agent": windows})[2].decode()
    # Without the box it would keep its 30 pixels, whatever room the sheet gives it.
    assert re.search(r'<svg [^>]*viewBox="0 0 \d+ \d+"[^>]*class="code"', on_a_desk)
    for path in ("/app/", "/desk/cards?a=b", "/api/health", "/nowhere"):
        status, headers, _ = plainly(served, "GET", path)
        assert (status, headers["Location"]) == (307, f"{served.url}{path}")
    for path in ("/api/session", "/desk/sign-in", "/ca"):
        status, headers, body = plainly(served, "POST", path)
        assert (status, body) == (403, b"This port takes nothing; use https.\n")
        assert "Location" not in headers


def test_https_forgotten_at_the_secure_port_is_led_there(served):
    served.start()
    with closing(HTTPConnection(LAN, served.port, timeout=10)) as connection:
        connection.request("GET", "/app/?from=a")
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Location")) == (307, f"{served.url}/app/?from=a")
    for nonsense in (
        b"\0\0\0\0",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /\r\nLocation: x HTTP/1.1\r\n\r\n",
        # What was sent has crossed the network in the clear: leading it on would hide that.
        f"POST /api/session HTTP/1.1\r\nHost: {LAN}\r\nContent-Length: 0\r\n\r\n".encode(),
    ):
        with closing(socket.create_connection((LAN, served.port), timeout=10)) as connection:
            connection.sendall(nonsense)
            assert connection.recv(100) == b""
    assert served.health()


def test_a_second_start_beside_it_is_refused_and_leaves_the_authority_alone(served, instance):
    served.start()
    before = served.authority.read_bytes()
    second = ServedOnLan(instance, "--no-demo")
    second.port = served.port
    second.launch()
    assert second.process.wait(30) == 1
    second.stop()
    assert second.lines == [f"Port {served.port} is in use by another program; choose another with --port."]
    assert (served.authority.read_bytes(), served.health()["ok"]) == (before, True)


def test_a_plain_port_in_use_is_said_with_its_option(served):
    with socket.create_server(("0.0.0.0", served.plain_port)):
        served.launch()
        assert served.process.wait(30) == 1
    served.stop()
    taken = f"Port {served.plain_port} is in use by another program; choose another with --plain-port."
    assert served.lines == [taken]


def test_after_kill_9_the_same_authority_serves_on(served):
    served.start()
    before = served.authority.read_bytes()
    served.kill()
    served.start()
    assert (served.authority.read_bytes(), served.health()["ok"]) == (before, True)


def test_all_of_it_ends_with_ctrl_c(served):
    served.start()
    wait_until(lambda: len(served.family()) == 6)  # web and plain port with two and one of their own, and the worker
    family = served.family()
    assert served.stop(signal.SIGINT) == 0
    assert not alive(family)


def test_a_plain_port_that_dies_is_restarted(served):
    served.start()
    web, plain, _worker = sorted(set(served.family()) & set(_children(served)))
    os.kill(plain, signal.SIGKILL)
    assert served.wait_for("The plain port was ended by SIGKILL; it is started again in")
    wait_until(lambda: plainly(served, "GET", "/ca")[0] == 200)
    assert alive([web])


def _children(served) -> list[int]:
    found = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text()
    return [int(pid) for pid in found.split()]


def test_a_damaged_authority_stops_the_start_with_one_sentence(tmp_path):
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "ca.pem").write_text("not an authority")
    served = ServedOnLan(tmp_path, "--no-demo")
    served.launch()
    assert served.process.wait(30) == 2
    served.stop()
    assert served.lines == [
        f"{tmp_path}/tls/ca.pem is damaged: restore it from your backup, or remove the folder {tmp_path}/tls "
        "to make a new authority that every phone then has to trust."
    ]


def test_phones_that_do_not_trust_it_fill_no_terminal(served):
    served.start()
    for _ in range(5):
        with pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(
                socket.create_connection((LAN, served.port)), server_hostname=LAN
            )
    assert served.health()
    served.stop()
    assert served.lines[-2:] == ["Ctrl-C ends it.", "Ending."]


def test_a_renewed_certificate_counts_without_a_restart(tmp_path, instance):
    bundle = tmp_path / "server.pem"
    whole = (instance / "tls" / "server.pem").read_bytes()
    bundle.write_bytes(whole)
    first = gunicorn_tls.context(str(bundle))
    assert gunicorn_tls.context(str(bundle)) is first
    (tmp_path / "new").write_bytes(whole)
    os.replace(tmp_path / "new", bundle)
    second = gunicorn_tls.context(str(bundle))
    assert second is not first
    bundle.unlink()
    assert gunicorn_tls.context(str(bundle)) is second
