"""What the office must see to, said at the head of the page people come to first: a table of questions.

Each answers with a warning or None; the words say what happens, and the way leads to where it can be changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g, request

from patrol.domain import backups, leavers
from patrol.domain.delivery import failures
from patrol.domain.room import level_of
from patrol.extensions import reading

from . import parts

BACKUP_DAYS = 7
MOST_COUNTED = 99


@dataclass(frozen=True)
class Warned:
    key: str  # of the words, which may name {percent} and the like
    view: str = ""  # where to look further, and
    way: str = ""  # the words for going there
    urgent: bool = False
    values: tuple = ()  # (name, value) for the words
    query: tuple = ()  # (name, value) for the view


def storage_low() -> Warned | None:
    share = current_app.extensions["room"].share(reading, g.now)
    level = level_of(share)
    if level == "room":
        return None
    return Warned(
        f"warning.storage_{level}", "desk_storage.overview", "warning.storage_way", level == "full",
        (("percent", int(share * 100)),),
    )  # fmt: skip


def backup_old() -> Warned | None:
    with reading() as session:
        days = backups.days_since_last(session, g.now)
    if days is None:
        return Warned("desk.backup.never")
    return Warned("desk.backup.old", values=(("days", days),)) if days > BACKUP_DAYS else None


def undelivered() -> Warned | None:
    with reading() as session:
        count = failures.count(session, g.actor)
    if not count:
        return None
    return Warned("warning.undelivered", "desk_deliveries.listed", "warning.undelivered_way", values=(("n", count),))


def names_over_their_time() -> Warned | None:
    if "admin" not in g.actor.roles:
        return None
    with reading() as session:
        n = len(leavers.due(session, g.now, MOST_COUNTED))
    way = ("desk_people.people_list", "warning.erasure_way")
    return Warned("warning.erasure_due", *way, values=(("n", n),), query=(("state", "due"),)) if n else None


QUESTIONS: tuple[Callable[[], Warned | None], ...] = (storage_low, backup_old, undelivered, names_over_their_time)


def here() -> list[Warned]:
    """Only on the page the office begins with, and for those who work there."""
    actor = getattr(g, "actor", None)
    if actor is None or request.method != "GET" or not actor.roles & parts.OFFICE:
        return []
    if request.endpoint != parts.open_to(actor.roles)[0].view:
        return []
    return [found for ask in QUESTIONS if (found := ask()) is not None]
