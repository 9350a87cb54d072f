"""How much room the storage has left, and for how long: from rows and from one question to the disk.

What no row knows (the sizes of pictures made here) was counted by the last walk (sweeping.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import storage as table
from patrol.models.storage import StorageLevel

from . import county_log, county_notices
from .times import CHINA

LOW, FULL = 0.80, 0.95
# Once low it must have this much more before it has room again: else each photo would be a notice.
BACK = 0.02
DAYS = 30
LOOKED_AT_FOR = 5.0


@dataclass(frozen=True)
class Usage:
    """Bytes in use, by what they are; `free` is how many are left before the disk or the limit is full."""

    originals: int
    renditions: int
    thumbnails: int
    uploads: int
    database: int
    share: float | None  # of the disk or of the limit, whichever is fuller; None: there is no end
    free: int | None
    by_day: tuple[int, ...]  # originals of the last days, the oldest first; today is not over
    a_day: float  # on average
    walked_at: datetime | None

    @property
    def stored(self) -> int:
        return self.originals + self.renditions + self.thumbnails + self.uploads

    @property
    def days_left(self) -> int | None:
        """Until originals are refused, if it goes on as in the last weeks."""
        if self.share is None or not self.a_day or not self.share:
            return None
        until_full = self.free * (FULL - self.share) / (1 - self.share) if self.share < FULL else 0
        return int(until_full / self.a_day)


def usage(session: Session, storage, limit: int | None, now: datetime) -> Usage:
    walk = table.last_whole_walk(session)
    found = {kind: one[1] for kind, one in walk.found.items()} if walk else {}
    uploads = table.under_way(session, now)
    originals = _originals(session, walk)
    renditions, thumbnails = found.get("renditions", 0), found.get("thumbnails", 0)
    share, free = _left(storage, limit, originals + renditions + thumbnails + uploads)
    midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    by_day = table.stored_by_day(session, midnight, DAYS)
    return Usage(
        originals, renditions, thumbnails, uploads, table.database_bytes(session), share, free, tuple(by_day),
        sum(by_day) / _days(session, now), walk and walk.done_at,
    )  # fmt: skip


def _originals(session: Session, walk) -> int:
    """As the last walk found them, and what came since: a sum over all rows would take as long as there are many."""
    if walk is None:
        return table.stored_between(session, None)
    return walk.found.get("originals", [0, 0])[1] + table.stored_between(session, walk.started_at)


def _days(session: Session, now: datetime) -> float:
    """A county that began last week is not reckoned over a month."""
    first = table.first_stored(session)
    return min(DAYS, max(1.0, (now - first) / timedelta(days=1))) if first else DAYS


def _left(storage, limit: int | None, stored: int) -> tuple[float | None, int | None]:
    """(share in use, bytes free) of the limit or the disk, whichever is fuller."""
    ends = []
    if limit is not None:
        ends.append((stored / limit, max(0, limit - stored)))
    disk = storage.disk()
    if disk is not None:
        used, free = disk
        ends.append((used / max(1, used + free), free))
    return max(ends, default=(None, None))


def level_of(share: float | None, before: str = "room") -> str:
    """room, low or full; falling back takes a little more than it took to rise."""
    if share is None:
        return "room"
    for level, begins in (("full", FULL), ("low", LOW)):
        held = before == level or (level == "low" and before == "full")
        if share >= begins - (BACK if held else 0):
            return level
    return "room"


class Room:
    """Whether originals still fit. Asked with each of them, so looked at anew only every few seconds."""

    def __init__(self, storage, limit: int | None, clock: Callable[[], float] = time.monotonic):
        self.storage, self.limit, self.clock = storage, limit, clock
        self._until, self._share = 0.0, None

    def share(self, look, now: datetime) -> float | None:
        if self.clock() >= self._until:
            self._share = _left(self.storage, self.limit, self._stored(look, now))[0]
            self._until = self.clock() + LOOKED_AT_FOR
        return self._share

    def is_full(self, look, now: datetime) -> bool:
        share = self.share(look, now)
        return share is not None and share >= FULL

    def _stored(self, look, now: datetime) -> int:
        """Only a limit needs to know it; of the disk one question tells all."""
        if self.limit is None:
            return 0
        with look() as session:
            walk = table.last_whole_walk(session)
            others = sum(one[1] for kind, one in walk.found.items() if kind != "originals") if walk else 0
            return _originals(session, walk) + others


def watch(transaction, look, room: Room, *, now: datetime) -> str:
    """Tell the office once when the storage becomes low or full, or has room again."""
    share = room.share(look, now)
    with look() as session:
        before = table.last_level(session)
    level = level_of(share, before)
    if level != before:
        with transaction() as session:
            if table.last_level(session) == before:
                _tell(session, level, now)
    return level


def _tell(session: Session, level: str, now: datetime) -> None:
    session.add(StorageLevel(at=now, level=level))
    event = county_log.record(session, "storage", None, now, level=level)
    if level != "room":
        county_notices.tell_office(session, f"storage_{level}", event, now)
