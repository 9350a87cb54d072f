"""Forty phones at 50 kbit/s stop neither a list nor a report: on the real web process, by order and not by time."""

from __future__ import annotations

import hashlib
import json
from uuid import uuid4

import pytest

from bench import load, servers
from tests.databases import SECRET

PHONES, SIZE = 40, 2_000_000
THREADS = 32


def sent_name(i: int) -> str:
    return hashlib.sha256(str(i).encode()).hexdigest()


@pytest.fixture
def port(database_url, tmp_path):
    more = {
        "PATROL_DATABASE_URL": database_url,
        "PATROL_SECRET_KEY": SECRET,
        "PATROL_WEB_PROCESSES": "1",
        "PATROL_WEB_THREADS": str(THREADS),
    }
    with servers.served(tmp_path / "instance", "wsgi:app", **more) as (port, _pid):
        yield port


def signed_in(port: int, username: str) -> load.Client:
    client = load.Client(port)
    client.ask("POST", "/api/session", json.dumps({"username": username, "password": "patrol-demo"}).encode())
    return load.Client(port, client.cookie)


def report(client: load.Client, *hashes: str) -> dict:
    photos = [{"sha256": one, "bytes": SIZE, "type": "image/jpeg"} for one in hashes]
    body = {"kind": "waste", "captured_at": "2026-11-24T09:00:00+08:00", "photos": photos}
    return json.loads(client.ask("PUT", f"/api/reports/{uuid4()}", json.dumps(body).encode()))


def test_forty_slow_uploads_stop_neither_a_list_nor_a_report_nor_an_act(port):
    phone, inspector = signed_in(port, "informant-liuru"), signed_in(port, "inspector-yanling")
    hashes = [sent_name(i) for i in range(PHONES)]
    for start in range(0, PHONES, 20):
        case = report(phone, *hashes[start : start + 20])["case"]
    with load.slow_phones(port, phone.headers["Cookie"], lambda i: f"/api/photos/{hashes[i]}", PHONES, SIZE):
        assert len(json.loads(inspector.ask("GET", "/api/cases"))["cases"]) == PHONES // 20
        assert set(report(phone, sent_name(99))["photos"].values()) == {"wanted"}
        stopped = {"act": "stop", "at": "2026-11-24T09:30:00+08:00", "outcome": "stopped"}
        answer = inspector.ask("PUT", f"/api/cases/{case['id']}/acts/{uuid4()}", json.dumps(stopped).encode())
        assert json.loads(answer)["outcome"] == "accepted"
        # Not one of them was through by then: 2 MB at that rate take five minutes.
        assert {one["state"] for one in json.loads(answer)["case"]["photos"]} == {"wanted"}
        # Beyond half of the threads an original is asked to come again, and hears it while still sending.
        with pytest.raises(RuntimeError, match="503"):
            phone.ask("PUT", f"/api/photos/{sent_name(99)}", b"x" * 1000, "image/jpeg")
