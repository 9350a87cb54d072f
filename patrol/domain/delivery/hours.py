"""When a person may be told: not in the quiet hours, or once a day at an hour of their own. In China's time."""

from __future__ import annotations

from datetime import datetime, timedelta

from patrol.models import NoticeSettings

from ..times import CHINA


def digest_of(wishes: NoticeSettings | None, now: datetime) -> datetime | None:
    """The next time of the person's one message a day; None for somebody who is told of each."""
    if wishes is None or wishes.digest_hour is None:
        return None
    return _next(wishes.digest_hour, now)


def not_before(wishes: NoticeSettings | None, now: datetime) -> datetime:
    """Now, or the end of the quiet hours that it falls into."""
    if wishes is None or wishes.quiet_from is None or wishes.quiet_to is None:
        return now
    hour, first, end = now.astimezone(CHINA).hour, wishes.quiet_from, wishes.quiet_to
    quiet = first <= hour < end if first <= end else hour >= first or hour < end
    return _next(end, now) if quiet else now


def _next(hour: int, now: datetime) -> datetime:
    there = now.astimezone(CHINA)
    at = there.replace(hour=hour, minute=0, second=0, microsecond=0)
    return (at if at > there else at + timedelta(days=1)).astimezone(now.tzinfo)
