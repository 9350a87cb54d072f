"""JSON answers go packed: a first `changes` of 200 KB is half a minute on one bar of signal, and 30 KB packed.

Nothing secret of one person stands in an answer beside text of another that could be guessed by its length: the
session is in a cookie, and a reporter's name comes by a POST, which is left as it is.
"""

from __future__ import annotations

import gzip

from flask import Flask, request

# Below this a packet is a packet.
WORTH_IT = 1200
# The last levels cost more time than they save bytes.
LEVEL = 5


def register(app: Flask) -> None:
    @app.after_request
    def pack(response):
        if request.method != "GET" or response.mimetype != "application/json" or response.is_streamed:
            return response
        response.vary.add("Accept-Encoding")
        wanted = request.accept_encodings.quality("gzip") > 0
        if response.status_code != 200 or not wanted or "Content-Encoding" in response.headers:
            return response
        body = response.get_data()
        if len(body) >= WORTH_IT:
            response.set_data(gzip.compress(body, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response
