"""Times: kept in UTC to the millisecond, shown and counted in China's time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def first_moment(day: str, *, days: int = 0) -> datetime:
    """Of a day in China, or of one so many days after it."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(0), CHINA).astimezone(UTC)


def day_of(at: datetime, *, last: bool = False) -> str:
    """The day in China; `last` of a time that ends then: at midnight it is the day before."""
    return (at - timedelta(milliseconds=last)).astimezone(CHINA).date().isoformat()


def to_milliseconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


def iso(at: datetime | None) -> str | None:
    """2026-11-24T01:56:07.250Z; the milliseconds always stand there, so that text sorts as time does."""
    if at is None:
        return None
    in_utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return in_utc.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def parse(text: str | None) -> datetime | None:
    """Raises ValueError also for a time without offset: it would be read in the zone of whatever machine this is."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without offset")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time out of range") from None


def offset_of(device_now: datetime | None, now: datetime) -> timedelta:
    """How far the phone's clock is behind the server's; under two seconds is the network's doing, not the clock's."""
    if device_now is None:
        return timedelta(0)
    offset = now - device_now
    return offset if abs(offset) > timedelta(seconds=2) else timedelta(0)
