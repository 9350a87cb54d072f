"""Reports as phones send them: the facts alone, and with an original of 400 KB."""

from __future__ import annotations

from . import load, servers, table
from .asking import Phone

CLIENTS = (1, 8, 32)
SLICES, SECONDS = 6, 0.5


def facts(all_: servers.Servers) -> None:
    _row(all_, "facts", Phone.report)


def originals(all_: servers.Servers) -> None:
    _row(all_, "facts + 400 KB", Phone.report_with_original, target="≥ 0.5 × floor")


def _row(all_: servers.Servers, what: str, turn, target: str = "") -> None:
    floor, county = all_.floor(), all_.county()
    bare, phone = Phone(), county.phone(servers.INFORMANT)
    for clients in CLIENTS:
        seen = load.in_turns(
            SLICES, SECONDS,
            floor=(floor.port, [lambda: turn(bare)] * clients),
            patrol=(county.port, [lambda: turn(phone)] * clients),
        )  # fmt: skip
        table.compared(what, clients, seen, target)
