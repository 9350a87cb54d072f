"""Pictures made small in a child process of bounded memory and time: a file that kills it kills nothing else.

See docs/adr/0011. A child serves many pictures, for starting one costs as much as shrinking two.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

# More than any decoder takes in its CPU time: only a child that hangs, or a machine that stands still, gets here.
LONGEST_SECONDS = 120.0
PROGRAM = ("-m", "patrol.decoder_child")
_LONGEST_LINE = 1000
_MOST_BYTES_OF_A_RENDITION = 4 << 20
_ROOT = Path(__file__).resolve().parent.parent


class DecoderDied(Exception):
    """The child ended, or was ended, in the middle of a picture. Nobody knows yet whether the picture is to blame."""


class Decoder:
    """One child, started when it is first needed; it ends with the thread that had it started."""

    def __init__(self):
        self.child: subprocess.Popen | None = None
        self.in_turn = threading.Lock()

    def renditions(self, path: Path) -> dict[int, bytes] | None:
        """See domain.renditions.make. Raises DecoderDied, and FileNotFoundError of a missing source."""
        if not path.is_file():
            raise FileNotFoundError(path)
        with self.in_turn:
            return self._ask(path)

    def close(self) -> None:
        """Gives the child's memory back; the next picture starts another."""
        child, self.child = self.child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()

    def _ask(self, path: Path) -> dict[int, bytes] | None:
        if self.child is None or self.child.poll() is not None:
            self.close()
            self.child = _start()
        too_long = threading.Timer(LONGEST_SECONDS, self.child.kill)
        too_long.daemon = True
        too_long.start()
        try:
            self.child.stdin.write(json.dumps(str(path)).encode() + b"\n")
            self.child.stdin.flush()
            made, last = _answer(self.child.stdout)
        # What stands here may have been written by a picture that took the child over, so it is not trusted.
        except (EOFError, OSError, ValueError, TypeError, KeyError, AttributeError):
            return self._see_how_it_died(path)
        finally:
            too_long.cancel()
        if last:
            self.close()
        return made

    def _see_how_it_died(self, path: Path) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.child.wait(1)
        how = self.child.poll()
        self.close()
        # Its CPU time is up: that is the picture's doing, and would be so again.
        if how != -signal.SIGXCPU:
            raise DecoderDied(f"the decoder ended with {how} at {path.name}")

    def __del__(self):
        self.close()


def _start() -> subprocess.Popen:
    # Nothing of the parent's is handed on: no key, no address of a database, no open file.
    environment = {"MALLOC_ARENA_MAX": "1", "LANG": "C.UTF-8"}
    command = [sys.executable, *PROGRAM, str(os.getpid())]
    return subprocess.Popen(
        command, cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def _answer(pipe) -> tuple[dict[int, bytes] | None, bool]:
    """See decoder_child: one line, then the pictures it lists."""
    told = json.loads(pipe.readline(_LONGEST_LINE))
    return told["made"] and {int(size): _picture(pipe, n) for size, n in told["made"].items()}, told["last"]


def _picture(pipe, length: int) -> bytes:
    found = pipe.read(min(length, _MOST_BYTES_OF_A_RENDITION))
    if len(found) != length:
        raise EOFError
    return found
