"""How a case stands for figures, and how it stood on the days before: minutes since 1970, which a database can count.

A figure of a day is asked as of that day's end in China. From the minutes of a case as it stands now most earlier
days can be told: it was open on a day between `opened_min` and `closed_min`. Where an event says otherwise of a day
that is over (a case opened again, an act that arrived days late, a village that lies in another town), how it stood
until then is kept beside it, and `stands_min` says from when on the case's own minutes hold; without one the case
counts nowhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .times import CHINA

STEPS = ("stop", "report", "handle")
MINUTES = ("opened_min", *(f"{step}_min" for step in STEPS), "closed_min")
FIELDS = (*MINUTES, "stands_min")


def minute(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() // 60)


def midnight(at: datetime, days: int = 0) -> datetime:
    """When the day of this moment began in China, or another one so many days later."""
    day = at.astimezone(CHINA).date() + timedelta(days=days)
    return datetime.combine(day, datetime.min.time(), CHINA)


def of(case) -> dict:
    return {name: getattr(case, name) for name in ("path", *FIELDS)}


def take(case, dues: dict, before: dict | None, received_at: datetime) -> dict | None:
    """Set the minutes of a case that has just changed. How it stood before, where that can no longer be told."""
    case.opened_min, case.closed_min = minute(case.opened_at), minute(case.closed_at)
    for step in STEPS:
        setattr(case, f"{step}_min", minute(dues[step].done_at) if step in dues else None)
    # What was merged into another case counts there alone.
    counts = getattr(case, "merged_into", None) is None
    if before is None:
        case.stands_min = case.opened_min if counts else None
        return None
    today, since = minute(midnight(received_at)), before["stands_min"]
    if since is None:
        case.stands_min = today if counts else None
        return None
    case.stands_min = since if counts else None
    if since >= today or counts and _told(before, today) == _told(of(case), today):
        return None
    case.stands_min = today if counts else None
    return before | {"until_min": today}


def _told(standing: dict, today: int) -> list:
    """What it says of the days that are over."""
    return [standing["path"], *(_if_before(standing[name], today) for name in MINUTES)]


def _if_before(at: int | None, today: int) -> int | None:
    return at if at is not None and at < today else None
