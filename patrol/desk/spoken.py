"""Times, lengths and names as people here say them: the app's own ways (words.ts) and its catalogue."""

from __future__ import annotations

from datetime import datetime, timedelta

from patrol import words
from patrol.domain.placing import spoken as area_name
from patrol.domain.times import CHINA

from .gate import language

__all__ = ["area_name"]


def say(key: str, **values) -> str:
    return words.words(language(), key, **values)


def known(key: str, otherwise: str) -> str:
    return say(key) if words.has(key) else otherwise


def amount(key: str, n: int) -> str:
    """English has a form for one; in Chinese both are the same words."""
    return say(f"{key}.one" if n == 1 and words.has(f"{key}.one") else key, n=n)


def moment(at: datetime, now: datetime) -> str:
    """今天 08:14, 昨天 16:40, 11月18日 09:54; the year only when it is another one."""
    that = at.astimezone(CHINA)
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((that.date() - now.astimezone(CHINA).date()).days)
    clock = that.strftime("%H:%M")
    return say(f"time.{near}_at", clock=clock) if near else say("time.at", date=date(at, now), clock=clock)


def date(at: datetime, now: datetime) -> str:
    that = at.astimezone(CHINA)
    key = "time.date" if that.year == now.astimezone(CHINA).year else "time.date_year"
    return say(key, month=say(f"time.month.{that.month}"), day=that.day, year=that.year)


def clock(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%H:%M")


def done_and_received(at: datetime, received: datetime, now: datetime) -> str:
    """Device time first; "09:56 收到" follows when the two differ by more than two minutes."""
    if abs(received - at) <= timedelta(minutes=2):
        return moment(at, now)
    same_day = at.astimezone(CHINA).date() == received.astimezone(CHINA).date()
    arrived = say("time.received", time=clock(received) if same_day else moment(received, now))
    return say("part.pair", a=moment(at, now), b=arrived)


def span(length: timedelta) -> str:
    """Rounded down: nobody is told there is more left than there is."""
    seconds = int(length.total_seconds())
    for key, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= size:
            return amount(f"time.{key}", seconds // size)
    return say("time.under_minute")


def listed(parts) -> str:
    """柳茹村、九里村."""
    return say("part.comma_of_lists").join(part for part in parts if part)


def joined(*parts: str | None) -> str:
    """As a sentence's parts are: 柳茹村，正在施工."""
    return say("part.comma").join(part for part in parts if part)


def sentences(*parts: str) -> str:
    return ("" if language() == "zh-CN" else " ").join(part for part in parts if part)


def kind_name(kind: str) -> str:
    return known(f"kind.{kind}", kind)


def level_of(case, level: str | None) -> str:
    """The level by its own name where it has one: 延陵所 instead of 所里."""
    if not level:
        return ""
    return case.station.name if level == "station" and case.station else say(f"level.in.{level}")
