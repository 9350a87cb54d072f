"""Workers that deliver, each a process that may be killed at any moment.

Forked from one that has imported everything and opened nothing. A line in is an order for one more, the line out its
process id. Their clock runs FASTER times as fast as ours, so that leases and pauses are over in seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

FASTER = 60
ROOT = Path(__file__).resolve().parent.parent


class Workers:
    """Keeps so many of them alive; `kill_one` is kill -9, and another one takes its place."""

    def __init__(self, environment: dict[str, str], count: int):
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.delivering_workers", str(datetime.now(UTC).timestamp())],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.pids = [self._one_more() for _ in range(count)]
        self.killed = 0

    def _one_more(self) -> int:
        print("one", file=self.nursery.stdin, flush=True)
        return int(self.nursery.stdout.readline())

    def kill_one(self, place: int) -> None:
        os.kill(self.pids[place], signal.SIGKILL)
        self.pids[place] = self._one_more()
        self.killed += 1

    def end(self) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        self.nursery.stdin.close()
        self.nursery.wait(30)


def live(began: datetime) -> None:
    from patrol import create_app
    from patrol.delivering import Delivering
    from patrol.lifeline import tie_to_parent

    tie_to_parent(os.getppid())
    app = create_app()

    def clock() -> datetime:
        at = began + (datetime.now(UTC) - began) * FASTER
        return at.replace(microsecond=at.microsecond // 1000 * 1000)

    app.config["CLOCK"] = clock
    Delivering(app).run(threading.Event())


def main() -> None:
    import patrol.delivering  # noqa: F401  before the forks

    began = datetime.fromtimestamp(float(sys.argv[1]), UTC)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                live(began)
            finally:
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
