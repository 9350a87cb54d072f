"""EXIF values as a careful reader takes them: what is not there or not sensible is None, never a guess."""

import contextlib
import math
import re
from datetime import datetime

LONGEST_TEXT = 100

_DATE = re.compile(
    r"(\d{4})[:/.-]([ \d]?\d)[:/.-]([ \d]?\d)[ T]([ \d]?\d):([ \d]?\d):([ \d]?\d)"
    r"(?:[.,]\d*)?\s*(Z|[+-]\d\d:?\d\d)?",
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_DIGITS = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FURTHEST_OFFSET_MINUTES = 14 * 60


def text(value) -> str | None:
    """Cut at NUL, behind which phones leave trash; UTF-8 where it is that: Pillow takes all for Latin-1."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return None
    value = value.split("\0", 1)[0]
    if not value.isascii():
        with contextlib.suppress(UnicodeError):
            value = value.encode("latin-1").decode("utf-8")
    value = "".join(character for character in value if character.isprintable())
    return value.strip()[:LONGEST_TEXT].strip() or None


def number(value) -> float | None:
    """0/0 comes as NaN from Pillow and as a division by zero from ExifRead."""
    if isinstance(value, tuple | list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bytes):
        return float(value[0]) if len(value) == 1 else None
    if isinstance(value, str | tuple | list) or value is None:
        return None
    try:
        converted = float(value)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return converted if math.isfinite(converted) else None


def numbers(value) -> list[float | None]:
    """The parts of a position; some phones write them as text, whose first three numbers count."""
    if isinstance(value, str | bytes):
        written = _NUMBER.findall(text(value) or "")[:3]
        return [float(part) for part in written]
    if isinstance(value, tuple | list):
        return [number(part) for part in value]
    return [number(value)]


def date(value) -> tuple[str | None, str | None]:
    """(local time to the second, offset written behind it); a fraction is cut off, never rounded up."""
    match = _DATE.fullmatch(text(value) or "")
    if not match:
        return None, None
    try:
        taken = datetime(*(int(part) for part in match.groups()[:6]))
    except ValueError:
        return None, None
    return taken.isoformat(), offset(match[7])


def fraction(value) -> str | None:
    """The digits behind the second's point; as text, since "05" and "5" are not the same."""
    written = text(value) or ""
    return written if _DIGITS.fullmatch(written) else None


def offset(value) -> str | None:
    written = text(value)
    if written == "Z":
        return "+00:00"
    match = _OFFSET.fullmatch(written or "")
    if not match:
        return None
    sign, hours, minutes = match.groups()
    sensible = int(minutes) < 60 and int(hours) * 60 + int(minutes) <= _FURTHEST_OFFSET_MINUTES
    return f"{sign}{hours}:{minutes}" if sensible else None
