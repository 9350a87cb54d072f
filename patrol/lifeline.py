"""Ties the life of a child process to its parent's, so that kill -9 of the parent leaves no orphan."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of glibc's malloc.h

# Loaded before any fork: between fork and exec a child must not open a library.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def give_memory_back() -> None:
    """For a process of many threads: few arenas, and blocks of photos and lists returned once they are free.

    glibc's own way gives each thread an arena and learns from one freed block to keep all later ones of that size:
    after an hour of photos a web process was 60 MB larger than what it used.
    """
    if _libc is not None and hasattr(_libc, "mallopt"):
        for parameter, value in ((M_ARENA_MAX, 2), (M_MMAP_THRESHOLD, 64 * 1024), (M_TRIM_THRESHOLD, 128 * 1024)):
            _libc.mallopt(parameter, value)


def tie_to_parent(parent: int, sent: signal.Signals = signal.SIGKILL) -> None:
    """Called in the child: the kernel sends it the signal when the parent's thread that made it ends."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
    if os.getppid() != parent:
        # The parent died between the fork and the line above: nobody would send the signal any more.
        os._exit(1)
