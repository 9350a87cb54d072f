"""Forty phones at 50 kbit/s stop neither a list nor a report: on the real web process, by order and not by time."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import pytest

from bench import asking, servers, slow
from tests.databases import SEALING, SECRET

PHONES, SIZE = 40, slow.SIZE
THREADS = 32


def sent_name(i: int) -> str:
    return hashlib.sha256(str(i).encode()).hexdigest()


@pytest.fixture
def port(database_url, tmp_path):
    more = {
        "PATROL_DATABASE_URL": database_url,
        "PATROL_SECRET_KEY": SECRET,
        "PATROL_SEALING_KEY": SEALING,
        "PATROL_WEB_PROCESSES": "1",
        "PATROL_WEB_THREADS": str(THREADS),
    }
    with servers.served(tmp_path / "instance", "wsgi:app", **more) as (port, _pid):
        yield port


def report(port: int, cookie: str, *hashes: str) -> dict:
    photos = [{"sha256": one, "bytes": SIZE, "type": "image/jpeg"} for one in hashes]
    body = {"kind": "waste", "captured_at": "2026-11-24T09:00:00+08:00", "photos": photos}
    return asking.ask(port, "PUT", f"/api/reports/{uuid4()}", cookie, body)[0]


def test_forty_slow_uploads_stop_neither_a_list_nor_a_report_nor_an_act(port):
    phone, inspector = (asking.signed_in(port, name).cookie for name in ("informant-liuru", "inspector-yanling"))
    hashes = [sent_name(i) for i in range(PHONES)]
    for start in range(0, PHONES, 20):
        case = report(port, phone, *hashes[start : start + 20])["case"]
    with slow.under_way(port, phone, hashes):
        assert len(asking.ask(port, "GET", "/api/cases", inspector)[0]["cases"]) == PHONES // 20
        assert set(report(port, phone, sent_name(99))["photos"].values()) == {"wanted"}
        stopped = {"act": "stop", "at": "2026-11-24T09:30:00+08:00", "outcome": "stopped"}
        answer, _ = asking.ask(port, "PUT", f"/api/cases/{case['id']}/acts/{uuid4()}", inspector, stopped)
        assert answer["outcome"] == "accepted"
        # Not one of them was through by then: 2 MB at that rate take five minutes.
        assert {one["state"] for one in answer["case"]["photos"]} == {"wanted"}
        # Beyond half of the threads an original is asked to come again, and hears it while still sending.
        with pytest.raises(RuntimeError, match="503"):
            asking.ask(port, "PUT", f"/api/photos/{sent_name(99)}", phone, b"x" * 1000)
