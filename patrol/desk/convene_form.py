"""联合处置 as an officer fills it in: which departments, what each is to do, until when, and what they may see."""

from __future__ import annotations

import json
import re
from datetime import datetime

from patrol.domain import facts
from patrol.domain.rules import DEPARTMENTS
from patrol.domain.times import CHINA, iso

from .spoken import say

MOST_PHOTOS, MOST_WORDS = 4, 1000


def blank(act_id: str, due_at: datetime, departments: list[str]) -> dict:
    """Nothing is ticked but the authority that the law names."""
    return {
        "act": act_id, "due": due_at.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M"), "departments": departments,
        "what": {}, "place": "", "photos": [],
    }  # fmt: skip


def read(form) -> dict:
    what = {one: form.get(f"what-{one}", "").replace("\x00", "").strip() for one in DEPARTMENTS}
    return {
        "act": form.get("act", ""), "due": form.get("due", ""), "departments": form.getlist("department"),
        "what": what, "place": form.get("place", ""), "photos": form.getlist("photo"),
    }  # fmt: skip


def problems(typed: dict, offered: list[str], now: datetime) -> dict[str, str]:
    """What is wrong, by field."""
    chosen = typed["departments"]
    checks = {
        "departments": bool(chosen) and set(chosen) <= set(offered),
        "due": is_ahead(typed["due"], now),
        "what": all(len(text) <= MOST_WORDS for text in typed["what"].values()),
        "photos": len(typed["photos"]) <= MOST_PHOTOS and all(map(_is_hash, typed["photos"])),
    }
    return {name: say(f"convene.wrong.{name}") for name, good in checks.items() if not good}


def _is_hash(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def is_ahead(text: str, now: datetime) -> bool:
    until = moment(text)
    return until is not None and now < until and until.year <= 2200


def moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        return None


def act(typed: dict, now: datetime) -> dict:
    """The act as a phone would send it; what nobody wrote is what is usually asked of that department."""
    shown = {"with_place": typed["place"] == "yes", "photos": typed["photos"]}
    due_at = iso(moment(typed["due"]))
    tasks = [
        {"department": one, "instruction": typed["what"][one] or usual(one), "due_at": due_at} | shown
        for one in DEPARTMENTS
        if one in typed["departments"]
    ]
    body = {"act": "convene", "at": iso(now), "tasks": tasks}
    return facts.AnyAct.parse(json.dumps(body).encode())


def usual(department: str) -> str:
    return say(f"act.convene.usual.{department}")
