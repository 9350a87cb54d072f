"""Notices waiting for one worker, brought to a receiver on this machine: how many a second."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sqlalchemy import select, update

from patrol import config as settings
from patrol import create_app, now
from patrol.extensions import db, writing
from patrol.models import Case, Notice, NoticeSettings, Person
from patrol.models.base import new_id
from patrol.models.prepared import bare, insert_rows

from . import servers, table
from .backlog import working

NOTICES = 3000
YANLING = "321181/321181101000/"
LONGEST_SECONDS = 120


def notices(all_: servers.Servers) -> None:
    county = all_.county()
    _tell(county)
    with _receiver() as receiver:
        api = f"http://127.0.0.1:{receiver.server_address[1]}"
        wecom = {"PATROL_WECOM": "bench/1", "PATROL_WECOM_SECRET": "none", "PATROL_WECOM_API": api}
        with working(replace(county, environment=county.environment | wecom)):
            first, began = _arrived(receiver, 1), time.monotonic()
            got, seconds = _arrived(receiver, NOTICES), time.monotonic() - began
    rate = f"{(got - first) / seconds:.0f}"
    table.line(f"notices: {NOTICES} by HTTP, one worker, {got} arrived in {seconds:.1f} s", patrol=rate)


def _tell(county: servers.Server) -> None:
    """What the county told before is not of this row."""
    app = create_app(settings.read(servers.environment(county.folder, **county.environment)))
    with app.app_context():
        with writing() as session:
            at = now()
            session.execute(update(Notice).values(planned_at=at))
            person = session.scalar(select(Person.id).where(Person.username == servers.INSPECTOR))
            session.merge(NoticeSettings(person_id=person, wecom="inspector", off=[]))
            case = session.scalar(
                select(Case.id).where(Case.path.startswith(YANLING), Case.concealed.is_(None)).limit(1)
            )
            insert_rows(session, [_notice(person, case, number, at) for number in range(NOTICES)])
        db.engine.dispose()


def _notice(person: str, case: str, number: int, at):
    return bare(Notice)(
        id=new_id(), person_id=person, case_id=case, n=10_000 + number, event="supervise", step=None, level=None,
        created_at=at,
    )  # fmt: skip


def _arrived(receiver, wanted: int) -> int:
    """How many there are once the wanted number is, or when that takes too long."""
    until = time.monotonic() + LONGEST_SECONDS
    while receiver.got < wanted and time.monotonic() < until:
        time.sleep(0.01)
    return receiver.got


class _Taken(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self._answer({"errcode": 0, "access_token": "token", "expires_in": 7200})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.got += 1
        self._answer({"errcode": 0})

    def _answer(self, said: dict) -> None:
        raw = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        pass


class _Receiver(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@contextmanager
def _receiver():
    server = _Receiver(("127.0.0.1", 0), _Taken)
    server.got, server.lock = 0, threading.Lock()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
