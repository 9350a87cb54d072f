"""bin/bench [row …]: medians as ratios to the floor. Absolute rates are of this machine and this hour."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from . import (
    app,
    backlog,
    figures,
    link,
    live,
    memory,
    notices,
    pieces,
    reading,
    rising,
    sending,
    servers,
    slow,
    syncing,
    table,
    waiting,
)

ROWS = {
    "facts": sending.facts,
    "originals": sending.originals,
    "uploads": slow.uploads,
    "apps": waiting.apps,
    "live": live.live,
    "tus": pieces.tus,
    "link": link.link,
    "memory": memory.memory,
    "worker": backlog.worker,
    "notices": notices.notices,
    "lists": reading.lists,
    "changes": syncing.changes,
    "figures": figures.figures,
    "sweep": rising.sweep,
    "app": app.app,
}


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in ROWS]
    if unknown:
        print(f"{unknown[0]} is no row; there are: {', '.join(ROWS)}.", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        all_ = servers.Servers(scratch, stack)
        table.head()
        for name in wanted or ROWS:
            ROWS[name](all_)
    return 0


sys.exit(main(sys.argv[1:]))
