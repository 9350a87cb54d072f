"""The programs that are measured, each under the same gunicorn on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from . import asking

ROOT = Path(__file__).resolve().parent.parent
GUNICORN = ["-m", "gunicorn", "--config", "python:patrol.gunicorn_conf", "--log-level", "error"]
INFORMANT, INSPECTOR = "informant-liuru", "inspector-yanling"


@dataclass
class Server:
    port: int
    pid: int
    folder: Path
    environment: dict[str, str]

    def phone(self, name: str) -> asking.Phone:
        return asking.signed_in(self.port, name)


class Servers:
    """Started when first asked for, ended with the block: the floor, and a county for each number of cases."""

    def __init__(self, scratch: Path, stack: ExitStack):
        self.scratch, self.stack = scratch, stack
        self.started: dict[str, Server] = {}

    def floor(self) -> Server:
        folder = self.scratch / "floor"
        folder.mkdir(exist_ok=True)
        return self._start("floor", "bench.floor:app", folder, {"BENCH_FLOOR": str(folder)})

    def county(self, cases: int = 0, *how: str) -> Server:
        """The demo's county; with that many cases more, `open` ones alone if it says so."""
        name = "-".join(("county", str(cases), *how))
        if name not in self.started:
            folder, more = self.scratch / name, database(name)
            flask(folder, "demo", **more)
            if cases:
                run("-m", "bench.seed", str(cases), *how, folder=folder, **more)
            self._start(name, "wsgi:app", folder, more)
        return self.started[name]

    def _start(self, name: str, program: str, folder: Path, more: dict[str, str]) -> Server:
        if name not in self.started:
            port, pid = self.stack.enter_context(served(folder, program, **more))
            self.started[name] = Server(port, pid, folder, more)
        return self.started[name]


def database(name: str) -> dict[str, str]:
    """A database of that name on the server of BENCH_DATABASE_URL, where there is one."""
    server = os.environ.get("BENCH_DATABASE_URL")
    if not server:
        return {}
    import psycopg
    from sqlalchemy.engine import make_url

    own = name.replace("-", "_")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {own}")
    url = make_url(server).set(database=own).render_as_string(hide_password=False)
    keys = {"PATROL_SECRET_KEY": "a key for measuring only", "PATROL_SEALING_KEY": "0" * 63 + "1"}
    return {"PATROL_DATABASE_URL": url, **keys}


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")}
    return kept | {"PATROL_INSTANCE": str(folder), "PYTHONPATH": str(ROOT), **more}


def run(*command: str, folder: Path, **more: str) -> None:
    environ = environment(folder, **more)
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)


def flask(folder: Path, *arguments: str, **more: str) -> None:
    run("-m", "flask", "--app", "patrol", "patrol", *arguments, folder=folder, **more)


@contextmanager
def served(folder: Path, program: str, **more: str):
    """(port, pid of gunicorn) of a program that answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}", program]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(folder, **more))
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/api/health")
            connection.getresponse().read()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def children(pid: int) -> list[str]:
    return subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()


def memory_mb(pid: int) -> tuple[float, float]:
    """(resident, proportional) size of the largest of a process's children, in MB: shared pages whole, or shared."""
    return max(map(sizes, children(pid)))


def sizes(pid: str) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    found = dict(line.split(":") for line in lines[1:])
    return tuple(int(found[name].split()[0]) / 1024 for name in ("Rss", "Pss"))
