"""What somebody does at another machine: sign in as the same person and put the others out."""

from __future__ import annotations

import json
from http.client import HTTPConnection

from tests.cast import PASSWORD


def revoke_devices(port: int, name: str) -> None:
    """All of this person's browsers are signed out, the asking one last."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    cookie = _ask(connection, "POST", "/api/session", body={"username": name, "password": PASSWORD})[1]
    devices = _ask(connection, "GET", "/api/devices", cookie)[0]["devices"]
    for device in sorted(devices, key=lambda one: one["current"]):
        _ask(connection, "DELETE", f"/api/devices/{device['id']}", cookie)
    connection.close()


def _ask(connection: HTTPConnection, method: str, path: str, cookie: str = "", body: dict | None = None):
    headers = {"X-Requested-With": "patrol", "Content-Type": "application/json", "Cookie": cookie}
    connection.request(method, path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 400:
        raise ConnectionError(f"{method} {path}: {answer.status}")
    return (json.loads(text) if text else None), (answer.getheader("Set-Cookie") or "").partition(";")[0]
