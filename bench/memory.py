"""How large a web process of the county is after what was measured before."""

from __future__ import annotations

from . import servers, table


def memory(all_: servers.Servers) -> None:
    for name, server in all_.started.items():
        if name != "floor":
            resident, proportional = servers.memory_mb(server.pid)
            size = f"{resident:.0f} MB resident, {proportional:.0f} MB without what is shared"
            table.line(f"a web process after that ({name})", ratio=size, target="≤ 120 MB")
