"""The places where things come again, as far as their reader may see the cases there today."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, areas, lists, same_place

from . import permissions
from .actors import Actor
from .errors import Missing, Refused
from .looking import named_by, write_cursor

READERS = {"inspector", "leader", "officer"}


def page(
    session: Session,
    by: Actor,
    cursor: str | None,
    limit: int,
    *,
    town: str | None = None,
    until: datetime | None = None,
) -> tuple[list[tuple[Case, list[Case]]], str | None]:
    """(the last case of each recurring place with those before it, the next cursor), the newest first; of a town, if
    one is named by its code; as they stand now, or stood at a moment."""
    visible = _visible(by)
    after = _after(session, visible, cursor)
    found = same_place.recurring(session, visible, _path_of(session, town), after, limit + 1, until)
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return [(case, same_place.before(session, visible, case)) for case in shown], last and write_cursor([last.id])


def behind(session: Session, by: Actor, case_id: str) -> list[Case]:
    """A case and those that it came after at its place, with all that a list says of them."""
    visible = _visible(by)
    last = lists.one(session, visible, case_id)
    if last is None:
        raise Missing("case_missing")
    return lists.loaded(session, [last.id, *(one.id for one in same_place.before(session, visible, last))])


def _visible(by: Actor):
    """What the reader's figures count."""
    if not by.roles & READERS:
        raise Refused("not_for_you")
    return permissions.visible_to(by) & permissions.seen_whole(by)


def _path_of(session: Session, town: str | None) -> str | None:
    if town is None:
        return None
    area = areas.by_code(session, town)
    if area is None or area.level != areas.TOWN:
        raise Missing("area_missing")
    return area.path


def _after(session: Session, visible, cursor: str | None) -> tuple[datetime, str] | None:
    """The cursor names a case: what it does not see, nobody goes on from."""
    if not cursor:
        return None
    last = named_by(cursor, lambda case_id: lists.one(session, visible, case_id))
    return last.opened_at, last.id
