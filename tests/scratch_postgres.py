"""A PostgreSQL of the tests' own: made in a scratch folder, gone at the end, and never the machine's own server."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from patrol.lifeline import tie_to_parent
from tests.system import postgres_programs

# What is tested is who wins a race, not what a power cut leaves: without waiting for the disk it is far quicker.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}


@contextmanager
def scratch_postgres() -> Iterator[str]:
    """Yields the URL of an empty server as its superuser."""
    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="patrol-pg-"))
    try:
        with _server(programs, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(programs: Path, folder: Path) -> Iterator[str]:
    password, port = secrets.token_urlsafe(12), _free_port()
    _initialise(programs, folder, password)
    options = {**SETTINGS, "port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder)}
    parent = os.getpid()
    server = subprocess.Popen(
        [programs / "postgres", "-D", folder / "data", *(f"--{name}={value}" for name, value in options.items())],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: tie_to_parent(parent, signal.SIGQUIT),
        **_as_whom(),
    )
    url = f"postgresql://patrol:{password}@127.0.0.1:{port}/postgres"
    try:
        _wait(server, url)
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _initialise(programs: Path, folder: Path, password: str) -> None:
    kept = folder / "password"
    kept.write_text(password)
    if os.geteuid() == 0:
        for path in (folder, kept):
            shutil.chown(path, _owner().pw_name)
    made = subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "patrol", f"--pwfile={kept}", "--auth=scram-sha-256"]
        + ["--encoding=UTF8", "--locale=C", "--no-sync"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        **_as_whom(),
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr}")


def _as_whom() -> dict:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return {}
    owner = _owner()
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _owner() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _wait(server: subprocess.Popen, url: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The scratch PostgreSQL did not start.") from None
            time.sleep(0.1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
