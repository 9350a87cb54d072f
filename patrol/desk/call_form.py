"""What an officer types while somebody is on the telephone: kept as typed, checked, and turned into a report."""

from __future__ import annotations

import re
from datetime import datetime

from patrol.domain.calls import STARTS_AT, WITH_CALLER
from patrol.domain.rules import KINDS
from patrol.domain.times import CHINA

from .spoken import say

NAMES = ("report", "source", "at", "kind", "area", "where", "lat", "lon", "works", "note", "conceal", "name", "phone")
CONCEAL = ("village", "town", "station")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PHONE = re.compile(r"[0-9+() -]{5,40}")


def blank(report_id: str, now: datetime) -> dict[str, str]:
    empty = dict.fromkeys(NAMES, "")
    return empty | {"report": report_id, "at": now.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")}


def read(form) -> dict[str, str]:
    return {name: form.get(name, "").replace("\x00", "").strip() for name in NAMES}


def problems(typed: dict[str, str], now: datetime) -> dict[str, str]:
    """What is wrong, by field."""
    checks = {
        "source": typed["source"] in STARTS_AT, "kind": typed["kind"] in KINDS, "area": typed["area"].isdecimal(),
        "at": _is_past(typed["at"], now), "where": len(typed["where"]) <= 200, "note": len(typed["note"]) <= 3000,
        "lat": _is_degree(typed["lat"], typed["lon"], 90), "lon": _is_degree(typed["lon"], typed["lat"], 180),
        "conceal": typed["conceal"] in ("", *CONCEAL), "name": len(typed["name"]) <= 80,
        "phone": not typed["phone"] or PHONE.fullmatch(typed["phone"]) is not None,
    }  # fmt: skip
    wrong = {name: say(f"call.wrong.{name}") for name, good in checks.items() if not good}
    if not typed["where"] and not typed["note"] and not typed["lat"]:
        wrong.setdefault("where", say("call.wrong.nothing"))
    return wrong


def _is_past(text: str, now: datetime) -> bool:
    at = moment(text)
    return at is not None and at.year >= 2000 and at <= now


def moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        return None


def _is_degree(text: str, other: str, most: int) -> bool:
    """Both coordinates or neither."""
    if not text:
        return not other
    return re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text) is not None and abs(float(text)) <= most


def facts(typed: dict[str, str], photos: list[dict]) -> dict:
    """The report as a phone would send it, with the code of the area somebody chose."""
    place = {"lat": float(typed["lat"]), "lon": float(typed["lon"]), "by": "pin"} if typed["lat"] else None
    return {
        "kind": typed["kind"], "captured_at": moment(typed["at"]).isoformat(), "source": typed["source"], "fix": None,
        "place": place, "note": "\n".join(part for part in (typed["where"], typed["note"]) if part) or None,
        "works_going_on": typed["works"] == "yes", "conceal": typed["conceal"] or None, "photos": photos,
        "voice": None, "area": typed["area"],
    }  # fmt: skip


def caller(typed: dict[str, str]) -> dict | None:
    if typed["source"] not in WITH_CALLER:
        return None
    return {"name": typed["name"] or None, "phone": typed["phone"] or None}
