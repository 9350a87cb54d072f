"""Reads and shrinks the files named on standard input in a process bounded as the decoder is, and measured."""

import json
import re
import sys
import time
from pathlib import Path

from patrol.decoder_child import bound
from patrol.domain import photo_facts, renditions


def tried(path: str) -> dict:
    began = time.monotonic()
    facts = photo_facts.read(path)
    read = time.monotonic()
    made = renditions.make(path) or {}
    sizes = [len(made.get(size, b"")) for size in renditions.SIZES]
    done = time.monotonic()
    return {"path": path, "facts": facts, "sizes": sizes, "read_seconds": read - began, "make_seconds": done - read}


if __name__ == "__main__":
    bound()
    files = [tried(path) for path in json.load(sys.stdin)]
    # Not getrusage: its peak is inherited from the process that started this one.
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    json.dump({"files": files, "peak_megabytes": int(peak[1]) // 1024}, sys.stdout)
