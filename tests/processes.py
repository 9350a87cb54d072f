"""What the system knows of processes: who descends from whom, and the most memory each has ever held."""

from __future__ import annotations

import threading
from pathlib import Path


def peak_megabytes(pid: int) -> int:
    """Raises OSError or ValueError of a process that is gone."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


class Peaks:
    """Looks at all processes of a family again and again, for those too that live for a moment only."""

    def __init__(self, family):
        self.family = family
        self.seen: dict[int, int] = {}
        self.commands: dict[int, str] = {}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Peaks:
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.over.wait(0.02):
            for pid in self.family():
                try:
                    self.seen[pid] = max(self.seen.get(pid, 0), peak_megabytes(pid))
                    self.commands[pid] = command(pid)
                except (OSError, ValueError, IndexError):
                    continue

    @property
    def decoders(self) -> dict[int, int]:
        return {pid: peak for pid, peak in self.seen.items() if "decoder_child" in self.commands[pid]}

    @property
    def others(self) -> dict[int, int]:
        return {pid: peak for pid, peak in self.seen.items() if pid not in self.decoders}
