"""The rules in force: which a case has, and how an office saves new ones. A case keeps those it began with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from patrol.models import rules as table

from . import versions
from .actors import Actor
from .errors import Missing
from .rules import DEFAULT, SHIPPED, Rules, read


@lru_cache(maxsize=64)
def _read(document: str) -> Rules:
    """A version never changes, so it is checked once; there are a handful a year."""
    return read(json.loads(document))


@dataclass(frozen=True)
class Change:
    """One thing that differs; `what` names it, a table's line by its conditions; None: there is no such line."""

    what: tuple
    before: object
    after: object


def current(session: Session) -> tuple[int, Rules]:
    """(version, rules) that a case opened now begins with."""
    number = table.latest_version(session)
    return (number, version(session, number)) if number else (SHIPPED, DEFAULT)


def version(session: Session, number: int | None) -> Rules:
    if not number:
        return DEFAULT
    row = session.get(table.RulesVersion, number)
    if row is None:
        raise Missing("no_such_rules")
    return _read(json.dumps(row.body, sort_keys=True))


def of(session: Session, case) -> Rules:
    return version(session, case.rules_version)


def save(session: Session, rules: Rules, seen: int, by: Actor, now: datetime) -> int:
    """A new version; see `versions.save`. Cases that are open keep theirs."""
    return versions.save(session, "rules", table.RulesVersion, current(session), rules, seen, by, now)


def changes(before: Rules, after: Rules) -> list[Change]:
    """What differs, in the order of the page."""
    old, new = _flat(before), _flat(after)
    return [
        Change(what, old.get(what), new.get(what))
        for what in sorted(old.keys() | new.keys(), key=lambda what: _place(what, old, new))
        if old.get(what) != new.get(what)
    ]


def _flat(rules: Rules) -> dict[tuple, object]:
    flat: dict[tuple, object] = {}
    for table_name in ("first", "upper"):
        for line in getattr(rules, table_name):
            flat[table_name, *line.key] = line.terms
    for name in Rules.model_fields.keys() - {"first", "upper"}:
        flat[(name,)] = getattr(rules, name)
    return flat


def _place(what: tuple, old: dict, new: dict) -> int:
    names = list(Rules.model_fields)
    return names.index(what[0]) * 1000 + list(new if what in new else old).index(what)
