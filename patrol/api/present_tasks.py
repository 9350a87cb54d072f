"""Joint tasks: as those see them who work on the case, and as cards of the departments they are for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from patrol.domain import task_links
from patrol.domain.actors import Actor
from patrol.domain.times import iso
from patrol.models import Case, Task
from patrol.models.areas import TOWN, by_paths, path_of_level
from patrol.models.tasks import valid_links


def _state(task: Task) -> dict:
    """Nothing that the clock alone would change: whether it is late a phone reckons by itself."""
    return {
        "id": task.id,
        "department": task.department,
        "instruction": task.instruction,
        "state": task.state,
        "due_at": iso(task.due_at),
        "asked_at": iso(task.asked_at),
        "answered_at": iso(task.answered_at),
        "note": task.note,
        "via": task.via,
        "photos": task.photos,
    }


def linked(session: Session, rows: list[Case]) -> set[str]:
    ids = [task.id for case in rows for task in case.tasks]
    return valid_links(session, ids) if ids else set()


def of_case(case: Case, actor: Actor, links: set[str]) -> list[dict]:
    """To those who work on the case; what is agreed with departments is not for the village."""
    if not task_links.may_give(actor, case):
        return []
    return [
        _state(task) | {"level": task.level, "with_place": task.with_place, "linked": task.id in links}
        for task in case.tasks
    ]


def listing(case) -> dict | None:
    return {"until": iso(case.listed_until)} if case.listed_until else None


def cards(session: Session, tasks: list[Task]) -> list[dict]:
    """All that a department sees of a case: no number, no people, no other part of it."""
    towns = {path_of_level(task.case.path, TOWN) for task in tasks} - {None}
    names = {one.path: one.name for one in by_paths(session, towns)} if towns else {}
    return [_card(task, names) for task in tasks]


def _card(task: Task, towns: dict[str, str]) -> dict:
    case = task.case
    shown = task.with_place and case.lat is not None
    return _state(task) | {
        "kind": case.kind,
        "area": case.area.name,
        "town": towns.get(path_of_level(case.path, TOWN)),
        "place": {"lat": case.lat, "lon": case.lon} if shown else None,
        "may": ["answer"] if task.state == "open" and case.state == "open" else [],
    }
