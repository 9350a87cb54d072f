"""Five hundred apps that are open: each keeps an answer open on which it is told to look."""

from __future__ import annotations

from pathlib import Path

from . import load, servers, table
from .ears import APPS, Ears

SLICES, SECONDS, CLIENTS = 6, 1.0, 2


def apps(all_: servers.Servers) -> None:
    county = all_.county()
    phone = county.phone(servers.INFORMANT)
    idle, beside = load.Measured(), load.Measured()
    load.slice_of(load.Measured(), county.port, [phone.report] * CLIENTS, SECONDS / 4)
    for _ in range(SLICES // 2):
        load.slice_of(idle, county.port, [phone.report] * CLIENTS, SECONDS)
    with Ears(county, 100):
        pass  # threads and connections that a rush of any kind begins, and keeps
    before = _held(county)
    with Ears(county) as ears:
        ears.forget()
        with_them = _held(county)
        for _ in range(SLICES // 2):
            load.slice_of(beside, county.port, [phone.report] * CLIENTS, SECONDS)
            ears.forget()
    table.line(
        f"facts beside {APPS} open apps", CLIENTS, patrol=f"{beside.rate:.0f}",
        ratio=f"p95 {beside.p95 / idle.p95:.2f} × idle", median=f"{beside.median:.1f}", p95=f"{beside.p95:.1f}",
    )  # fmt: skip
    memory, threads, databases = (round(now - then, 1) for now, then in zip(with_them, before, strict=True))
    held = f"{memory} MB, {threads:.0f} threads and {databases:.0f} database connections more, in all web processes"
    table.line(f"{APPS} open apps hold", ratio=held, target="few MB, no thread, no connection")


def _held(county: servers.Server) -> tuple[float, int, int]:
    """(MB of their own, threads, connections to the database) of all web processes together."""
    webs = servers.children(county.pid)
    files = [file for pid in webs for file in Path(f"/proc/{pid}/fd").iterdir() if file.is_symlink()]
    return (
        sum(servers.sizes(pid)[1] for pid in webs),
        sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in webs),
        sum(str(file.readlink()).endswith("patrol.db") for file in files),
    )
