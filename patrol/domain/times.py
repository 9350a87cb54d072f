"""Times: kept in UTC to the millisecond, shown and counted in China's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def to_milliseconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


def iso(at: datetime | None) -> str | None:
    """2026-11-24T01:56:07.250Z; the milliseconds always stand there, so that text sorts as time does."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
