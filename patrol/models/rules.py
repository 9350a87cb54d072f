"""Versions of the rules of the chain: each a whole document, never changed once it is saved."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from patrol.extensions import db

from .cases import Case, Due
from .prepared import Prepared
from .versions import Version


class RulesVersion(Version, db.Model):
    __tablename__ = "rules"


_LATEST = Prepared(select(func.max(RulesVersion.version).label("version")))


def latest_version(session: Session) -> int | None:
    """Asked for with every report, so by the driver alone."""
    return _LATEST(session)[0].version


def open_cases_by_version(session: Session, visible) -> dict[int, int]:
    """How many open cases of that sight run under each version; those from before there were versions under 0."""
    version = func.coalesce(Case.rules_version, 0)
    question = select(version, func.count(Case.id)).where(Case.state == "open", visible).group_by(version)
    return dict(session.execute(question.order_by(version)).all())


_KNOWN_OF = (
    Case.id, Case.number, Case.kind, Case.grave, Case.works_going_on, Case.founded, Case.rules_version, Case.opened_at
)  # fmt: skip
_OWED = (
    Due.step, Due.owed, Due.due_at, Due.rule, Due.missed, Due.outcome, Due.paused_at, Due.extended_at
)  # fmt: skip


def undone_of_open_cases(session: Session, visible) -> Iterator[tuple[Row, Row]]:
    """(what a deadline depends on of the case, the due): what is owed or waits for its clock, by the case's number.

    One row serves as both.
    """
    question = select(*_KNOWN_OF, *_OWED).join(Due, Due.case_id == Case.id).where(visible, Case.state == "open")
    question = question.where(Due.done_at.is_(None)).order_by(Case.number, Case.id, Due.due_at)
    for row in session.execute(question.execution_options(yield_per=500)):
        yield row, row


def open_cases_before(session: Session, version: int, visible) -> list[str]:
    """Ids of the open cases of that sight that run under an older version."""
    older = func.coalesce(Case.rules_version, 0) < version
    return list(session.scalars(select(Case.id).where(Case.state == "open", older, visible).order_by(Case.id)))
