"""What the worker sees to besides deadlines and jobs: what has expired, what nobody names, and how much room is left.

Each looks first, in a reading transaction: the writers' turn is not for asking whether there is something to do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from .domain import absences, handing_over, look_weeks, retention, room, sweeping, uploads, waiting
from .domain.sealed import staging as sealed_files
from .extensions import reading, writing
from .naming import alone

log = logging.getLogger(__name__)


class Housekeeping:
    def __init__(self, app: Flask):
        self.storage, self.room = app.extensions["storage"], app.extensions["room"]

    def turn(self, now: datetime) -> None:
        """One after the other; what fails (the bucket is away) keeps none of the others from its turn."""
        for do in (
            self._ended_posts,
            self._absences,
            self._uploads,
            self._waiting_files,
            self._sealed_files,
            self._room,
            self._walk,
            self._expired_photos,
            self._weeks_looks,
        ):
            _attempt(do, now)

    def _ended_posts(self, now: datetime) -> None:
        handing_over.sweep(reading, writing, now=now)

    def _absences(self, now: datetime) -> None:
        absences.turn(reading, writing, now=now)

    def _uploads(self, now: datetime) -> None:
        uploads.sweep(writing, reading, self.storage, now=now)

    def _waiting_files(self, now: datetime) -> None:
        waiting.sweep(writing, reading, now=now)

    def _sealed_files(self, now: datetime) -> None:
        sealed_files.sweep(writing, reading, self.storage, now=now)

    def _room(self, now: datetime) -> None:
        room.watch(writing, reading, self.room, now=now)

    def _walk(self, now: datetime) -> None:
        sweeping.turn(writing, reading, alone, self.storage, now=now)

    def _expired_photos(self, now: datetime) -> None:
        retention.carry_out(writing, reading, alone, self.storage, now=now)

    def _weeks_looks(self, now: datetime) -> None:
        look_weeks.sweep(writing, reading, now=now)


def _attempt(do: Callable[[datetime], None], now: datetime) -> None:
    try:
        do(now)
    except Exception:
        log.exception("%s failed; it comes again", do.__name__.strip("_"))
