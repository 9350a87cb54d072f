"""The changes a phone must learn: snapshots of cases, those that are gone, and an opaque cursor.

The cursor names the last event of a case its reader can see, never a position in the log: with it two answers tell
nothing about what happened in between elsewhere. It holds the log's epoch and a digest of the posts behind the
reader's scope, and of what cases show without an event of theirs: a change of any answers `reset`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import lists
from patrol.models import log as log_table
from patrol.models.areas import county, towns_of_stations
from patrol.models.people import areas_held

from . import permissions
from .actors import Actor
from .errors import Invalid
from .looking import decode_cursor, write_cursor

KEPT = timedelta(days=30)
Load = Callable[[Session, list[str]], list]


@dataclass
class Page:
    cases: list
    gone: list[str]
    cursor: str
    reset: bool
    more: bool


def changes(
    session: Session, by: Actor, cursor: str | None, limit: int, *, now: datetime, load: Load = lists.loaded
) -> Page:
    """`load` reads the cases of a page in the order of their ids: whole, or as lists show them."""
    scope, epoch = scope_of(session, by, now), county(session).epoch
    known, at = _read(session, by, cursor, scope, epoch)
    after = _seq(session, at) if known else 0
    own = permissions.own_report(by)
    found = lists.changed_after(session, permissions.ways_to_see(by), after, now - KEPT, own, limit + 1)
    page, more = load(session, found[:limit]), len(found) > limit
    if page:
        at = [page[-1].id, page[-1].n]
    # A page that is not the last tells only what happened up to its own end: the next one begins there.
    until = page[-1].last_seq if more else None
    gone, last_gone = _gone(session, by, after, until) if after else ([], None)
    if last_gone is not None and (not page or last_gone[0] > page[-1].last_seq):
        at = [last_gone[1], last_gone[2]]
    return Page(page, gone, write_cursor([epoch, scope, *at]), cursor is not None and not known, more)


def scope_of(session: Session, by: Actor, now: datetime) -> str:
    """Digest of the posts held and where they reach: new posts, ended ones and merged areas change it.

    So do other names of areas and people (by their areas' editions), and a town's getting or losing its leader, for
    whom a grave case waits: that stands in cases, and no event of theirs tells of it.
    """
    stations = {post.station_id for post in by.posts if post.station_id}
    parts = [f"{post.id}:{post.role}:{post.path}:{post.station_id}:{post.edition}" for post in by.posts]
    parts += [f"{town.path}:{town.edition}" for town in towns_of_stations(session, stations)]
    parts += map(str, areas_held(session, "leader", now))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _read(session: Session, by: Actor, cursor: str | None, scope: str, epoch: int) -> tuple[bool, list]:
    """(whether the cursor still holds, [case, n] it stands at)."""
    if cursor is None:
        return False, ["", 0]
    parts = decode_cursor(cursor)
    if len(parts) != 4 or not isinstance(parts[2], str) or not isinstance(parts[3], int):
        raise Invalid("bad_cursor")
    if parts[:2] != [epoch, scope]:
        return False, ["", 0]
    known = parts[2] == "" or _was_told(session, by, parts[2], parts[3])
    return known, parts[2:] if known else ["", 0]


def _was_told(session: Session, by: Actor, case_id: str, n: int) -> bool:
    """Whether we can have written this: a made-up cursor must not tell what became of a case since it was hidden."""
    event = log_table.event_of(session, case_id, n)
    if event is None or lists.one(session, permissions.visible_to(by), case_id) is not None:
        return event is not None
    sights = log_table.sights_of(session, case_id)
    return any(event.seq <= sight.seq and permissions.saw(session, by, sight) for sight in sights)


def _seq(session: Session, at: list) -> int:
    return log_table.event_of(session, at[0], at[1]).seq if at[0] else 0


def _gone(session: Session, by: Actor, after: int, until: int | None) -> tuple[list[str], tuple | None]:
    """Cases this person saw before a change of sight and does not see now; and the last such event's place."""
    gone, last = [], None
    for sight in log_table.sights_after(session, after):
        if until is not None and sight.seq > until:
            break
        if sight.case_id in gone or not permissions.saw(session, by, sight):
            continue
        if lists.one(session, permissions.visible_to(by), sight.case_id) is None:
            gone.append(sight.case_id)
            event = session.get(log_table.Event, sight.seq)
            last = (sight.seq, event.case_id, event.n)
    return gone, last
