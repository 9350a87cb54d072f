"""Notices to one person: of cases that person may still see, and to those in the office of the county itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, Notice
from patrol.models.work import notices_to, unseen

from . import departments, permissions
from .actors import Actor
from .county_notices import OWN, POWERFUL
from .errors import Invalid, Missing
from .looking import decode_cursor, write_cursor
from .times import iso, parse


def page(
    session: Session, by: Actor, cursor: str | None, limit: int
) -> tuple[list[tuple[Notice, Case | None]], str | None]:
    after = _read(cursor) if cursor else None
    of_county = None if by.roles & POWERFUL else OWN
    visible = permissions.visible_to(by) | departments.case_told(by)
    found = notices_to(session, by.id, visible, after, limit + 1, of_county=of_county)
    last = found[limit - 1][0] if len(found) > limit else None
    return found[:limit], write_cursor([iso(last.created_at), last.id]) if last else None


def _read(cursor: str) -> tuple[datetime, str]:
    try:
        at, notice_id = decode_cursor(cursor)
        return parse(str(at)), str(notice_id)
    except (ValueError, TypeError):
        raise Invalid("bad_cursor") from None


def see(session: Session, by: Actor, notice_id: str, *, now: datetime) -> None:
    notice = unseen(session, by.id, notice_id)
    if notice is None:
        raise Missing("notice_missing")
    notice.seen_at = notice.seen_at or now
