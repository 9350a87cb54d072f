"""Killed at every step of writing, with the disk full there, or with an error: nothing acknowledged is lost.

The web is gunicorn's, started anew by its master; the worker's verbs run in processes of their own.
"""

from __future__ import annotations

import json
import signal
from collections import Counter
from datetime import UTC, datetime

import pytest
import requests

from patrol import faults
from tests import cast as casting
from tests.breakable import World
from tests.s3_server import KEYS, s3_server
from tests.serving import alive
from tests.writings import ALL

# Of acts that write in the same way one stands for the others where minutes count.
USUAL = {
    "report",
    "photo",
    "whole-upload",
    "piece",
    "last-piece",
    "renditions",
    "sweep",
    "backup",
    "retention",
    "sealed",
}
STEPS = [(name, place) for name, writing in ALL.items() for place in range(len(writing.WAY))]


def steps(*usual: str, of=lambda name: True) -> list:
    return [
        pytest.param(
            name, place, id=f"{name}-{place}-{ALL[name].WAY[place]}", marks=[] if name in usual else pytest.mark.long
        )
        for name, place in STEPS if of(name)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def world(templates, tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    county = lambda session: casting.settle(session, datetime.now(UTC))  # noqa: E731
    with templates.copy("county-today", county, folder) as url, World(folder, url) as made:
        yield made


def test_every_point_is_passed_by_some_act_of_writing():
    passed = {point for writing in ALL.values() for point in writing.WAY}
    returning = {point for point in faults.POINTS if point.startswith("return.")}  # cut in test_backup
    assert passed | returning == faults.POINTS.keys()


@pytest.mark.parametrize("name", ALL)
def test_the_way_of_an_act_is_all_of_its_way(world, name):
    writing = ALL[name](world)
    assert world.passes(writing.again) == Counter(writing.WAY)
    assert writing.there() == writing.DONE


def broken(writing, place: int, what: str):
    """What was heard of an act that met a fault at this step of its way; the step must really have been reached."""
    point = writing.WAY[place]
    order = writing.world.plant(point, f"{what} {writing.WAY[: place + 1].count(point)}")
    try:
        return writing.again()
    finally:
        reached = not order.exists()
        order.unlink(missing_ok=True)
        assert reached, f"{point} was not passed"


def killed(writing, place: int) -> None:
    """Nothing was heard, and the process is dead by SIGKILL."""
    if not writing.by_web:
        assert broken(writing, place, "kill") == -signal.SIGKILL
        return
    web = writing.world.web_process()
    with pytest.raises(requests.ConnectionError):
        broken(writing, place, "kill")
    assert writing.world.web_process() != web and not alive([web])
    assert f"(pid:{web}) was sent SIGKILL" in writing.world.said.read_text()


def went_well(answer) -> bool:
    return answer == 0 if isinstance(answer, int) else answer.ok


def repeated(writing) -> None:
    """The same again succeeds, with the same result, and then changes nothing more."""
    answer = writing.again()
    if not went_well(answer) and getattr(answer, "status_code", None) == 423:
        writing.world.let_leases_end()  # a dead process's lock, which ends by itself
        answer = writing.again()
    assert went_well(answer), answer
    assert writing.there() == writing.DONE
    writing.world.is_sound()


@pytest.mark.parametrize(("name", "place"), steps(*USUAL))
def test_killed_there_nothing_acknowledged_is_lost_and_nothing_is_doubled(world, name, place):
    writing = ALL[name](world)
    killed(writing, place)
    world.is_sound()
    repeated(writing)
    if writing.by_web:
        repeated(writing)


@pytest.mark.parametrize(("name", "place"), steps("photo", "piece", of=lambda name: ALL[name].by_web))
def test_a_full_disk_there_is_said_and_nothing_is_half_written(world, name, place):
    writing = ALL[name](world)
    before = writing.there()
    answer = broken(writing, place, "full")
    assert (answer.status_code, error_of(answer)) == (507, "storage_full")
    assert writing.there() in (before, writing.DONE)
    world.is_sound()
    repeated(writing)


@pytest.mark.parametrize(("name", "place"), steps("report", "last-piece", "renditions"))
def test_an_error_there_leaks_nothing_and_leaves_nothing_half_written(world, name, place):
    writing = ALL[name](world)
    answer = broken(writing, place, "error")
    if writing.by_web:
        assert (answer.status_code, error_of(answer)) == (500, "unforeseen")
        assert "planned" not in answer.text and "Traceback" not in answer.text
    world.is_sound()
    repeated(writing)


def error_of(answer) -> str:
    return json.loads(answer.text)["error"]["code"]


@pytest.fixture(scope="module")
def world_on_s3(templates, tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed-on-s3")
    county = lambda session: casting.settle(session, datetime.now(UTC))  # noqa: E731
    with (
        pytest.MonkeyPatch.context() as here,
        s3_server(folder / "s3") as bucket,
        templates.copy("county-today", county, folder) as url,
        World(folder, url, **bucket) as made,
    ):
        for name in KEYS:  # the test looks into the bucket, too
            here.setenv(name, bucket[name])
        yield made


@pytest.mark.parametrize("what", ["kill", "full"])
@pytest.mark.parametrize(
    ("name", "point"),
    [("photo", "bytes.stored"), ("piece", "bytes.stored"), ("piece", "piece.stored"), ("last-piece", "bytes.stored")],
)
def test_the_same_over_a_bucket(world_on_s3, name, point, what):
    writing = ALL[name](world_on_s3)
    place = writing.WAY.index(point)
    if what == "kill":
        killed(writing, place)
    else:
        assert broken(writing, place, "full").status_code == 507
    world_on_s3.is_sound()
    repeated(writing)


def test_the_server_is_whole_after_all_of_that(world):
    """Also what nobody asks for again goes: pieces of uploads that were begun and not gone on with."""
    assert world.work("expire", later=9 * 24 * 3600) == 0
    assert world.uploads_left() == ([], [])
    world.is_sound()
