"""A county served by real processes in which faults are planted: the web under gunicorn, the worker forked."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from patrol import create_app
from patrol.domain import verifying
from patrol.domain.log import content_of
from patrol.extensions import db
from patrol.faults import POINTS
from patrol.lifeline import tie_to_parent
from patrol.models import Attachment, Blob, Case, Event, Job, Report, Upload
from patrol.models.reports import Act
from tests.cast import PASSWORD, USERNAMES, Cast, Member
from tests.databases import SEALING, SECRET, settings
from tests.serving import ROOT, alive, descendants, free_port, wait_until

WEB = [sys.executable, "-m", "gunicorn", "-c", "python:patrol.gunicorn_conf", "wsgi:app", "--bind"]
WORKER = [sys.executable, "-m", "tests.forked_worker"]


class World:
    def __init__(self, folder: Path, database_url: str, **more: str):
        self.faults, self.port = folder / "faults", free_port()
        self.faults.mkdir(parents=True)
        given = {"PATROL_INSTANCE": str(folder / "instance"), "PATROL_DATABASE_URL": database_url}
        given |= {
            "PATROL_SECRET_KEY": SECRET,
            "PATROL_SEALING_KEY": SEALING,
            "PATROL_WEB_PROCESSES": "1",
            "PATROL_WEB_THREADS": "8",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")}
        self.environment = kept | given | more | {"PATROL_FAULTS": str(self.faults), "PYTHONPATH": str(ROOT)}
        self.said = folder / "said"
        self.app = create_app(settings(folder / "instance", database_url, **more))
        with self.app.app_context():
            self.engine = db.engine
        self.receipts: list[dict] = []
        self.held: set[str] = set()
        self.cookies: dict[str, dict] = {}

    def __enter__(self) -> World:
        parent = os.getpid()
        how = {"cwd": ROOT, "env": self.environment, "preexec_fn": lambda: tie_to_parent(parent)}
        with self.said.open("wb") as said:
            self.web = subprocess.Popen([*WEB, f"127.0.0.1:{self.port}"], stdout=said, stderr=said, **how)
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": said, "text": True}
            self.worker = subprocess.Popen(WORKER, **pipes, **how)
        wait_until(self._answers, 60)
        for part in ("informant", "inspector"):
            self._sign_in(part)
        return self

    def __exit__(self, *_) -> None:
        self.worker.stdin.close()
        self.web.send_signal(signal.SIGTERM)
        for process in (self.worker, self.web):
            process.wait(30)
        self.worker.stdout.close()
        self.engine.dispose()

    def _answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/api/health", timeout=5).ok
        except requests.ConnectionError:
            return False

    def _sign_in(self, part: str) -> None:
        answer = self.ask("POST", "/session", part=None, json={"username": USERNAMES[part], "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.cookies[part] = answer.cookies.get_dict()

    def ask(self, method: str, path: str, *, part: str | None = "informant", headers=None, **body):
        """One request over a connection of its own."""
        headers = {"X-Requested-With": "patrol", "Connection": "close"} | (headers or {})
        url, cookies = f"http://127.0.0.1:{self.port}/api{path}", self.cookies.get(part)
        return requests.request(method, url, headers=headers, cookies=cookies, timeout=30, **body)

    def work(self, do: str, later: float = 0, **more) -> int:
        """How a process that did this ended."""
        self.worker.stdin.write(json.dumps({"do": do, "later": later, **more}) + "\n")
        self.worker.stdin.flush()
        return int(self.worker.stdout.readline())

    def plant(self, point: str, what: str) -> Path:
        order = self.faults / point
        order.write_text(what)
        return order

    def passes(self, doing) -> Counter:
        """How often each point is passed meanwhile: a fault that lets ninety-nine pass has counted them."""
        orders = [self.plant(point, "error 100") for point in POINTS]
        doing()
        counted = Counter({order.name: 100 - int(order.read_text().split()[1]) for order in orders})
        for order in orders:
            order.unlink()
        return +counted

    def member(self, part: str) -> Member:
        """The same person within this process: for what is prepared, not for what is broken."""
        with self.session() as session:
            return Cast(self.app, session)[part]

    def web_process(self) -> int:
        """The one that answers; its master forks another when it dies."""
        wait_until(lambda: len(alive(descendants(self.web.pid))) == 1)
        return alive(descendants(self.web.pid))[0]

    def session(self) -> Session:
        return Session(self.engine, expire_on_commit=False)

    def let_leases_end(self) -> None:
        """As if the half minute had gone by in which nobody else touches what a dead process had in hand."""
        with self.session() as session:
            session.execute(update(Upload).values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))
            session.commit()

    def there(self, report_id: str, sha256: str) -> dict:
        """What the county knows of a report and of the bytes it names."""
        with self.session() as session:
            case_id = session.scalar(select(Report.case_id).where(Report.id == report_id))
            events = session.scalars(select(Event).where(Event.case_id == case_id).order_by(Event.n))
            jobs = session.scalars(select(Job).where(Job.subject.startswith(sha256))).all()
            files = session.execute(
                select(Attachment.state, Attachment.preview).where(Attachment.sha256 == sha256)
            ).all()
            return {
                "events": [content_of(event)["act"] for event in events],
                "acts": [one.outcome for one in session.scalars(select(Act).where(Act.case_id == case_id))],
                "files": [tuple(one) for one in files],
                "bytes": sha256 in set(session.scalars(select(Blob.sha256).where(Blob.let_go_at.is_(None)))),
                "jobs": dict(Counter("done" if job.done_at else "waiting" for job in jobs)),
            }

    def is_sound(self) -> None:
        """Whatever was acknowledged is here, and nothing says more than is true."""
        with self.session() as session:
            assert verifying.verify(session, self.receipts) == []
            in_log = set(session.scalars(select(Event.case_id).where(Event.case_id.is_not(None))))
            assert in_log == set(session.scalars(select(Case.id))) == set(session.scalars(select(Report.case_id)))
            known = set(session.scalars(select(Report.id)))
            assert known >= {one["report"] for one in self.receipts}
            still = (Attachment.state == "held", Attachment.expired_at.is_(None))
            held = set(session.scalars(select(Attachment.sha256).where(*still)))
            kept = session.scalars(select(Blob).where(Blob.let_go_at.is_(None)))
            stored = {blob.sha256: blob.bytes for blob in kept}
            ahead = session.execute(
                select(Attachment.sender_id, Attachment.sha256).where(Attachment.state == "thumbnail")
            )
            missing = [one for one in ahead if not self.storage.has_object(f"thumbnails/{one[0]}/{one[1]}")]
        assert self.held <= held <= stored.keys()
        assert missing == []
        assert {sha256: self._hash(sha256) for sha256 in stored} == {
            sha256: (sha256, stored[sha256]) for sha256 in stored
        }

    @property
    def storage(self):
        return self.app.extensions["storage"]

    def _hash(self, sha256: str) -> tuple[str, int]:
        with self.storage.open(sha256) as file:
            content = file.read()
        return hashlib.sha256(content).hexdigest(), len(content)

    def uploads_left(self) -> tuple[list, list]:
        """(rows, pieces) of uploads."""
        with self.session() as session:
            rows = list(session.scalars(select(Upload.id)))
        return rows, [path for path in (self.storage.root / "objects" / "uploads").rglob("*") if path.is_file()]
