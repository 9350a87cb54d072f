"""The process that decodes: it holds nothing worth having, and the system ends it at its bounds. See decoder.py."""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from pathlib import Path
from typing import BinaryIO

from patrol.domain import renditions
from patrol.lifeline import tie_to_parent

# What it may write to of its own, 350 MB: with the libraries' pages it stays below 400 MB of memory.
MOST_DATA_BYTES = 350_000_000
MOST_ADDRESSED_BYTES = 700_000_000
CPU_SECONDS = 30
MOST_OPEN_FILES = 64
MOST_KEPT_KILOBYTES = 150_000


def main() -> None:
    tie_to_parent(int(sys.argv[1]))
    # The answers' pipe alone: whatever a library prints must not stand between them.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    bound()
    for line in sys.stdin.buffer:
        _grant_cpu()
        made = renditions.make(json.loads(line))
        _tell(answers, made, last=_has_grown())


def bound() -> None:
    for limit, most in (
        (resource.RLIMIT_DATA, MOST_DATA_BYTES),
        (resource.RLIMIT_AS, MOST_ADDRESSED_BYTES),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _grant_cpu() -> None:
    """Counted from now: the system counts all that the process has ever used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, resource.RLIM_INFINITY)
    )


def _has_grown() -> bool:
    """What a large picture leaves behind is in pieces, and the next large one might not fit between them."""
    # Not getrusage: its peak begins with that of the process that started this one.
    peak = re.search(rb"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_bytes())
    return peak is None or int(peak[1]) > MOST_KEPT_KILOBYTES


def _tell(answers: BinaryIO, made: dict[int, bytes] | None, last: bool) -> None:
    """One line {"made": {size: bytes} or null, "last": whether another child must serve the next}, then the bytes."""
    told = {"made": made and {size: len(one) for size, one in made.items()}, "last": last}
    answers.write(json.dumps(told).encode() + b"\n")
    for one in (made or {}).values():
        answers.write(one)
    answers.flush()


if __name__ == "__main__":
    main()
