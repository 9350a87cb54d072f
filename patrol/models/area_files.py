"""Files of areas between their check page and the confirmation: nobody is asked for the same file twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete, or_
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Id, Utc, new_id


class AreaFile(db.Model):
    __tablename__ = "area_files"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Utc)


def forget_files(session: Session, owner_id: str, before: datetime) -> None:
    """The owner's own earlier ones, and everybody's that are too old."""
    session.execute(delete(AreaFile).where(or_(AreaFile.owner_id == owner_id, AreaFile.created_at < before)))
