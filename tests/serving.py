"""The product itself, started as people start it, on an instance of the test's own."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from patrol.lan.addresses import facing_out
from patrol.lifeline import tie_to_parent

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START = 180.0
# This machine's address on its network; nothing else is ever spoken to.
LAN = facing_out()


class Served:
    """`flask patrol serve` on a free port; it can be ended, killed and started again in the same place."""

    def __init__(self, instance: Path, *options: str, **environment: str):
        self.instance, self.options, self.environment = instance, options, environment
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.lines: list[str] = []
        self.reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def context(self) -> ssl.SSLContext | None:
        """How this product is trusted when it is asked."""
        return None

    def launch(self) -> Served:
        """Begin to start; `start` also waits until it answers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")}
        parent = os.getpid()
        command = [sys.executable, "-m", "flask", "--app", "patrol", "patrol", "serve", "--port", str(self.port)]
        self.lines = []
        self.process = subprocess.Popen(
            [*command, *self.options],
            cwd=ROOT,
            env={**kept, "PATROL_INSTANCE": str(self.instance), **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: tie_to_parent(parent),
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        return self

    def start(self) -> Served:
        self.launch()
        self.wait_for("Ctrl-C ends it.")
        return self

    def _read(self) -> None:
        self.lines.extend(line.rstrip("\n") for line in iter(self.process.stdout.readline, ""))

    def wait_for(self, text: str, seconds: float = LONGEST_START) -> str:
        """The first line with this text, once it is said."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in list(self.lines):
                if text in line:
                    return line
            if self.process.poll() is not None and not self.reader.is_alive():
                break
            time.sleep(0.02)
        raise AssertionError(f"{text!r} was not said:\n" + "\n".join(self.lines))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it as Ctrl-C (SIGINT) or the system (SIGTERM) does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(30)
        self.reader.join(10)
        self.process.stdout.close()
        return code

    def kill(self) -> None:
        """As by a power cut: the parent first, and nothing is told to anybody."""
        family = self.family()
        self.process.kill()
        self.process.wait()
        wait_until(lambda: not alive(family), 10)
        self.stop()

    def family(self) -> list[int]:
        """The processes under the parent, children first."""
        return descendants(self.process.pid)

    def child(self, name: str) -> int:
        """The web or the worker: the supervisor starts them in this order."""
        children = _children(self.process.pid)
        return {"web": min(children), "worker": max(children)}[name]

    def health(self) -> dict | None:
        try:
            with urlopen(f"{self.url}/api/health", timeout=5, context=self.context) as answer:
                return json.load(answer)
        except (URLError, OSError):
            return None


class ServedOnLan(Served):
    """`serve --tls`, asked as a phone on the same network asks: by the machine's address, trusting its authority."""

    def __init__(self, instance: Path, *options: str, **environment: str):
        self.plain_port = free_port()
        super().__init__(instance, "--tls", "--plain-port", str(self.plain_port), *options, **environment)

    @property
    def url(self) -> str:
        return f"https://{LAN}:{self.port}"

    @property
    def plain_url(self) -> str:
        return f"http://{LAN}:{self.plain_port}"

    @property
    def authority(self) -> Path:
        return self.instance / "tls" / "ca.crt"

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.authority.read_bytes())


def wait_until(condition, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"still not so after {seconds} s"
        time.sleep(0.02)


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if _state(pid) not in (None, "Z")]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _children(pid: int) -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _parent(entry) == pid]


def descendants(pid: int) -> list[int]:
    found = _children(pid)
    return found + [below for child in found for below in descendants(child)]


def _fields(process: Path) -> list[str]:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(process: Path) -> int | None:
    fields = _fields(process)
    return int(fields[1]) if fields else None


def _state(pid: int) -> str | None:
    fields = _fields(Path("/proc") / str(pid))
    return fields[0] if fields else None
