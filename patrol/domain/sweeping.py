"""Bytes that no row names: left by a killed process, or let go. Once a day everything is looked at, in slices.

Who has just stored bytes and not yet written the row is not robbed of them: what is younger than two days stays, and
the rest is taken under the lock that the writer of the row needs, too (patrol/naming.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from patrol.models import storage as table
from patrol.models.storage import StorageWalk

log = logging.getLogger(__name__)
OLD = timedelta(hours=48)
EVERY = timedelta(days=1)
LEASE = timedelta(minutes=10)
BATCH = 500
RENDITIONS = ("renditions/thumb", "renditions/view")
# Below it a folder for each plate of words: the same bytes of two cases are two pictures.
STAMPED = "renditions/stamped"
SLICES = (*(f"{number:02x}" for number in range(256)), *RENDITIONS, STAMPED, "thumbnails", "uploads")


def turn(transaction, look, alone, storage, *, now: datetime) -> bool:
    """One slice of today's walk; False when there is none to do. Cut off, the slice is walked again."""
    with look() as session:
        walk = table.last_walk(session)
        if walk is not None and walk.done_at is not None and now - walk.started_at < EVERY:
            return False
    claimed = _claim(transaction, now)
    if claimed is None:
        return False
    walk_id, number = claimed
    found, swept = walk_slice(look, alone, storage, SLICES[number], now=now)
    with transaction() as session:
        _count(session, walk_id, number, found, swept, now)
    return True


def whole(transaction, look, alone, storage, *, now: datetime) -> tuple[int, int]:
    """All slices at once; (how many were taken away, their bytes)."""
    walk = StorageWalk(started_at=now, done_at=now, next_slice=0, found={}, swept=[0, 0])
    for name in SLICES:
        _add(walk, *walk_slice(look, alone, storage, name, now=now))
    with transaction() as session:
        session.add(walk)
    return tuple(walk.swept)


def _begin(session: Session, now: datetime) -> StorageWalk:
    walk = StorageWalk(started_at=now, next_slice=0, found={}, swept=[0, 0])
    session.add(walk)
    return walk


def _claim(transaction, now: datetime) -> tuple[int, int] | None:
    """(walk, slice) for this process alone, or None when another one is at it."""
    with transaction() as session:
        walk = table.last_walk(session)
        if walk is None or walk.done_at is not None:
            walk = _begin(session, now)
            session.flush()
        free = table.lease_walk(session, walk.id, walk.next_slice, now, now + LEASE)
        return (walk.id, walk.next_slice) if free else None


def _count(session: Session, walk_id: int, number: int, found: list[int], swept: list[int], now: datetime) -> None:
    walk = session.get(StorageWalk, walk_id)
    if walk.next_slice != number:
        return  # somebody else was quicker while this process stood still
    _add(walk, found, swept)
    walk.lease_until = None
    if walk.next_slice == len(SLICES):
        walk.done_at = now


def _add(walk: StorageWalk, found: list[int], swept: list[int]) -> None:
    """What was found in the walk's next slice."""
    kind = "originals" if walk.next_slice < 256 else SLICES[walk.next_slice].partition("/")[0]
    walk.found = walk.found | {kind: _sum(walk.found.get(kind, [0, 0]), found)}
    walk.swept = _sum(walk.swept, swept)
    walk.next_slice += 1


def _sum(one: list[int], other: list[int]) -> list[int]:
    return [mine + more for mine, more in zip(one, other, strict=True)]


def walk_slice(look, alone, storage, name: str, *, now: datetime) -> tuple[list[int], list[int]]:
    """([how many stay, bytes], [how many were taken away, bytes]) of one slice."""
    stay, taken = [0, 0], [0, 0]
    lying, sweeper = (storage.originals(name), _originals) if len(name) == 2 else (storage.objects(name), _BY[name])
    for batch in _batches(lying, BATCH):
        with look() as session:
            doomed = sweeper(session, batch, now)
        for one in batch:
            gone = one in doomed and _take(alone, storage, one.name, now)
            sums = taken if gone else stay
            sums[0], sums[1] = sums[0] + 1, sums[1] + one.bytes
    if taken[0]:
        log.info("%s files of %s that no row names were taken away (%s bytes)", taken[0], name, taken[1])
    return stay, taken


def _batches(lying: Iterable, size: int) -> Iterator[list]:
    lying = iter(lying)
    while batch := list(islice(lying, size)):
        yield batch


def _hash_of(name: str) -> str:
    return name.rpartition("/")[2]


def _originals(session: Session, batch: list, now: datetime) -> set:
    hashes = [_hash_of(one.name) for one in batch]
    named, let_go = table.originals_named(session, hashes), table.originals_let_go(session, hashes)
    return {
        one
        for one, sha256 in zip(batch, hashes, strict=True)
        if sha256 in let_go or (sha256 not in named and now - one.at > OLD)
    }


def _thumbnails(session: Session, batch: list, now: datetime) -> set:
    """Also those that have given way to the server's own."""
    named = table.thumbnails_named(session, [_hash_of(one.name) for one in batch])
    return {one for one in batch if tuple(one.name.split("/")[1:]) not in named and now - one.at > OLD}


def _uploads(session: Session, batch: list, now: datetime) -> set:
    named = table.uploads_named(session, {one.name.split("/")[1] for one in batch})
    return {one for one in batch if one.name.split("/")[1] not in named and now - one.at > OLD}


_BY: dict[str, Callable] = {
    **dict.fromkeys((*RENDITIONS, STAMPED), _originals), "thumbnails": _thumbnails, "uploads": _uploads
}  # fmt: skip


def _take(alone, storage, name: str, now: datetime) -> bool:
    """Take one away, unless a row names it by now or somebody is about to write one."""
    kind, sha256 = name.partition("/")[0], _hash_of(name)
    if kind == "uploads":
        storage.delete_object(name)  # its row was there before its bytes, and is gone: nobody writes it again
        return True
    with alone(sha256) as session:
        if session is None:
            return False
        if kind == "thumbnails":
            if tuple(name.split("/")[1:]) in table.thumbnails_named(session, [sha256]):
                return False
        elif table.originals_named(session, [sha256]):
            return False
        (storage.delete_object if "/" in name else storage.delete)(name)
    return True


def take_let_go(alone, storage, sha256: str) -> bool:
    """Bytes that were let go just now, with all that was made of them; what fails is left to the next walk."""
    with alone(sha256) as session:
        if session is None or not table.originals_let_go(session, [sha256]):
            return False
        storage.delete(sha256)
        for folder in RENDITIONS:
            storage.delete_object(f"{folder}/{sha256}")
    return True
