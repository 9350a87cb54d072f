"""The two programs that are measured, each under the same gunicorn on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUNICORN = ["-m", "gunicorn", "--config", "python:patrol.gunicorn_conf", "--log-level", "error"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")}
    return kept | {"PATROL_INSTANCE": str(folder), "PYTHONPATH": str(ROOT), **more}


def flask(folder: Path, *arguments: str, **more: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "patrol", "patrol", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(folder, **more), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(folder: Path, program: str, **more: str):
    """(port, pid of gunicorn) of a program that answers."""
    port = free_port()
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


def memory_mb(pid: int) -> float:
    """The largest resident size among a process's children, in MB."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    sizes = [_resident(child) for child in children] or [_resident(str(pid))]
    return max(sizes)


def _resident(pid: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
