"""Builds of the app that come after one another: the same code under another name, as an update looks to a phone."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re

from . import wire

VERSION = re.compile(rb'"version": "[0-9a-f]{16}"')
INTEGRITY = re.compile(rb'"/app/": "[^"]+"')
SHELL = ("/app/", "/app/sw.js")


class Release:
    """0 is the build that is served; every higher number is a newer one."""

    def __init__(self, port_behind: int):
        self.number, self.port_behind = 0, port_behind

    def asked(self, request: wire.Request) -> wire.Request:
        """Without what would make the answer unreadable here, or leave it out."""
        if not self._changes(request):
            return request
        kept = (one for one in request.headers if one[0].lower() not in ("accept-encoding", "if-none-match"))
        return wire.Request(request.method, request.path, tuple(kept))

    def renewed(self, request: wire.Request, answer: wire.Answer) -> wire.Answer:
        if self._changes(request) and answer.status == 200:
            answer.body = self._named(answer.body)
            answer.headers = [one for one in answer.headers if one[0].lower() != "etag"]
        return answer

    def _changes(self, request: wire.Request) -> bool:
        return self.number > 0 and request.method == "GET" and request.path.partition("?")[0] in SHELL

    def _named(self, body: bytes) -> bytes:
        if b"<title>" in body:
            return self._page(body)
        digest = hashlib.sha256(self._page(self._page_behind())).digest()
        listed = INTEGRITY.sub(b'"/app/": "sha256-%s"' % base64.b64encode(digest), body)
        return VERSION.sub(b'"version": "%016x"' % self.number, listed)

    def _page(self, page: bytes) -> bytes:
        return page.replace(b"<title>", b'<meta name="release" content="%d"><title>' % self.number)

    def _page_behind(self) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port_behind, timeout=60)
        try:
            connection.request("GET", "/app/")
            return connection.getresponse().read()
        except http.client.HTTPException as problem:
            raise ConnectionError(repr(problem)) from problem
        finally:
            connection.close()
