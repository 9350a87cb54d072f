"""One child process of the supervisor, its restarts and their pauses."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from patrol.lifeline import tie_to_parent

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
# A child that lived this long had started well: its next restart is at once again.
LIVED_WELL_SECONDS = 20.0


class Child:
    def __init__(self, name: str, command: Sequence[str], keeps: Sequence[int] = ()):
        self.name = name
        self.command = list(command)
        self.keeps = tuple(keeps)
        self.process: subprocess.Popen | None = None
        self.started_at = 0.0
        self.starts_at: float | None = None
        self.pause = FIRST_PAUSE

    def start(self) -> None:
        parent = os.getpid()

        def before_exec() -> None:
            tie_to_parent(parent)
            # The supervisor waits for its signals with them blocked; a child would inherit that.
            signal.pthread_sigmask(signal.SIG_SETMASK, ())

        # A session of its own: Ctrl-C in the terminal reaches the parent alone, which ends both in order.
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self.keeps,
            preexec_fn=before_exec,
        )
        self.started_at, self.starts_at = time.monotonic(), None

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def how_it_ended(self) -> str:
        code = self.process.returncode
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    def tend(self, now: float, say: Callable[[str], None]) -> None:
        """Plan the restart of a child that has died, and carry it out when its time has come."""
        if self.starts_at is None and self.ended:
            lived_well = now - self.started_at >= LIVED_WELL_SECONDS
            self.pause = FIRST_PAUSE if lived_well else min(self.pause * 2, LONGEST_PAUSE)
            self.starts_at = now + self.pause
            say(f"The {self.name} {self.how_it_ended}; it is started again in {self.pause:.1f} s.")
        if self.starts_at is not None and now >= self.starts_at:
            self.start()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is not None:
            self.process.wait(seconds)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
