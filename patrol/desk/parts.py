"""The parts of the office: who may open each, as a table one can read aloud; the menu is printed from it.

An administrator keeps areas, people and settings and has no power over cases by that role; an officer has the
cases. Where a county has one person for both, that person holds both posts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    name: str  # of the blueprint, without "desk_"
    view: str  # the menu's line leads here
    roles: frozenset[str]
    icon: str


def _part(name: str, view: str, roles: str, icon: str) -> Part:
    return Part(name, f"desk_{name}.{view}", frozenset(roles.split()), icon)


# In the order of the menu.
PARTS = (
    _part("cases", "listed", "officer", "list"),
    _part("tasks", "listed", "officer", "comment"),
    _part("figures", "day", "officer", "bars"),
    _part("recurring", "places", "officer", "return"),
    _part("calls", "form", "officer", "call"),
    _part("areas", "listing", "admin", "tree"),
    _part("people", "people_list", "admin", "people"),
    _part("cards", "places", "admin officer", "card"),
    _part("sealed", "form", "admin officer", "sealed"),
    _part("deliveries", "listed", "admin officer", "bell"),
    _part("settings", "form", "admin officer", "settings"),
    _part("routing", "overview", "admin officer", "return"),
    _part("calendar", "year", "admin officer", "calendar"),
    _part("storage", "overview", "admin officer", "box"),
    _part("log", "overview", "admin officer", "log"),
)
BY_NAME = {part.name: part for part in PARTS}
OFFICE = frozenset().union(*(part.roles for part in PARTS))


def open_to(roles: set[str]) -> list[Part]:
    return [part for part in PARTS if part.roles & roles]
