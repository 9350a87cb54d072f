"""Clients that others wrote send through cuts, over a folder and over S3, with one web process and with two."""

from __future__ import annotations

import hashlib
import io
import os
import random
import uuid
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
import requests
from tusclient import client
from tusclient.exceptions import TusCommunicationError

from tests.s3_server import s3_server
from tests.serving import Served

PASSWORD = "patrol-demo"


@pytest.fixture(params=[("folder", 1), ("folder", 2), ("s3", 2)], ids=lambda given: f"{given[0]}-{given[1]}")
def served(request, tmp_path):
    where, processes = request.param
    with s3_server(tmp_path / "s3") if where == "s3" else nullcontext({}) as more:
        product = Served(tmp_path / "instance", PATROL_WEB_PROCESSES=str(processes), **more).start()
        try:
            yield product
        finally:
            product.stop()


@pytest.fixture
def phone(served):
    session = requests.Session()
    session.headers["X-Requested-With"] = "patrol"
    signed_in = session.post(
        f"{served.url}/api/session", json={"username": "informant-liuru", "password": PASSWORD}, timeout=20
    )
    signed_in.raise_for_status()
    return session


def photo(seed: int) -> bytes:
    return b"\xff\xd8\xff\xe0" + random.Random(seed).randbytes(1_500_000)


def name_it(phone, url: str, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    body = {
        "kind": "waste", "captured_at": datetime.now(UTC).isoformat(),
        "photos": [{"sha256": sha256, "bytes": len(content), "type": "image/jpeg"}],
    }  # fmt: skip
    phone.put(f"{url}/api/reports/{uuid.uuid4()}", json=body, timeout=20).raise_for_status()
    return sha256


class Cut(io.BytesIO):
    """A photo whose reading breaks off once at a place, as a network does."""

    def __init__(self, content: bytes, at: int):
        super().__init__(content)
        self.at = at

    def read(self, size: int = -1) -> bytes:
        if self.at and self.tell() >= self.at:
            self.at = 0
            raise ConnectionError("cut")
        return super().read(size)


def test_tuspy_goes_on_after_cuts_and_every_byte_arrives(served, phone):
    for seed in range(3):
        content = photo(seed)
        sha256 = name_it(phone, served.url, content)
        headers = {
            "X-Requested-With": "patrol",
            "Cookie": "; ".join(f"{name}={value}" for name, value in phone.cookies.items()),
        }
        tus = client.TusClient(f"{served.url}/api/uploads", headers=headers)
        stream = Cut(content, random.Random(seed).randrange(200_000, 1_400_000))
        uploader = tus.uploader(file_stream=stream, chunk_size=150_000, metadata={"sha256": sha256})
        with pytest.raises((ConnectionError, TusCommunicationError)):
            uploader.upload()
        again = tus.uploader(file_stream=io.BytesIO(content), chunk_size=400_000, url=uploader.url)
        assert again.offset > 0
        again.upload()
        held = requests.get(
            f"{served.url}/api/photos/{sha256}/facts", headers={"Cookie": headers["Cookie"]}, timeout=20
        )
        assert held.status_code == 200
        assert original(served, sha256) == sha256


def original(served, sha256: str) -> str:
    """SHA-256 of the bytes as an inspector gets them."""
    inspector = requests.Session()
    inspector.headers["X-Requested-With"] = "patrol"
    given = {"username": "inspector-yanling", "password": PASSWORD}
    inspector.post(f"{served.url}/api/session", json=given, timeout=20).raise_for_status()
    answer = inspector.get(f"{served.url}/api/photos/{sha256}?size=original", timeout=20)
    assert answer.status_code == 200 and os.fspath(answer.headers["Content-Disposition"]).startswith("attachment")
    return hashlib.sha256(answer.content).hexdigest()
