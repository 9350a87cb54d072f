"""What a phone's link can carry, as it changes on the way home."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass

PACKET = 1400
# A lost packet is noticed and sent again: what comes behind it waits.
AGAIN_SECONDS = (0.3, 1.2)


@dataclass(frozen=True)
class Shape:
    bytes_per_second: int
    there_and_back: float
    loss: float
    lasts: tuple[float, float]


ONE_BAR = Shape(50_000 // 8, 0.6, 0.05, (12, 18))
VILLAGE_EDGE = Shape(400_000 // 8, 0.3, 0.02, (8, 14))
ROADSIDE = Shape(8_000_000 // 8, 0.06, 0.0, (10, 16))
CALM = Shape(40_000_000 // 8, 0.01, 0.0, (0, 0))
ON_THE_WAY = (ONE_BAR, VILLAGE_EDGE, ROADSIDE)


class Pace:
    """Bytes of all connections of a phone in one direction: they share what the link carries."""

    def __init__(self, dice: random.Random):
        self.dice, self.lock, self.free_at = dice, threading.Lock(), 0.0

    def wait(self, shape: Shape, size: int) -> None:
        with self.lock:
            begins = max(time.monotonic(), self.free_at)
            stalls = self.dice.uniform(*AGAIN_SECONDS) if self._lost(shape, size) else 0.0
            self.free_at = begins + size / shape.bytes_per_second + stalls
            until = self.free_at
        time.sleep(max(0.0, until - time.monotonic()))

    def _lost(self, shape: Shape, size: int) -> bool:
        return self.dice.random() < 1 - (1 - shape.loss) ** max(1, size // PACKET)


def portions(data: bytes, shape: Shape):
    """Small enough that a cut falls between two of them, large enough that a fast link is not kept busy counting."""
    size = PACKET if shape.bytes_per_second < 100_000 else 16 * PACKET
    for start in range(0, len(data), size):
        yield data[start : start + size]
