"""Clients that others wrote send through cuts, over a folder and over S3, with one web process and with two."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import sqlite3
import uuid
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from patrol.api.present import PHOTO_MOST
from tests.s3_server import s3_server
from tests.serving import Served
from tests.tooling.tus.clients import CLIENTS, DONE, TRIES, Order
from tests.tooling.tus.scissors import scissors

PASSWORD = "patrol-demo"
PLACES = [("folder", 1), ("folder", 2), ("s3", 1), ("s3", 2)]
CUTS = 5


@pytest.fixture(scope="module", params=PLACES, ids=lambda given: f"{given[0]}-{given[1]}")
def served(request, tmp_path_factory):
    where, processes = request.param
    folder = tmp_path_factory.mktemp(where)
    with s3_server(folder / "s3") if where == "s3" else nullcontext({}) as more:
        product = Served(folder / "instance", PATROL_WEB_PROCESSES=str(processes), **more).start()
        try:
            yield product
        finally:
            product.stop()


@pytest.fixture(params=CLIENTS.values(), ids=CLIENTS)
def send(request):
    return request.param


@pytest.fixture
def order(served, tmp_path) -> Order:
    """A photo that a report names and nobody has sent."""
    phone = signed_in(served, "informant-liuru")
    content = b"\xff\xd8\xff\xe0" + random.Random(str(tmp_path)).randbytes(1_500_000)
    cookies = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
    headers = {"X-Requested-With": "patrol", "Cookie": cookies}
    (tmp_path / "photo.jpg").write_bytes(content)
    sha256 = name_it(phone, served.url, content)
    return Order(f"{served.url}/api/uploads", tmp_path / "photo.jpg", sha256, headers)


def signed_in(served, username: str) -> requests.Session:
    session = requests.Session()
    session.headers["X-Requested-With"] = "patrol"
    given = {"username": username, "password": PASSWORD}
    session.post(f"{served.url}/api/session", json=given, timeout=20).raise_for_status()
    return session


def name_it(phone, url: str, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    body = {
        "kind": "waste", "captured_at": datetime.now(UTC).isoformat(),
        "photos": [{"sha256": sha256, "bytes": len(content), "type": "image/jpeg"}],
    }  # fmt: skip
    phone.put(f"{url}/api/reports/{uuid.uuid4()}", json=body, timeout=20).raise_for_status()
    return sha256


def original(served, sha256: str) -> str:
    """SHA-256 of the bytes as an inspector gets them."""
    answer = signed_in(served, "inspector-yanling").get(f"{served.url}/api/photos/{sha256}?size=original", timeout=20)
    assert answer.status_code == 200 and os.fspath(answer.headers["Content-Disposition"]).startswith("attachment")
    return hashlib.sha256(answer.content).hexdigest()


@pytest.mark.parametrize("seed", [1, 2])
def test_cut_at_random_places_every_byte_arrives(served, send, order, seed):
    with scissors(served.port, seed, CUTS) as wire:
        assert send(replace(order, endpoint=f"{wire.url}/api/uploads", retries=TRIES)) == DONE
        assert wire.made == CUTS
    assert original(served, order.sha256) == order.sha256


# ---- what the server refuses, as the clients hear it


def begun(order: Order, served, **row: str) -> Order:
    """An upload with its first piece, whose row then says so and so."""
    head = {"Tus-Resumable": "1.0.0", **order.headers}
    metadata = f"sha256 {base64.b64encode(order.sha256.encode()).decode()}"
    content = order.photo.read_bytes()
    told = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    piece = {"Content-Type": "application/offset+octet-stream"}
    answer = requests.post(order.endpoint, content[:1000], headers=head | told | piece, timeout=20)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "1000")
    url = f"{served.url}{answer.headers['Location'].removeprefix(served.url)}"
    change(served, url, **row)
    return replace(order, url=url)


def change(served, url: str, **row: str) -> None:
    with closing(sqlite3.connect(served.instance / "patrol.db", timeout=20)) as database:
        for name, value in row.items():
            database.execute(f"UPDATE uploads SET {name} = {value} WHERE id = ?", (url.rpartition("/")[2],))
        database.commit()


def expired(order: Order, served) -> Order:
    return begun(order, served, expires_at="created_at")


def locked(order: Order, served) -> Order:
    return begun(order, served, lease_until="expires_at")


def unknown(order: Order, served) -> Order:
    return replace(order, url=f"{order.endpoint}/{uuid.uuid4()}")


def too_large(order: Order, served) -> Order:
    large = order.photo.with_name("large.jpg")
    large.write_bytes(bytes(PHOTO_MOST + 1))
    return replace(order, photo=Path(large))


def with_wrong_checksum(order: Order, served) -> Order:
    return replace(begun(order, served), wrong={"Upload-Checksum": f"sha1 {base64.b64encode(bytes(20)).decode()}"})


def with_wrong_offset(order: Order, served) -> Order:
    return replace(begun(order, served), wrong={"Upload-Offset": "5"})


REFUSALS = [
    (with_wrong_checksum, {460}),
    (with_wrong_offset, {409}),
    (unknown, {404}),
    (expired, {410, 404}),  # 404 once the worker, which looks every second here, has swept it
    (too_large, {413}),
    (locked, {423}),
]


@pytest.mark.parametrize(("made", "statuses"), REFUSALS, ids=lambda given: getattr(given, "__name__", str(given)))
def test_what_is_refused_has_its_own_status_and_costs_nothing_that_was_sent(served, send, order, made, statuses):
    refused = made(order, served)
    assert send(refused) in statuses
    if refused.url and made not in (unknown, expired):
        change(served, refused.url, lease_until="NULL")
        order = replace(order, url=refused.url)
    assert send(order) == DONE
    assert original(served, order.sha256) == order.sha256
