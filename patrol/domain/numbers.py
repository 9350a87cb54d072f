"""Case numbers: town, year, series (延陵-2026-0012); concealed at birth: the county's series; never changed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Row
from sqlalchemy.orm import Session

from patrol.models import NumberSeries
from patrol.models.areas import county
from patrol.models.cases import count_up, number_taken
from patrol.models.prepared import insert_rows

from .times import CHINA

SUFFIXES = ["街道", "镇", "乡", "县", "区", "市"]


def short(name: str) -> str:
    """延陵镇 → 延陵."""
    return next((name[: -len(end)] for end in SUFFIXES if name.endswith(end) and len(name) > len(end) + 1), name)


def next_number(session: Session, town: Row | None, now: datetime, *, concealed: bool, report_id: str) -> str:
    year = now.astimezone(CHINA).year
    if concealed or town is None:
        return _scattered(session, short(county(session).area.name), year, report_id)
    key = f"{town.code}/{year}"
    while True:
        number = count_up(session, key)
        if number is None:
            number = 1
            insert_rows(session, [NumberSeries(series=key, last=number)])
        given = f"{short(town.name)}-{year}-{number:04}"
        # A town with a new code, or made of two and named after one of them, begins where that one's numbers end.
        if not number_taken(session, given):
            return given


def _scattered(session: Session, name: str, year: int, report_id: str) -> str:
    """A free number of the county's series, scattered by the report's id.

    Counted up, a gap between two of them would tell the one who sees both that a third is hidden from him.
    """
    digits, attempt = 4, 0
    while True:
        seed = hashlib.sha256(f"{report_id}/{attempt}".encode()).hexdigest()
        number = f"{name}-{year}-{int(seed, 16) % (10**digits - 1) + 1:0{digits}}"
        if not number_taken(session, number):
            return number
        attempt += 1
        digits = 4 + attempt // 8
