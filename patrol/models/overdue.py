"""How many open cases of a place missed a deadline that is still owed: of those that are hidden from nobody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from .cases import Case, Due, lies_in


def count_overdue(session: Session, path: str, now: datetime) -> int:
    late = or_(cast(Due.missed, String) != "[]", and_(Due.due_at < now, Due.paused_at.is_(None)))
    question = (
        select(func.count(func.distinct(Case.id)))
        .join(Due, Due.case_id == Case.id)
        .where(lies_in(path), Case.state == "open", Case.concealed_path.is_(None), Due.owed, late)
    )
    return session.scalar(question)
