"""Ties the life of a child process to its parent's, so that kill -9 of the parent leaves no orphan."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8

# Loaded before any fork: between fork and exec a child must not open a library.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def share_arenas(most: int = 2) -> None:
    """Many threads allocate from a few arenas: glibc gives each of 48 threads one of its own, which is never small again."""
    if _libc is not None and hasattr(_libc, "mallopt"):
        _libc.mallopt(M_ARENA_MAX, most)


def tie_to_parent(parent: int, sent: signal.Signals = signal.SIGKILL) -> None:
    """Called in the child: the kernel sends it the signal when the parent's thread that made it ends."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
    if os.getppid() != parent:
        # The parent died between the fork and the line above: nobody would send the signal any more.
        os._exit(1)
