"""The worker's other half: brings notices to people, beside jobs and sweep, so that a slow receiver stops neither.

One thread speaks with the database, others with receivers (carriers.py). A row is claimed with a lease, sent, and
settled with many others in one transaction: killed in between, the message goes once more, with the same id.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from .carriers import Carriers, Result
from .channels import Undelivered
from .domain.delivery import passing_on, planning, robots, sending, settling
from .domain.delivery.sending import Dropped, Outgoing
from .domain.delivery.wishes import CHANNELS
from .extensions import reading, writing
from .models import deliveries
from .models.notice_settings import forget_endpoints

log = logging.getLogger(__name__)
# Longer than the slowest channel is patient, waiting behind others included.
LEASE = timedelta(minutes=4)
AT_ONCE = 200
SLOW_SECONDS = 15
KEPT = timedelta(days=30)
# Also those that the county no longer has: what was on its way by them ends, too.
EVERY_CHANNEL = (*CHANNELS, robots.NAME)


class Delivering:
    def __init__(self, app: Flask):
        self.app, self.clock = app, app.config["CLOCK"]
        self.channels, self.base_url = app.config["PATROL"].channels, app.config["PATROL"].public_url
        self.owner = f"{socket.gethostname()}/{os.getpid()}/delivery"
        self.carriers = Carriers(self.channels)
        self.unsettled: list[Result] = []
        self.next_slow = 0.0

    def run(self, stop: threading.Event) -> None:
        with self.app.app_context():
            while not stop.is_set():
                try:
                    if not self.turn():
                        self.unsettled += self.carriers.returned(1)
                except Exception:
                    # The database may be away for a while; what was sent and not settled is sent again.
                    log.exception("a turn of delivering failed; it goes on")
                    stop.wait(5)
            self.end()

    def turn(self) -> bool:
        """Settle what came back, plan what is new, send what is due; False when there was nothing to do."""
        now = self.clock()
        if time.monotonic() >= self.next_slow:
            self.next_slow = time.monotonic() + SLOW_SECONDS
            self._seldom(now)
        self.unsettled += self.carriers.returned()
        with reading() as session:
            new = deliveries.any_unplanned(session)
            due = [name for name in EVERY_CHANNEL if self._has_room(name) and deliveries.any_due(session, name, now)]
        if not (new or due or self.unsettled):
            self.unsettled += self.carriers.returned(0.05) if self.carriers.busy else []
            return self.carriers.busy or bool(self.unsettled)
        self._send(self._write(new, due, now), now)
        return True

    def _has_room(self, channel: str) -> bool:
        """Half of it at least: a few at a time would be a transaction for each few."""
        return self.carriers.room(channel) * 2 >= self.carriers.most

    def _write(self, new: bool, due: list[str], now: datetime) -> list[str]:
        """All in one transaction; the ids that were claimed."""
        with writing() as session:
            self._settle(session, now)
            if new:
                planning.plan(session, self.channels, AT_ONCE, now=now)
            claimed = [one.id for name in due for one in self._claim(session, name, now)]
        self.unsettled = []
        return claimed

    def _claim(self, session, channel: str, now: datetime) -> list:
        return deliveries.claim(session, channel, self.owner, now, LEASE, self.carriers.room(channel))

    def _send(self, ids: list[str], now: datetime) -> None:
        for one in self._prepared(ids, now) if ids else ():
            if isinstance(one, Outgoing):
                self.carriers.take(one)
            else:
                self.unsettled.append(one if isinstance(one, Result) else Result(one))

    def _prepared(self, ids: list[str], now: datetime) -> list[Outgoing | Dropped | Result]:
        try:
            with reading() as session:
                return sending.prepare(session, ids, self.channels, self.base_url, now=now)
        except SQLAlchemyError:
            raise
        except Exception:
            if len(ids) > 1:  # one of them must not hold up the others for ever
                return [made for one in ids for made in self._prepared([one], now)]
            log.exception("no message could be made of delivery %s", ids[0])
            return [Result(Outgoing((ids[0],), "", None, None), Undelivered("broken"))]

    def _settle(self, session, now: datetime) -> None:
        forget_endpoints(session, [endpoint for one in self.unsettled for endpoint in one.gone])
        sent = [one for one in self.unsettled if isinstance(one.what, Outgoing)]
        fine = [row for one in sent if one.problem is None for row in one.what.rows]
        settling.delivered(session, fine, self.owner, now=now)
        for one in sent:
            if one.problem is not None:
                settling.undelivered(session, one.what.rows, self.owner, one.problem, self.channels, now=now)
        for one in self.unsettled:
            if isinstance(one.what, Dropped):
                settling.dropped(session, one.what.rows, self.owner, one.what.reason, now=now)

    def _seldom(self, now: datetime) -> None:
        passing_on.turn(writing, reading, now=now)
        with reading() as session:
            told = robots.is_planned(session, self.channels, now=now)
            old = deliveries.any_settled(session, now - KEPT)
        if not told or old:
            with writing() as session:
                robots.plan(session, self.channels, now=now)
                deliveries.forget_settled(session, now - KEPT, AT_ONCE)

    def end(self) -> None:
        """An orderly end sends nothing twice."""
        self.carriers.end()
        self.unsettled += self.carriers.returned()
        self._write(False, [], self.clock())


@contextmanager
def beside(app: Flask, stop: threading.Event):
    """Delivers in a thread of its own while the worker does its work."""
    thread = threading.Thread(target=Delivering(app).run, args=(stop,), name="delivering", daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(12)
