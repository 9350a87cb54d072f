"""Saved views: filters of the case list that somebody keeps under a name."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote_plus

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Id, Utc, new_id


class SavedView(db.Model):
    __tablename__ = "saved_views"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(1000))  # as it stands in the list's URL
    created_at: Mapped[datetime] = mapped_column(Utc)
    __table_args__ = (UniqueConstraint("person_id", "name"),)


def of_person(session: Session, person_id: str) -> list[SavedView]:
    question = select(SavedView).where(SavedView.person_id == person_id)
    return list(session.scalars(question.order_by(SavedView.created_at, SavedView.id)))


def one(session: Session, person_id: str, view_id: str) -> SavedView | None:
    return session.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.person_id == person_id))


def named(session: Session, person_id: str, name: str) -> SavedView | None:
    return session.scalar(select(SavedView).where(SavedView.name == name, SavedView.person_id == person_id))


def count_of(session: Session, person_id: str) -> int:
    return session.scalar(select(func.count(SavedView.id)).where(SavedView.person_id == person_id))


def forget_views(session: Session, named: set[str]) -> None:
    """Those, whoever keeps them, in whose name or query one of these words stands."""
    for view in session.scalars(select(SavedView)):
        if any(word in view.name or word in unquote_plus(view.query) for word in named):
            session.delete(view)
