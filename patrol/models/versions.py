"""Settings of which every version is kept: a whole document each, never changed once it is saved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from .base import Data, Utc
from .people import Person


class Version:
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict] = mapped_column(Data)
    at: Mapped[datetime] = mapped_column(Utc)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))

    @declared_attr
    def by(cls) -> Mapped[Person | None]:
        return relationship(Person, lazy="joined")

    @classmethod
    def latest(cls, session: Session):
        return session.scalar(select(cls).order_by(cls.version.desc()).limit(1))

    @classmethod
    def newest(cls, session: Session, limit: int | None = None, before: int | None = None) -> list:
        """The newest first; `before` is the version a page before ended with."""
        question = select(cls).order_by(cls.version.desc()).limit(limit)
        if before is not None:
            question = question.where(cls.version < before)
        return list(session.scalars(question))
