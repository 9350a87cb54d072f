"""The faults planned for the requests of one link, drawn one after another by requests that they fit."""

from __future__ import annotations

import logging
import random
import threading

from . import wire
from .deeds import FITS
from .table import Counts

log = logging.getLogger(__name__)


class Cards:
    """None is drawn before `begin` and after `end`."""

    def __init__(self, planned: list[str], dice: random.Random, counts: Counts):
        self.planned, self.dice, self.counts = planned, dice, counts
        self.lock, self.left, self.passing = threading.Lock(), [], 0

    def begin(self) -> None:
        self.left = list(self.planned)

    def end(self) -> None:
        with self.lock:
            self.planned = self.left = []

    def draw(self, request: wire.Request) -> str | None:
        """The first that fits; between two of them some requests go through."""
        with self.lock:
            if self.passing > 0 or not self.left:
                self.passing -= 1
                return None
            card = next((one for one in self.left if FITS.get(one, lambda _: True)(request)), None)
            if card:
                self.left.remove(card)
                self.passing = self.dice.choice((1, 2, 3, 4))
            return card

    def done(self, card: str | None) -> None:
        if card:
            log.info("the link: %s", card)
            self.counts.add(card)

    def put_back(self, card: str | None) -> None:
        """What was planned has not been seen: the phone or the server went away by itself."""
        with self.lock:
            if card and self.planned:
                self.left.append(card)
