"""The one parent of web and worker, seen from outside on the real product."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.serving import Served, alive, wait_until


@pytest.fixture(scope="module")
def instance(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("supervisor")


@pytest.fixture
def served(instance):
    served = Served(instance, "--no-demo")
    yield served
    if served.process is not None:
        served.stop()


def test_it_says_where_it_is_and_answers(served):
    served.start()
    assert served.wait_for("Patrol is at") == f"Patrol is at {served.url}/"
    assert served.health()["name"] == "patrol"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_term_end_all(served, how):
    served.start()
    wait_until(lambda: len(served.family()) == 4)  # the web, two processes of its own, and the worker
    family = served.family()
    assert served.stop(how) == 0
    assert not alive(family)
    assert served.health() is None


def test_open_connections_do_not_hold_up_the_end(served):
    served.start()
    silent = socket.create_connection(("127.0.0.1", served.port))
    started = time.monotonic()
    served.stop()
    assert time.monotonic() - started < 8
    silent.close()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_child_that_dies_is_restarted_and_that_is_said(served, name):
    served.start()
    before = served.child(name)
    os.kill(before, signal.SIGKILL)
    assert served.wait_for(f"The {name} was ended by SIGKILL; it is started again in")
    wait_until(lambda: len(served.family()) >= 4 and before not in served.family())
    wait_until(lambda: served.health() is not None)


def test_while_the_web_restarts_nobody_is_refused(served):
    served.start()
    family = served.family()
    os.kill(served.child("web"), signal.SIGKILL)
    wait_until(lambda: len(alive(family)) <= 1)
    with urlopen(f"{served.url}/api/health", timeout=20) as answer:
        assert answer.status == 200


def test_the_other_child_goes_on_when_one_dies(served):
    served.start()
    web = served.child("web")
    os.kill(served.child("worker"), signal.SIGKILL)
    served.wait_for("The worker was ended")
    assert alive([web])
    assert served.health()


def test_no_orphan_after_kill_9_of_the_parent(served):
    family = served.start().family()
    served.process.kill()
    served.process.wait()
    wait_until(lambda: not alive(family), 5)


def test_it_starts_again_at_once_after_kill_9(served):
    served.start().kill()
    served.start()
    assert served.health()


def test_a_port_in_use_is_said_in_one_sentence(served):
    with socket.create_server(("127.0.0.1", served.port)):
        served.launch()
        assert served.process.wait(30) == 1
    served.reader.join(5)
    assert served.lines == [f"Port {served.port} is in use by another program; choose another with --port."]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PATROL_WEB_THREADS", "many"),
        ("PATROL_DATABASE_URL", "nonsense"),
        ("PATROL_SECRET_KEY", "short"),
        ("PATROL_SEALING_KEY", "0" * 64),
        ("PATROL_INSTANCE", "/proc/nowhere"),
        ("PATROL_WEB_TREADS", "8"),
    ],
)
def test_a_bad_setting_stops_the_start_with_one_sentence(instance, name, value):
    served = Served(instance, "--no-demo", **{name: value})
    served.launch()
    assert served.process.wait(30) == 2
    served.stop()
    assert len(served.lines) == 1
    assert name in served.lines[0]
    assert served.lines[0].endswith(".")


def test_an_unreachable_database_stops_the_start_with_one_sentence(instance):
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    keys = {"PATROL_SECRET_KEY": "0123456789abcdef", "PATROL_SEALING_KEY": "7" * 64}
    served = Served(instance, "--no-demo", PATROL_DATABASE_URL=url, **keys)
    served.launch()
    assert served.process.wait(60) == 2
    served.stop()
    assert len(served.lines) == 1
