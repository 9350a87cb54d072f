"""A phone without a browser: what it reports is there at once."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from urllib.request import Request, urlopen

from tests.cast import PASSWORD
from tests.serving import Served

HEADERS = {"X-Requested-With": "patrol", "Content-Type": "application/json"}


def call(product: Served, username: str, **more) -> str:
    """A report without photos; its case's id."""
    facts = {"kind": "waste", "captured_at": _now(), "place": None, "note": "", "photos": []}
    return _write(product, username, f"/api/reports/{uuid.uuid4()}", facts | more)["case"]["id"]


def act(product: Served, username: str, case: str, name: str, **more) -> dict:
    """How it landed."""
    return _write(product, username, f"/api/cases/{case}/acts/{uuid.uuid4()}", {"act": name, "at": _now()} | more)


def sign_in(product: Served, username: str) -> str:
    """The cookie."""
    who = {"username": username, "password": PASSWORD}
    with _ask(product, "POST", "/api/session", who) as answer:
        return answer.headers["Set-Cookie"].partition(";")[0]


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _write(product: Served, username: str, path: str, body: dict) -> dict:
    with _ask(product, "PUT", path, body, Cookie=sign_in(product, username)) as answer:
        return json.load(answer)


def _ask(product: Served, method: str, path: str, body: dict, **headers: str):
    request = Request(product.url + path, json.dumps(body).encode(), HEADERS | headers, method=method)
    return urlopen(request, timeout=30, context=product.context)
