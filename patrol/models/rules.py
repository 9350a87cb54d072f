"""Versions of the rules of the chain: each a whole document, never changed once it is saved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from patrol.extensions import db

from .base import Data, Utc
from .cases import Case
from .people import Person
from .prepared import Prepared


class RulesVersion(db.Model):
    __tablename__ = "rules"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict] = mapped_column(Data)
    at: Mapped[datetime] = mapped_column(Utc)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship(lazy="joined")


_LATEST = Prepared(select(func.max(RulesVersion.version).label("version")))


def latest_version(session: Session) -> int | None:
    """Asked for with every report, so by the driver alone."""
    return _LATEST(session)[0].version


def latest(session: Session) -> RulesVersion | None:
    return session.scalar(select(RulesVersion).order_by(RulesVersion.version.desc()).limit(1))


def versions(session: Session, before: int | None, limit: int | None) -> list[RulesVersion]:
    """The newest first; `before` is the version a page before ended with."""
    question = select(RulesVersion).order_by(RulesVersion.version.desc()).limit(limit)
    if before is not None:
        question = question.where(RulesVersion.version < before)
    return list(session.scalars(question))


def open_cases_by_version(session: Session, visible) -> dict[int, int]:
    """How many open cases of that sight run under each version; those from before there were versions under 0."""
    version = func.coalesce(Case.rules_version, 0)
    question = select(version, func.count(Case.id)).where(Case.state == "open", visible).group_by(version)
    return dict(session.execute(question.order_by(version)).all())
