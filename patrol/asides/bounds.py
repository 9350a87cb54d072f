"""The bounds of a process, which it sets on itself before it reads anything: memory, CPU time, its parent's life."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys


def take() -> None:
    """argv: megabytes, seconds of CPU, the parent's pid."""
    megabytes, seconds, parent = map(int, sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
