"""A list of fifty and a page of `changes`, with 10,000 and with 200,000 cases: the county must not matter.

The reader is a station's inspector. The floor's list is fifty rows of the same size, read in the order of an index.
"""

from __future__ import annotations

import os

from . import load, servers, table
from .asking import Phone

CLIENTS = (1, 8, 32)
SLICES, SECONDS = 4, 0.5
FEW, MANY = (int(number) for number in os.environ.get("BENCH_CASES", "10000,200000").split(","))
ASKED = {"list of 50": "/cases?limit=50", "page of 50 changes": "/changes?limit=50"}


def lists(all_: servers.Servers) -> None:
    floor, few, many = all_.floor(), all_.county(FEW), all_.county(MANY)
    bare = Phone()
    load.slice_of(load.Measured(), floor.port, [bare.report] * 8, 0.5)  # rows to list
    for what, path in ASKED.items():
        for clients in CLIENTS:
            seen = load.in_turns(
                SLICES, SECONDS,
                floor=(floor.port, [bare.reads("/cases")] * clients),
                few=(few.port, [few.phone(servers.INSPECTOR).reads(path)] * clients),
                many=(many.port, [many.phone(servers.INSPECTOR).reads(path)] * clients),
            )  # fmt: skip
            _rows(what, clients, seen)


def _rows(what: str, clients: int, seen: dict[str, load.Measured]) -> None:
    floor, few, many = seen["floor"], seen["few"], seen["many"]
    table.compared(f"{what}, {FEW:,} cases", clients, {"floor": floor, "patrol": few})
    table.line(
        f"{what}, {MANY:,} cases", clients, patrol=f"{many.rate:.0f}",
        ratio=f"p95 {many.p95 / few.p95:.2f} × that", median=f"{many.median:.1f}", p95=f"{many.p95:.1f}",
        target="p95 ≤ 1.5 ×",
    )  # fmt: skip
