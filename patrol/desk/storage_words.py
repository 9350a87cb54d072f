"""Sizes, days and months in words, and the form of the times for which photos are kept."""

from __future__ import annotations

from pydantic import ValidationError

from patrol.domain.retention import FIELDS, Retention
from patrol.domain.room import Usage

from .spoken import amount, say

UNITS = ("KB", "MB", "GB", "TB")
FEW = 10


def size(count: int) -> str:
    """312 MB, 4.2 GB: three digits are enough to decide by."""
    value, unit = count / 1e3, UNITS[0]
    for larger in UNITS[1:]:
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}" if 0 < value < 100 else f"{value:.0f} {unit}"


def roughly(count: int) -> str:
    """Whole GB: to the byte it would tell the rhythm of what is hidden from the reader."""
    return say("storage.under_one") if count < 1e9 else size(int(count / 1e9) * 10**9)


def lines(usage: Usage, everything: bool) -> list[tuple[str, str]]:
    shown = size if everything else roughly
    parts = ("originals", "renditions", "thumbnails", "uploads") if everything else ("stored",)
    found = [(say(f"storage.of.{name}"), shown(getattr(usage, name))) for name in parts]
    found.append((say("storage.of.database"), shown(usage.database)))
    if usage.free is not None:
        found.append((say("storage.of.free"), shown(usage.free)))
    if everything:
        found.append((say("storage.of.a_day"), size(usage.a_day)))
    return found


def days(usage: Usage) -> dict | None:
    """A picture of thirty days: heights in percent of the highest."""
    most = max(usage.by_day)
    if not most:
        return None
    bars = [round(one / most * 100) for one in usage.by_day]
    return {"bars": bars, "most": size(most), "all": size(sum(usage.by_day)), "n": len(bars)}


def typed(rules: Retention) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in rules.model_dump().items()}


def read(form) -> dict[str, str]:
    return {name: form.get(name, "").strip()[:20] for name in FIELDS}


def version(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def parse(typed: dict[str, str]) -> tuple[Retention | None, dict[str, str]]:
    """(how long, {}) or (None, what is wrong, by the name of the field)."""
    try:
        return Retention.model_validate({name: value or None for name, value in typed.items()}), {}
    except ValidationError as problem:
        return None, {str(error["loc"][0]): say("storage.wrong_months") for error in problem.errors()}


def months(value: int | None) -> str:
    return say("storage.for_ever") if value is None else amount("storage.months", value)


def differences(before: Retention, after: Retention) -> list[dict[str, str]]:
    return [
        {"what": say(f"storage.outcome.{name}"), "before": months(old), "after": months(new)}
        for name in FIELDS
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]


def concerned(found: dict[str, tuple[int, int, int]], everything: bool) -> list[tuple[str, str]]:
    return [(say(f"storage.outcome.{name}"), _concerned(*counts, everything)) for name, counts in found.items()]


def _concerned(cases: int, files: int, count: int, everything: bool) -> str:
    if everything:
        return say("storage.concerns", cases=cases, files=files, size=size(count))
    # Few could be counted back to a case that is hidden from the reader.
    return say("storage.concerns_few", n=FEW) if cases < FEW else say("storage.concerns_about", n=cases // FEW * FEW)
