"""One question by HTTP with an end to its patience; redirects are not followed, an address is where it was set."""

from __future__ import annotations

import json
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from . import TIMEOUT_SECONDS, Undelivered

MOST = 64 * 1024
# What may be otherwise the next time: too many at once, too slow, or a key that somebody will set right.
MAY_CHANGE = {401, 403, 408, 423, 425, 429}


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = build_opener(_Stay)


def ask(method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    """The body of a 2xx answer. Raises Undelivered for all else, for good where the number says so."""
    request = Request(url, data=body, headers=headers or {}, method=method)
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.read(MOST)
    except HTTPError as problem:
        problem.close()
        for_good = 400 <= problem.code < 500 and problem.code not in MAY_CHANGE
        raise Undelivered("http", f"HTTP {problem.code}", for_good=for_good) from None
    except (OSError, HTTPException, ValueError):
        raise Undelivered("unreachable") from None


def ask_json(method: str, url: str, *, body: object = None, headers: dict[str, str] | None = None) -> dict:
    sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    given = {"Content-Type": "application/json; charset=utf-8"} if sent is not None else {}
    return read_json(ask(method, url, body=sent, headers=given | (headers or {})))


def read_json(answer: bytes) -> dict:
    try:
        value = json.loads(answer)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Undelivered("not_understood")
    return value
