"""A sealed file between its check page and its import: its bytes lie in the storage, still sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Data, Id, Utc, new_id


class SealedImport(db.Model):
    __tablename__ = "sealed_imports"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)  # who brought it
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc, index=True)
    summary: Mapped[dict] = mapped_column(Data)  # of domain/sealed/taking.py: counts, and no name
    rows: Mapped[list | None] = mapped_column(Data)  # what became of each fact, once it was taken


def import_of(session: Session, import_id: str, owner_id: str, now: datetime) -> SealedImport | None:
    question = select(SealedImport).where(
        SealedImport.id == import_id, SealedImport.owner_id == owner_id, SealedImport.expires_at > now
    )
    return session.scalar(question)


def expired_imports(session: Session, now: datetime) -> list[SealedImport]:
    return list(session.scalars(select(SealedImport).where(SealedImport.expires_at <= now)))


def forget_import(session: Session, import_id: str) -> None:
    session.execute(delete(SealedImport).where(SealedImport.id == import_id))
