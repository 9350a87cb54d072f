"""Notices to one person, of cases that person may still see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from patrol.models import Case, Notice
from patrol.models.work import unseen

from . import permissions
from .actors import Actor
from .errors import Invalid, Missing
from .looking import decode_cursor, write_cursor
from .times import iso, parse


def page(session: Session, by: Actor, cursor: str | None, limit: int) -> tuple[list[tuple[Notice, Case]], str | None]:
    question = select(Notice, Case).join(Case, Case.id == Notice.case_id)
    question = question.where(Notice.person_id == by.id, permissions.visible_to(by))
    if cursor:
        at, notice_id = _read(cursor)
        older = and_(Notice.created_at == at, Notice.id > notice_id)
        question = question.where(or_(Notice.created_at < at, older))
    question = question.order_by(Notice.created_at.desc(), Notice.id).limit(limit + 1)
    found = [tuple(row) for row in session.execute(question).unique()]
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
