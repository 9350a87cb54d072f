"""The one parent of web and worker: starts both, restarts what dies, ends both, and leaves no orphan."""

from __future__ import annotations

import errno
import signal
import socket
import sys
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException

from flask import current_app

from patrol.children import Child

ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
READY_SECONDS = 60
# Longer than gunicorn's own graceful end, so that a running upload is not cut by its parent's parent.
GRACE_SECONDS = 15


class CannotServe(Exception):
    """The start failed; its text is the one sentence people see."""


def run(host: str, port: int, greeting: Sequence[str] = ()) -> int:
    """Serve until Ctrl-C or TERM. Prints the address and then the greeting once the web answers.

    Returns the exit code; a start that fails is said in one sentence.
    """
    try:
        listener = _listen(host, port)
    except CannotServe as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    _let_go_of_databases()
    with listener:
        try:
            return _supervise(listener, greeting)
        except KeyboardInterrupt:
            return 130


def _supervise(listener: socket.socket, greeting: Sequence[str]) -> int:
    waited_for = ENDING | {signal.SIGCHLD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, waited_for)
    children = [_web(listener), _worker()]
    try:
        for child in children:
            child.start()
        if not _wait_until_ready(children, listener):
            return _end_of_a_failed_start(children)
        _say(f"Patrol is at {_url(listener)}")
        for line in greeting:
            _say(line)
        _say("Ctrl-C ends it.")
        _watch(children, waited_for)
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


def _web(listener: socket.socket) -> Child:
    # The parent keeps the listening socket: while the web restarts, callers wait and none is refused.
    bind = f"fd://{listener.fileno()}"
    arguments = ["gunicorn", "--config", "python:patrol.gunicorn_conf", "--bind", bind, "patrol:create_app()"]
    return Child("web", "gunicorn.app.wsgiapp:run", arguments)


def _worker() -> Child:
    return Child("worker", "flask.cli:main", ["flask", "--app", "patrol", "patrol", "work"])


def _watch(children: list[Child], waited_for: set[signal.Signals]) -> None:
    while True:
        now = time.monotonic()
        for child in children:
            child.tend(now, _say)
        soonest = min((child.starts_at for child in children if child.starts_at), default=now + 60)
        received = signal.sigtimedwait(waited_for, max(0.05, soonest - time.monotonic()))
        if received is not None and received.si_signo in ENDING:
            return


def _wait_until_ready(children: list[Child], listener: socket.socket) -> bool:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if any(child.ended for child in children):
            return False
        if signal.sigtimedwait(ENDING, 0) is not None:
            raise KeyboardInterrupt
        if _answers(listener):
            return True
        time.sleep(0.05)
    return False


def _answers(listener: socket.socket) -> bool:
    host, port = listener.getsockname()[:2]
    connection = HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=1)
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


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except socket.gaierror:
        raise CannotServe(f"{host} is not an address of this machine.") from None
    except PermissionError:
        raise CannotServe(
            f"Port {port} may not be used by this account; choose one above 1023 with --port."
        ) from None
    except OverflowError:
        raise CannotServe("--port must be a number from 0 to 65535.") from None
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise CannotServe(f"Port {port} is in use by another program; choose another with --port.") from None
        raise CannotServe(f"{host} port {port} cannot be opened ({problem.strerror}).") from None


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname() if host == "::" else _own_address()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _own_address() -> str:
    # Connecting a datagram socket sends nothing; it only asks the system which address faces that way.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def _say(line: str) -> None:
    print(line, flush=True)
