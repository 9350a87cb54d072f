"""The table that is printed: a line per measurement, the target beside it where the project has one."""

from __future__ import annotations

from .load import Measured

HEAD = "| what | clients | floor /s | Patrol /s | ratio | median ms | p95 ms | target |\n|---|---|---|---|---|---|---|---|"


def head() -> None:
    print(HEAD, flush=True)


def line(what: str, clients="", floor="", patrol="", ratio="", median="", p95="", target="") -> None:
    print(f"| {what} | {clients} | {floor} | {patrol} | {ratio} | {median} | {p95} | {target} |", flush=True)


def compared(what: str, clients: int, seen: dict[str, Measured], target: str = "") -> None:
    floor, patrol = seen["floor"], seen["patrol"]
    line(
        what, clients, f"{floor.rate:.0f}", f"{patrol.rate:.0f}", f"{patrol.rate / floor.rate:.2f} × floor",
        f"{patrol.median:.1f}", f"{patrol.p95:.1f}", target,
    )  # fmt: skip
