"""Where the writing of a fact can be cut: named points at which a test kills the process or fills the disk.

Without PATROL_FAULTS a point is one comparison. With it (a folder) the file named after a point says what happens
there: `kill` (SIGKILL, as when power fails), `full` (ENOSPC), `error`; `kill 3` lets two pass first. A file is used
up by its own fault unless it says `always`. Nobody but a test sets it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from pathlib import Path

FOLDER = os.environ.get("PATROL_FAULTS")

# In the order in which a report with its photo passes them; a backup and its return come last.
POINTS = {
    "body.read": "the body is here whole, nothing is stored",
    "bytes.named": "bytes have their final name, their folder is not yet on the disk",
    "bytes.stored": "bytes are stored, no row names them",
    "piece.stored": "a piece of an upload is stored, its offset is not written",
    "transaction.begun": "the writers' turn has come",
    "event.appended": "the event is in the transaction",
    "commit.before": "everything is in the transaction",
    "commit.after": "committed, the answer is not on its way",
    "job.claimed": "the worker has a job",
    "job.worked": "its work is done, it is not marked so",
    "backup.copied": "database and bytes are copied, no manifest names them",
    "backup.named": "the manifest is there, no receipt says safe yet",
    "return.database": "a backup's database is back, its bytes are not",
    "return.bytes": "all is back, the log still goes on in its old epoch",
}


def reach(point: str) -> None:
    if FOLDER is not None:
        _happen(Path(FOLDER) / point)


def _happen(order: Path) -> None:
    try:
        what = _taken(order)
    except FileNotFoundError:
        return
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "full":
        raise OSError(errno.ENOSPC, "No space left on device (a planned fault)")
    if what == "error":
        raise RuntimeError(f"a planned fault at {order.name}")


def _taken(order: Path) -> str | None:
    """What is to happen now, over all processes: of two that come at once one is the third."""
    with order.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        what, _, times = file.read().strip().partition(" ")
        if times == "always":
            return what
        left = int(times or 1) - 1
        # Emptied before it goes: another process may have opened it already.
        file.seek(0)
        file.truncate()
        if left <= 0:
            order.unlink(missing_ok=True)
            return what
        file.write(f"{what} {left}")
        return None
