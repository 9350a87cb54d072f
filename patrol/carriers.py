"""Threads that speak with receivers, for each channel its own: one that hangs holds up nobody else's messages."""

from __future__ import annotations

import logging
import queue
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .channels import Undelivered
from .channels.push import Subscription
from .channels.settings import Channels
from .domain.delivery import robots
from .domain.delivery.sending import Dropped, Outgoing
from .domain.delivery.ways import PUSH

log = logging.getLogger(__name__)
# So many are taken for each thread: a transaction costs more than a message.
DEEP = 8
# Who has waited behind slow ones for so long leaves it to the next turn.
LATEST_SECONDS = 120
NO_BROWSER = {"HTTP 404", "HTTP 410"}


@dataclass(frozen=True)
class Result:
    what: Outgoing | Dropped
    problem: Undelivered | None = None
    gone: tuple[str, ...] = ()  # subscriptions that are no more


class Carriers:
    def __init__(self, channels: Channels):
        self.channels, self.most = channels, DEEP * channels.threads
        self.pools: dict[str, ThreadPoolExecutor] = {}
        self.flying: Counter[str] = Counter()
        self.back: queue.SimpleQueue[Result] = queue.SimpleQueue()

    def room(self, channel: str) -> int:
        return self.most - self.flying[channel]

    @property
    def busy(self) -> bool:
        return self.flying.total() > 0

    def take(self, going: Outgoing) -> None:
        if going.channel not in self.pools:
            self.pools[going.channel] = ThreadPoolExecutor(self.channels.threads, f"delivery-{going.channel}")
        self.flying[going.channel] += 1
        self.pools[going.channel].submit(self._carry, going, time.monotonic())

    def returned(self, seconds: float = 0) -> list[Result]:
        """What came back, after waiting that long for the first."""
        found = []
        try:
            found.append(self.back.get(block=seconds > 0, timeout=seconds or None))
            while True:
                found.append(self.back.get_nowait())
        except queue.Empty:
            self.flying.subtract(one.what.channel for one in found)
            return found

    def end(self) -> None:
        """What is on its way comes to its end; what has not begun stays leased, and goes later."""
        for pool in self.pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _carry(self, going: Outgoing, since: float) -> None:
        late = time.monotonic() - since > LATEST_SECONDS
        self.back.put(Result(going, Undelivered("waited")) if late else self._deliver(going))

    def _deliver(self, going: Outgoing) -> Result:
        """It never raises."""
        try:
            if going.channel == PUSH:
                return self._to_browsers(going)
            self._channel(going).send(going.address, going.message)
            return Result(going)
        except Undelivered as problem:
            log.info("%s: %s %s", going.channel, problem.reason, problem.answer)
            return Result(going, problem)
        except Exception as problem:
            # Where, but not what it says: an address or a key may stand in that.
            where = "".join(traceback.format_tb(problem.__traceback__))
            log.error("the channel %s failed: %s\n%s", going.channel, type(problem).__name__, where)
            return Result(going, Undelivered("broken", type(problem).__name__))

    def _channel(self, going: Outgoing):
        if going.channel == robots.NAME:
            return next(one for one in self.channels.robots if one.mark == going.address)
        return self.channels.personal[going.channel]

    def _to_browsers(self, going: Outgoing) -> Result:
        """One that shows it is enough; the others are tried, too, and those that are gone are forgotten."""
        problems = {one.endpoint: self._to_browser(one, going) for one in going.address}
        gone = tuple(endpoint for endpoint, problem in problems.items() if problem and _is_gone(problem))
        if None in problems.values():
            return Result(going, None, gone)
        last = next((one for one in problems.values() if not _is_gone(one)), None)
        return Result(going, last or Undelivered("no_subscription", for_good=True), gone)

    def _to_browser(self, browser: Subscription, going: Outgoing) -> Undelivered | None:
        try:
            self.channels.push.send(browser, going.message)
        except Undelivered as problem:
            return problem
        return None


def _is_gone(problem: Undelivered) -> bool:
    return problem.reason == "no_subscription" or problem.answer in NO_BROWSER
