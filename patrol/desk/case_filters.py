"""Filters of the office's case list: from the URL, and in words as chips that can be taken away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from patrol.domain.errors import Invalid
from patrol.domain.ladder import LEVELS
from patrol.domain.rules import KINDS
from patrol.domain.times import CHINA
from patrol.models.areas import TOWN, VILLAGE, by_code, county, path_of_level, under
from patrol.models.lists import Filters

from .spoken import area_name, kind_name, say

NAMES = ("q", "town", "village", "kind", "step", "holder", "state", "overdue", "grave", "from", "to", "closed_from",
         "listed", "tasks")  # fmt: skip
CHOICES = {
    "kind": KINDS, "step": ("stop", "report", "handle", "decide", "sign_off", "close"), "holder": LEVELS,
    "state": ("open", "closed", "any"), "overdue": ("yes",), "grave": ("yes",),
    "listed": ("yes",), "tasks": ("open", "late"),
}  # fmt: skip
# Without any other wish the list shows what is still open.
DEFAULT_STATE = "open"


@dataclass
class Wanted:
    """What was asked for: as typed, as the domain takes it, and each filter in words."""

    typed: dict[str, str]
    filters: Filters
    chips: list[tuple[str, dict]] = field(default_factory=list)  # (words, arguments that take it away)
    towns: list[tuple[str, str]] = field(default_factory=list)
    villages: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return [words for words, _away in self.chips]


def read(session: Session, arguments) -> Wanted:
    """Raises Invalid for a value that is none; one that is not said counts as not asked for."""
    typed = {name: arguments.get(name, "").replace("\x00", "").strip()[:80] for name in NAMES}
    for name, allowed in CHOICES.items():
        if typed[name] and typed[name] not in allowed:
            raise Invalid("invalid", **{name: typed[name][:40]})
    typed["state"] = typed["state"] or DEFAULT_STATE
    town, village = _areas(session, typed)
    filters = Filters(
        step=typed["step"] or None, holder=typed["holder"] or None, kind=typed["kind"] or None,
        state=None if typed["state"] == "any" else typed["state"], overdue=True if typed["overdue"] else None,
        grave=True if typed["grave"] else None, area=typed["village"] or typed["town"] or None, q=typed["q"] or None,
        found_from=_day("from", typed["from"]), found_to=_day("to", typed["to"], days=1),
        closed_from=_day("closed_from", typed["closed_from"]), listed=True if typed["listed"] else None,
        tasks=typed["tasks"] or None,
    )  # fmt: skip
    home = county(session).area.path
    wanted = Wanted(typed, filters, _chips(typed, town, village))
    wanted.towns = [(one.code, one.name) for one in under(session, home, TOWN)]
    wanted.villages = [(one.code, area_name(one.name)) for one in under(session, town.path, VILLAGE)] if town else []
    return wanted


def _areas(session: Session, typed: dict) -> tuple:
    """(town, village); a village of another town than the one chosen last is let go."""
    town, village = (by_code(session, typed[name]) if typed[name] else None for name in ("town", "village"))
    for name, area in (("town", town), ("village", village)):
        if typed[name] and (area is None or area.level != name):
            raise Invalid("invalid", **{name: typed[name][:40]})
    if village is not None and town is None:
        town = by_code(session, path_of_level(village.path, TOWN).rstrip("/").rpartition("/")[2])
        typed["town"] = town.code
    if village is not None and not village.path.startswith(town.path):
        village, typed["village"] = None, ""
    return town, village


def _day(name: str, text: str, days: int = 0) -> datetime | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day + timedelta(days=days), datetime.min.time(), CHINA)
    except (ValueError, OverflowError):
        raise Invalid("invalid", **{name: text[:40]}) from None


def _chips(typed: dict, town, village) -> list[tuple[str, dict]]:
    told = [
        ("q", typed["q"] and say("caselist.chip.q", q=typed["q"])),
        ("town", town and town.name), ("village", village and area_name(village.name)),
        ("kind", typed["kind"] and kind_name(typed["kind"])),
        ("step", typed["step"] and say(f"step.{typed['step']}")),
        ("holder", typed["holder"] and say("caselist.chip.holder", level=say(f"level.in.{typed['holder']}"))),
        ("state", typed["state"] != "any" and say(f"caselist.state.{typed['state']}")),
        ("overdue", typed["overdue"] and say("caselist.overdue")), ("grave", typed["grave"] and say("part.grave")),
        ("listed", typed["listed"] and say("case.odd.listed")),
        ("tasks", typed["tasks"] and say(f"caselist.tasks.{typed['tasks']}")),
        ("from", typed["from"] and say("caselist.chip.from", day=typed["from"])),
        ("to", typed["to"] and say("caselist.chip.to", day=typed["to"])),
        ("closed_from", typed["closed_from"] and say("caselist.chip.closed_from", day=typed["closed_from"])),
    ]  # fmt: skip
    away = {"state": {"state": "any"}, "town": {"town": None, "village": None}}
    return [(words, away.get(name, {name: None})) for name, words in told if words]
