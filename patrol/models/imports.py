"""A list of people that was read and checked, waiting for its owner to take it over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Data, Id, Sha256, Utc, new_id


class PeopleImport(db.Model):
    """Names and phone numbers of people who are not yet here: kept for an hour, for the owner alone."""

    __tablename__ = "people_imports"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    sha256: Mapped[str] = mapped_column(Sha256)
    # {"rows": [...], "ignored": [headings], "left_over": n}; see domain/people_file/.
    sheet: Mapped[dict] = mapped_column(Data)
    taken_at: Mapped[datetime | None] = mapped_column(Utc)


def import_of(session: Session, import_id: str, owner_id: str, now: datetime, *, lock: bool = False):
    question = select(PeopleImport).where(
        PeopleImport.id == import_id, PeopleImport.owner_id == owner_id, PeopleImport.expires_at > now
    )
    return session.scalar(question.with_for_update() if lock else question)


def forget_imports(session: Session, *, owner_id: str | None = None, expired: datetime | None = None) -> None:
    """Those of an owner, those that have expired, or all."""
    which = []
    if owner_id is not None:
        which.append(PeopleImport.owner_id == owner_id)
    if expired is not None:
        which.append(PeopleImport.expires_at <= expired)
    session.execute(delete(PeopleImport).where(*which))
