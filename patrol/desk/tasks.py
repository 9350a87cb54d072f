"""联合处置任务: what departments were asked in every case, by what is open, late and answered."""

from __future__ import annotations

from flask import g, render_template, request

from patrol.domain import joint_list
from patrol.domain.errors import Invalid
from patrol.domain.rules import DEPARTMENTS
from patrol.extensions import reading
from patrol.models.areas import TOWN, by_code, by_paths, county, path_of_level, under
from patrol.models.tasks import STATES

from . import task_words
from .gate import gated
from .spoken import area_name, kind_name, moment, say

blueprint = gated("tasks", 4096)
AT_ONCE = 30
DEFAULT_STATE = "open"


@blueprint.get("/tasks")
def listed():
    with reading() as session:
        wanted = _wanted(session)
        found, cursor = joint_list.page(session, g.actor, wanted, request.args.get("cursor"), AT_ONCE, now=g.now)
        return render_template(
            "desk/tasks.html", wanted=wanted, rows=_rows(session, found), cursor=cursor,
            counts=joint_list.counts(session, g.actor, wanted, now=g.now), states=STATES,
            departments=[(one, say(f"department.{one}")) for one in DEPARTMENTS],
            towns=[(one.code, one.name) for one in under(session, county(session).area.path, TOWN)],
        )  # fmt: skip


def _wanted(session) -> joint_list.Wanted:
    """Raises Invalid for a value that is none; one that is not said counts as not asked for."""
    typed = {name: request.args.get(name, "").replace("\x00", "").strip() for name in ("state", "department", "town")}
    state, department, town = typed.values()
    area = by_code(session, town) if town else None
    good = {
        "state": state in ("", *STATES), "department": department in ("", *DEPARTMENTS),
        "town": not town or (area is not None and area.level == TOWN),
    }  # fmt: skip
    if not all(good.values()):
        raise Invalid("invalid", **{name: typed[name][:40] for name in good if not good[name]})
    return joint_list.Wanted(state or DEFAULT_STATE, department or None, area and area.path)


def _rows(session, tasks: list) -> list[dict]:
    paths = {path_of_level(task.case.path, TOWN) for task in tasks} - {None}
    towns = {area.path: area.name for area in by_paths(session, paths)}
    return [_row(task, towns.get(path_of_level(task.case.path, TOWN), "")) for task in tasks]


def _row(task, town: str) -> dict:
    case = task.case
    place = "" if case.area.level == TOWN else area_name(case.area.name)
    return {
        "case": case, "kind": kind_name(case.kind), "where": f"{town} {place}".strip(),
        "department": say(f"department.{task.department}"), "instruction": task.instruction,
        "chip": task_words.chip(task, g.now), "note": task.note, "level": say(f"level.in.{task.level}"),
        "climbed": task.level != task.base_level, "asked": moment(task.asked_at, g.now),
        "answered": task.answered_at and moment(task.answered_at, g.now),
    }  # fmt: skip
