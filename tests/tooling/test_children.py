"""Pauses between restarts, without waiting for them."""

from __future__ import annotations

import os

import pytest

from patrol.children import FIRST_PAUSE, LIVED_WELL_SECONDS, LONGEST_PAUSE, Child


def end_with_3() -> None:
    raise SystemExit(3)


def end_well() -> None:
    return


def fail() -> None:
    raise RuntimeError("on purpose")


def child_that(does) -> Child:
    return Child("web", f"{does.__module__}:{does.__name__}", ["program", "argument"])


@pytest.mark.parametrize(("does", "code"), [(end_with_3, 3), (end_well, 0), (fail, 1)])
def test_how_it_ended_is_known(does, code, monkeypatch):
    monkeypatch.setattr("patrol.children.resolve_name", lambda _entry: does)
    child = child_that(does)
    child.start()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert child.ended
    assert child.how_it_ended == f"ended with exit code {code}"


def test_one_that_dies_at_once_waits_longer_each_time(monkeypatch):
    child, said = _dead(monkeypatch)
    pauses = []
    now = 100.0
    for _ in range(12):
        child.started_at = now
        child.tend(now, said.append)
        pauses.append(child.pause)
        now = child.starts_at
        child.tend(now, said.append)
    assert pauses[0] < 1
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert len(said) == 12


def test_one_that_lived_well_comes_back_at_once(monkeypatch):
    child, said = _dead(monkeypatch)
    child.pause, child.started_at = LONGEST_PAUSE, 100.0
    child.tend(100.0 + LIVED_WELL_SECONDS, said.append)
    assert child.pause == FIRST_PAUSE
    assert said == [f"The web was ended by SIGKILL; it is started again in {FIRST_PAUSE:.1f} s."]


def _dead(monkeypatch) -> tuple[Child, list[str]]:
    child = child_that(end_well)

    def start() -> None:
        child.pid, child.status, child.starts_at = 1, -9, None

    monkeypatch.setattr(child, "start", start)
    start()
    return child, []
