"""Run one of the programs of asides/ on some bytes, and have what it answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "asides"


class Failed(Exception):
    """It died, took too long or too much; `said` is what it wrote to its standard error last."""

    def __init__(self, code: int | None, said: str):
        super().__init__(f"exit code {code}: {said}")
        self.code, self.said = code, said


def run(program: str, given: bytes, *, megabytes: int, seconds: int) -> bytes:
    """The program's answer. Raises Failed; nothing of the program outlives this call."""
    command = [sys.executable, "-E", "-s", "-B", str(FOLDER / f"{program}.py")]
    bounds = [str(megabytes), str(seconds), str(os.getpid())]
    # Nothing of the app's settings goes along: its secrets are no business of these programs.
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    process = subprocess.Popen(
        [*command, *bounds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    try:
        answered, said = process.communicate(given, timeout=seconds * 2)
    except subprocess.TimeoutExpired:
        raise Failed(None, "it took too long") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode != 0:
        raise Failed(process.returncode, said.decode(errors="replace").strip()[-500:])
    return answered
