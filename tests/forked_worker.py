"""What the worker and the commands do, each time in a process of its own, which a planned fault may end.

Forked from one that has imported everything and opened nothing, so that eighty of them cost seconds. Each line in is
{"do": …, "later": seconds that its clock is ahead}, each line out how that process ended.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

from patrol import create_app, now, work
from patrol.backup import taking
from patrol.domain import retention, sweeping, uploads
from patrol.domain.sealed import contents
from patrol.domain.sealed import taking as sealed
from patrol.domain.sealed.envelope import Opened
from patrol.domain.sweep import sweep
from patrol.extensions import reading, writing
from patrol.naming import alone, kept


def job(app, _order) -> None:
    work.one_job(app, f"worker/{os.getpid()}")


def all_jobs(app, _order) -> None:
    while work.one_job(app, f"worker/{os.getpid()}"):
        pass


def escalate(app, _order) -> None:
    sweep(writing, now=app.config["CLOCK"]())


def expire(app, _order) -> None:
    while uploads.sweep(writing, reading, app.extensions["storage"], now=app.config["CLOCK"]()):
        pass


def back_up(app, order) -> None:
    taking.take(app, Path(order["folder"]), reading, writing, app.config["CLOCK"])


def let_go(app, _order) -> None:
    """What is over its time of keeping, as the office set it."""
    storage, clock = app.extensions["storage"], app.config["CLOCK"]
    while retention.carry_out(writing, reading, alone, storage, now=clock()):
        pass


def sweep_bytes(app, _order) -> None:
    sweeping.whole(writing, reading, alone, app.extensions["storage"], now=app.config["CLOCK"]())


def take_sealed(app, order) -> None:
    clock = app.config["CLOCK"]
    with open(order["file"], "rb") as file:
        opened = Opened(file, app.extensions["sealing"])
        with reading() as session:
            found = contents.open_proven(session, opened, clock())
        sealed.take(sealed.Import(found, app.extensions["storage"], writing, reading, kept, clock()), None)


DOINGS = {one.__name__: one for one in (job, all_jobs, escalate, expire, back_up, let_go, sweep_bytes, take_sealed)}


def live(app, order: dict) -> None:
    code = 1
    try:
        app.config["CLOCK"] = lambda: now() + timedelta(seconds=order.get("later", 0))
        with app.app_context():
            DOINGS[order["do"]](app, order)
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    app = create_app()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(app, json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
