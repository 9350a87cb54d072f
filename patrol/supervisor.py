"""The one parent of web and worker: starts both, restarts what dies, ends both, and leaves no orphan."""

from __future__ import annotations

import errno
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

from flask import current_app

from patrol.children import Child
from patrol.lan.addresses import facing_out

ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
READY_SECONDS = 60
# Longer than gunicorn's own graceful end, so that a running upload is not cut by its parent's parent.
GRACE_SECONDS = 15
# How soon a phone is served again after this machine has got another address.
RENEW_SECONDS = 60


class CannotServe(Exception):
    """The start failed; its text is the one sentence people see."""


@dataclass(frozen=True)
class Tls:
    """The web speaks TLS with `bundle` (key and certificate), and a plain port leads to it.

    `renew` is called now and then; what it returns is said.
    """

    bundle: Path
    authority: bytes
    plain_port: int
    renew: Callable[[], Sequence[str]]


def run(host: str, port: int, greeting: Sequence[str] = (), tls: Tls | None = None) -> int:
    """Serve until Ctrl-C or TERM. Prints the address and then the greeting once the web answers.

    Returns the exit code; a start that fails is said in one sentence.
    """
    listeners = []
    try:
        listeners.append(_listen(host, port))
        if tls:
            listeners.append(_listen(host, tls.plain_port, "--plain-port"))
        _let_go_of_databases()
        return _supervise(listeners, greeting, tls)
    except CannotServe as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        for listener in listeners:
            listener.close()


def _supervise(listeners: list[socket.socket], greeting: Sequence[str], tls: Tls | None) -> int:
    waited_for = ENDING | {signal.SIGCHLD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, waited_for)
    listener = listeners[0]
    children = [_web(listener, tls), *(_plain(one, listener) for one in listeners[1:]), _worker()]
    try:
        for child in children:
            child.start()
        if not _wait_until_ready(children, listener, tls):
            return _end_of_a_failed_start(children)
        _say(f"Patrol is at {_url(listener, 'https' if tls else 'http')}")
        for line in greeting:
            _say(line)
        _say("Ctrl-C ends it.")
        _watch(children, waited_for, tls)
        _say("Ending.")
        return 0
    finally:
        _end(children)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _let_go_of_databases() -> None:
    # A connection must not be carried over a fork: both sides would speak on it, and SQLite would lose its locks.
    if current_app:
        for engine in current_app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def _web(listener: socket.socket, tls: Tls | None) -> Child:
    options = ["--certfile", str(tls.bundle), "--keyfile", str(tls.bundle)] if tls else []
    return _gunicorn("web", listener, [*options, "patrol:create_app()"])


def _plain(listener: socket.socket, secure: socket.socket) -> Child:
    leads_to = f"patrol.lan.plain:create_app({secure.getsockname()[1]})"
    return _gunicorn("plain port", listener, ["--workers", "1", "--threads", "8", leads_to])


def _gunicorn(name: str, listener: socket.socket, arguments: Sequence[str]) -> Child:
    # The parent keeps the listening socket: while the web restarts, callers wait and none is refused.
    bind = f"fd://{listener.fileno()}"
    command = ["gunicorn", "--config", "python:patrol.gunicorn_conf", "--bind", bind, *arguments]
    return Child(name, "gunicorn.app.wsgiapp:run", command)


def _worker() -> Child:
    return Child("worker", "flask.cli:main", ["flask", "--app", "patrol", "patrol", "work"])


def _watch(children: list[Child], waited_for: set[signal.Signals], tls: Tls | None) -> None:
    renewed_at = time.monotonic()
    while True:
        now = time.monotonic()
        for child in children:
            child.tend(now, _say)
        if tls and now - renewed_at >= RENEW_SECONDS:
            renewed_at = now
            for line in tls.renew():
                _say(line)
        soonest = min((child.starts_at for child in children if child.starts_at), default=now + RENEW_SECONDS)
        received = signal.sigtimedwait(waited_for, max(0.05, soonest - time.monotonic()))
        if received is not None and received.si_signo in ENDING:
            return


def _wait_until_ready(children: list[Child], listener: socket.socket, tls: Tls | None) -> bool:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if any(child.ended for child in children):
            return False
        if signal.sigtimedwait(ENDING, 0) is not None:
            raise KeyboardInterrupt
        if _answers(listener, tls):
            return True
        time.sleep(0.05)
    return False


def _answers(listener: socket.socket, tls: Tls | None) -> bool:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    if tls:
        # As a phone that trusts the authority: a certificate that does not fit is found before anybody meets it.
        context = ssl.create_default_context(cadata=tls.authority)
        connection = HTTPSConnection(host, port, timeout=1, context=context)
    else:
        connection = HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _end_of_a_failed_start(children: list[Child]) -> int:
    fallen = next((child for child in children if child.ended), None)
    what = f"The {fallen.name} {fallen.how_it_ended}" if fallen else f"The web did not answer in {READY_SECONDS} s"
    print(f"{what}, so Patrol could not start; the lines above say why.", file=sys.stderr, flush=True)
    return 1


def _end(children: list[Child]) -> None:
    for child in children:
        child.send(signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.wait(until)


def _listen(host: str, port: int, option: str = "--port") -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except socket.gaierror:
        raise CannotServe(f"{host} is not an address of this machine.") from None
    except PermissionError:
        raise CannotServe(
            f"Port {port} may not be used by this account; choose one above 1023 with {option}."
        ) from None
    except OverflowError:
        raise CannotServe(f"{option} must be a number from 0 to 65535.") from None
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise CannotServe(f"Port {port} is in use by another program; choose another with {option}.") from None
        raise CannotServe(f"{host} port {port} cannot be opened ({problem.strerror}).") from None


def _url(listener: socket.socket, scheme: str) -> str:
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname() if host == "::" else facing_out()
    return f"{scheme}://[{host}]:{port}/" if ":" in host else f"{scheme}://{host}:{port}/"


def _say(line: str) -> None:
    print(line, flush=True)
