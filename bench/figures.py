"""Figures of a county of 200,000 cases: of today and of a day that is over, for the county and for one town."""

from __future__ import annotations

from datetime import date, timedelta

from . import load, servers, table
from .reading import MANY

CLIENTS = (1, 8)
SLICES, SECONDS = 4, 2.0
LEADER = "leader-yanling"
PAST = (date.today() - timedelta(days=100)).isoformat()
ASKED = (
    ("the county by towns", "officer", "/figures"), ("the county on a past day", "officer", f"/figures?date={PAST}"),
    ("the county's twelve weeks", "officer", "/figures/weeks"), ("a town by villages", LEADER, "/figures"),
)  # fmt: skip


def figures(all_: servers.Servers) -> None:
    county = all_.county(MANY)
    for clients in CLIENTS:
        loads = {
            what: (county.port, [county.phone(who).reads(path)] * clients) for what, who, path in ASKED
        }  # fmt: skip
        for what, seen in load.in_turns(SLICES, SECONDS, **loads).items():
            table.line(
                f"figures of {MANY:,} cases, {what}", clients, patrol=f"{seen.rate:.0f}", median=f"{seen.median:.0f}",
                p95=f"{seen.p95:.0f}", target="p95 ≤ 200 ms" if clients == 1 else "",
            )  # fmt: skip
