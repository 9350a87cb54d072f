"""What phones send and ask, for Patrol and for the floor alike."""

from __future__ import annotations

import hashlib
import io
import json
import os
import uuid
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPConnection

from PIL import Image

from .load import Request, Turn, request

ORIGINAL = 400 * 1024
TAIL = 1024
PASSWORD = "patrol-demo"


def _most_of_a_photo() -> bytes:
    """A small picture that can be decoded; behind its end, as in motion photos, come other bytes."""
    picture = io.BytesIO()
    Image.effect_noise((320, 240), 80).convert("RGB").save(picture, "JPEG", quality=85)
    return picture.getvalue() + os.urandom(ORIGINAL - TAIL - len(picture.getvalue()))


MOST = _most_of_a_photo()


class Photo:
    """Made anew for each request, by its last KB: nothing is stored already, and the client costs next to nothing."""

    def __init__(self, most: bytes = MOST):
        self.parts = [most, os.urandom(TAIL)]
        self.size = len(most) + TAIL
        digest = _hash_of(most).copy()
        digest.update(self.parts[1])
        self.sha256 = digest.hexdigest()


@cache
def _hash_of(most: bytes):
    return hashlib.sha256(most)


def facts(*hashes: str, size: int = ORIGINAL) -> bytes:
    named = [{"sha256": one, "bytes": size, "type": "image/jpeg"} for one in hashes]
    place = {"lat": 31.885, "lon": 119.508, "by": "pin"}
    now = datetime.now(UTC).isoformat()
    body = {"kind": "waste", "captured_at": now, "place": place, "note": "建筑垃圾堆在田边" * 8, "photos": named}
    return json.dumps(body, ensure_ascii=False).encode()


class Phone:
    """The requests of one signed-in person; without a cookie and prefix those for the floor."""

    def __init__(self, prefix: str = "", cookie: str = ""):
        self.prefix, self.cookie = prefix, cookie

    def get(self, path: str) -> Request:
        return request("GET", self.prefix + path, self.cookie)

    def put_report(self, *hashes: str, size: int = ORIGINAL) -> Request:
        path = f"{self.prefix}/reports/{uuid.uuid4()}"
        return request("PUT", path, self.cookie, [facts(*hashes, size=size)])

    def put_photo(self, photo: Photo) -> Request:
        return request("PUT", f"{self.prefix}/photos/{photo.sha256}", self.cookie, photo.parts, "image/jpeg")

    def report(self) -> list[Request]:
        return [self.put_report()]

    def report_with_original(self) -> list[Request]:
        photo = Photo()
        return [self.put_report(photo.sha256), self.put_photo(photo)]

    def reads(self, path: str) -> Turn:
        asked = [self.get(path)]
        return lambda: list(asked)


def ask(port: int, method: str, path: str, cookie: str = "", body: dict | bytes | None = None):
    """(answer, cookie) of one request on a connection of its own; bytes are sent as a photo."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    type_ = "image/jpeg" if isinstance(body, bytes) else "application/json"
    headers = {"X-Requested-With": "patrol", "Content-Type": type_}
    if cookie:
        headers["Cookie"] = cookie
    connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
    return json.loads(text), answer.headers.get("Set-Cookie", "").partition(";")[0]


def signed_in(port: int, name: str) -> Phone:
    return Phone("/api", ask(port, "POST", "/api/session", body={"username": name, "password": PASSWORD})[1])
