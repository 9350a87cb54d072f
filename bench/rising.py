"""The sweep over 100,000 open dues: when none is due, which is nearly always, and when all are."""

from __future__ import annotations

import os
import statistics
import time
from contextlib import contextmanager, suppress
from datetime import timedelta

from sqlalchemy import func, select

from patrol import config as settings
from patrol import create_app
from patrol.domain.sweep import sweep as rise
from patrol.extensions import db, reading, writing
from patrol.models import Due

from . import servers, table

CASES = int(os.environ.get("BENCH_OPEN", "45000"))  # each owes two or three steps
RUNS, SECONDS = 7, 20


class Enough(Exception):
    """The rate is known; the rest would rise as fast."""


def sweep(all_: servers.Servers) -> None:
    county = all_.county(CASES, "open")
    app = create_app(settings.read(servers.environment(county.folder, **county.environment)))
    with app.app_context():
        with reading() as session:
            question = select(func.count(), func.min(Due.due_at), func.max(Due.due_at)).where(Due.owed)
            owed, first, last = session.execute(question).one()
        took = [_none_due(first - timedelta(minutes=1)) for _ in range(RUNS)]
        table.line(
            f"sweep of {owed:,} open dues, none due", median=f"{statistics.median(took):.1f}", p95=f"{max(took):.1f}",
            target="≤ 1,000 ms",
        )  # fmt: skip
        risen, seconds = _all_due(last + timedelta(minutes=1))
        table.line(f"sweep of {owed:,} open dues, all due", patrol=f"{risen / seconds:.0f}", ratio="dues that rise")
        db.engine.dispose()


def _none_due(now) -> float:
    began = time.perf_counter()
    if rise(writing, now=now, look=reading):
        raise RuntimeError("something was due")
    return (time.perf_counter() - began) * 1000


def _all_due(now) -> tuple[int, float]:
    """(how many rose, in how many seconds); the first look at what is due is part of it."""
    began, risen = time.perf_counter(), 0

    @contextmanager
    def transaction():
        nonlocal risen
        if time.perf_counter() - began > SECONDS:
            raise Enough
        with writing() as session:
            yield session
        risen += 1

    with suppress(Enough):
        rise(transaction, now=now, look=reading)
    return risen, time.perf_counter() - began
