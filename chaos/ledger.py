"""What was given to the cameras and tapped, and what the screens promised: kept outside the app, to judge it by."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Entry:
    """One report as its person knows it."""

    phone: str
    tapped: str
    files: list[Path]
    id: str | None = None
    # Hashes of photos that were seen on the screen of the report: from then on they may not go.
    shown: set[str] = field(default_factory=set)
    # The app has it among what it sends, or has sent.
    taken: bool = False
    hashes: list[str] = field(init=False)

    def __post_init__(self):
        self.hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in self.files]

    def __str__(self) -> str:
        return f"report {self.id or 'without a name'} of {self.phone}"


class Ledger:
    def __init__(self):
        self.lock = threading.Lock()
        self.entries: list[Entry] = []
        # Promises that were seen broken while the run went on; what is photographed anew would hide them later.
        self.broken: list[str] = []

    def begin(self, phone: str, tapped: str, files: list[Path]) -> Entry:
        entry = Entry(phone, tapped, files)
        with self.lock:
            self.entries.append(entry)
        return entry

    def missed(self, entry: Entry, what: str) -> None:
        with self.lock:
            self.broken.append(f"{entry}: {what}")

    def of(self, phone: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.phone == phone]
