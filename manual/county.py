"""A county of the manual's own: the demo at a moment that never changes, so that the pictures do not either."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import Flask
from shapely.geometry import shape
from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server

from patrol import create_app
from patrol.config import read
from patrol.demo import cases
from patrol.demo.county import DATA
from patrol.demo.pictures import Album, standing_off
from patrol.domain import cards, founding
from patrol.extensions import db, upgrade, writing

# A Tuesday morning; all clocks of the manual stand here, those of the phones as well.
NOW = datetime.fromisoformat("2026-11-24T09:41:00+08:00")
LIURU = "321181101208"


class Handler(WSGIRequestHandler):
    """Phones set their clocks right by the Date of an answer."""

    def date_time_string(self, timestamp=None) -> str:
        return http_date(NOW if timestamp is None else timestamp)

    def log_request(self, *_) -> None:
        """Nobody reads it."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[Flask, str]]:
    """(the app, its address)."""
    app = create_app(read({"PATROL_INSTANCE": str(folder / "instance"), "PATROL_SECRET_KEY": "of the manual alone"}))
    app.config["CLOCK"] = lambda: NOW
    with app.app_context():
        upgrade()
        cases.load_with_county(app, NOW)
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield app, f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()


def new_card(app: Flask, username: str) -> str:
    with app.app_context(), writing() as session:
        [token] = cards.issue(session, None, [founding.find_person(session, username)], now=NOW).values()
        return token


def in_liuru() -> dict[str, float]:
    inside = shape(json.loads(DATA.read_text(encoding="utf-8"))["boundaries"][LIURU]).representative_point()
    return {"latitude": round(inside.y, 5), "longitude": round(inside.x, 5), "accuracy": 8}


def photo(path: Path, scene: str = "house", near: bool = False) -> Path:
    """What the camera hands over: a scene of the demo that no story shows from this side."""
    here = in_liuru()
    stood = standing_off(here["latitude"], here["longitude"], 30, 60.0)
    path.write_bytes(Album().photo(scene, near, False, NOW, stood))
    return path
