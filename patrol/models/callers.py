"""Who called: protected like an informant. It stands in no event, so that an erase need not open the log for it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .reports import Report


class Caller(db.Model):
    __tablename__ = "callers"
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(40))


def of_case(session: Session, case_id: str) -> dict[str, Caller]:
    """The callers of a case's reports, by report."""
    question = select(Caller).join(Report, Report.id == Caller.report_id).where(Report.case_id == case_id)
    return {one.report_id: one for one in session.scalars(question)}


def called(session: Session, named: set[str]) -> list[Caller]:
    """Those of any of these names or numbers."""
    question = select(Caller).where(or_(Caller.name.in_(named), Caller.phone.in_(named)))
    return list(session.scalars(question))
