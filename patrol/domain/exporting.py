"""Tables that leave the house: what was asked for and how much it was stands in the log before they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import case_rows
from patrol.models.lists import Filters

from . import county_log
from .actors import Actor
from .looking import sight


def cases(session: Session, by: Actor, filters: Filters, now: datetime) -> Iterator[case_rows.CaseRow]:
    """Every case this person may see that answers to the filters, by urgency."""
    return case_rows.by_urgency(session, sight(by, filters), filters, now)


def record(session: Session, by: Actor, what: str, format: str, asked: dict, count: int, now: datetime) -> None:
    county_log.record(session, "export", by, now, what=what, format=format, asked=asked, count=count)
