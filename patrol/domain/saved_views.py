"""Saved views of the case list: each person's own, under a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import SavedView, views

from .actors import Actor
from .errors import Conflict, Invalid, Missing

MOST = 50


def save(session: Session, by: Actor, name: str, query: str, now: datetime) -> None:
    """Keep filters under a name; under a name that is there already they take the place of the old ones."""
    name = _checked(name)
    known = views.named(session, by.id, name)
    if known is not None:
        known.query = query
    elif views.count_of(session, by.id) >= MOST:
        raise Conflict("views_full", most=MOST)
    else:
        session.add(SavedView(person_id=by.id, name=name, query=query, created_at=now))


def rename(session: Session, by: Actor, view_id: str, name: str) -> None:
    view, name = _own(session, by, view_id), _checked(name)
    other = views.named(session, by.id, name)
    if other is not None and other.id != view.id:
        raise Conflict("view_named_so")
    view.name = name


def remove(session: Session, by: Actor, view_id: str) -> None:
    session.delete(_own(session, by, view_id))


def _own(session: Session, by: Actor, view_id: str) -> SavedView:
    view = views.one(session, by.id, view_id)
    if view is None:
        raise Missing("view_missing")
    return view


def _checked(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not 1 <= len(name) <= 40:
        raise Invalid("view_name")
    return name
