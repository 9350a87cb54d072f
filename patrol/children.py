"""One child process of the supervisor, its restarts and their pauses.

A child is the entry point of a program run in a fork, not a new interpreter: what the parent has imported need
not be imported again, which is most of the time that a start takes.
"""

from __future__ import annotations

import contextvars
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pkgutil import resolve_name

from patrol.lifeline import tie_to_parent

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
# A child that lived this long had started well: its next restart is at once again.
LIVED_WELL_SECONDS = 20.0


class Child:
    def __init__(self, name: str, entry: str, arguments: Sequence[str]):
        self.name, self.entry, self.arguments = name, entry, list(arguments)
        self.pid = 0
        self.status: int | None = None
        self.started_at = 0.0
        self.starts_at: float | None = None
        self.pause = FIRST_PAUSE

    def start(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self.started_at, self.starts_at, self.status = time.monotonic(), None, None
        self.pid = os.fork()
        if self.pid == 0:
            self._live(parent)

    def _live(self, parent: int) -> None:
        code = 1
        try:
            tie_to_parent(parent)
            # A session of its own: Ctrl-C in the terminal reaches the parent alone, which ends both in order.
            os.setsid()
            # The supervisor waits for its signals with them blocked; the child wants them delivered.
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.argv = self.arguments
            # In a context of its own, where nothing of the parent's app is current.
            contextvars.Context().run(resolve_name(self.entry))
            code = 0
        except SystemExit as wanted:
            code = wanted.code if isinstance(wanted.code, int) else int(wanted.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    @property
    def ended(self) -> bool:
        if self.status is None and self.pid:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    @property
    def how_it_ended(self) -> str:
        if self.status < 0:
            return f"was ended by {signal.Signals(-self.status).name}"
        return f"ended with exit code {self.status}"

    def tend(self, now: float, say: Callable[[str], None]) -> None:
        """Plan the restart of a child that has died, and carry it out when its time has come."""
        if self.starts_at is None and self.ended:
            lived_well = now - self.started_at >= LIVED_WELL_SECONDS
            self.pause = FIRST_PAUSE if lived_well else min(self.pause * 2, LONGEST_PAUSE)
            self.starts_at = now + self.pause
            say(f"The {self.name} {self.how_it_ended}; it is started again in {self.pause:.1f} s.")
        if self.starts_at is not None and now >= self.starts_at:
            self.start()

    def send(self, what: signal.Signals) -> None:
        if self.pid and not self.ended:
            os.kill(self.pid, what)

    def wait(self, until: float) -> None:
        """Until it has ended; one that still lives at that time is killed."""
        while self.pid and not self.ended:
            if time.monotonic() >= until:
                self.send(signal.SIGKILL)
            time.sleep(0.02)
