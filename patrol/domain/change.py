"""How an event changes a case: a plain table of new values, applied the same way live and in a replay.

`change` = {"case": {field: value}, "dues": {step: {field: value}}, "tasks": {id: {field: value}}},
times as ISO text. A verb never sets a field of a
case by hand: what is not in the event's change did not happen, and `verify` can replay it.
"""

from __future__ import annotations

from datetime import datetime

from . import ladder, standing
from .times import parse

CASE_FIELDS = (
    "number", "kind", "grave", "state", "found_area_id", "area_id", "path", "station_id", "lat", "lon", "place_by",
    "accuracy_m", "works_going_on", "concealed", "concealed_path", "base_level", "founded", "signed_off", "lead_id",
    "assistant_id", "opened_at", "closed_at", "rules_version", "listed_until", "merged_into", "merged_here",
    "grave_by_merge", "recurs_of",
)  # fmt: skip
SUMMARY_FIELDS = ("step", "holder", "due_at", "updated_at", "n", *standing.FIELDS)
DUE_FIELDS = (
    "level", "due_at", "done_at", "owed", "outcome", "on_time", "late_arrival", "provisional", "missed", "rule",
    "paused_at", "paused_for", "paused_until", "extended_at",
)  # fmt: skip
TASK_FIELDS = (
    "department", "instruction", "state", "due_at", "base_level", "level", "late_at", "asked_at", "answered_at",
    "note", "via", "with_place", "photos", "n",
)  # fmt: skip
TIMES = {
    "opened_at", "closed_at", "due_at", "done_at", "updated_at", "paused_at", "paused_until", "extended_at",
    "listed_until", "late_at", "asked_at", "answered_at",
}  # fmt: skip
OPENING = ("stop", "report", "handle")  # what every case owes; a decision only one that was filed
STEPS = (*OPENING, "decide")


def from_text(name: str, value):
    return parse(value) if name in TIMES and isinstance(value, str) else value


def apply(case, dues: dict, change: dict, *, n: int, received_at: datetime, make_due, task_of) -> dict | None:
    """Set what the change says on any object that has the fields; `make_due(step)` makes a missing due, `task_of(id)`
    finds a task or makes it.

    Gives how the case stood on earlier days, where the change says otherwise of them.
    """
    before = standing.of(case) if case.n else None
    for name, value in change.get("case", {}).items():
        setattr(case, name, from_text(name, value))
    for step, values in change.get("dues", {}).items():
        due = dues.get(step) or dues.setdefault(step, make_due(step))
        for name, value in values.items():
            setattr(due, name, from_text(name, value))
    for task_id, values in change.get("tasks", {}).items():
        task = task_of(task_id)
        for name, value in values.items():
            setattr(task, name, from_text(name, value))
        task.n = n
    case.n, case.updated_at = n, received_at
    summarise(case, dues)
    return standing.take(case, dues, before, received_at)


def summarise(case, dues: dict) -> None:
    """step, holder and due_at of a case: of the open due that falls first, else of what closing waits for."""
    owed = [dues[step] for step in STEPS if step in dues and dues[step].owed]
    if case.state == "closed":
        case.step = case.holder = case.due_at = None
    elif owed:
        # What stands still has no deadline now, and comes first only where nothing else is owed.
        first = min(owed, key=lambda due: (due.paused_at is not None, due.due_at, STEPS.index(due.step)))
        case.step, case.holder = first.step, first.level
        case.due_at = first.due_at if first.paused_at is None else None
    elif case.grave and not case.signed_off:
        case.step, case.holder, case.due_at = "sign_off", ladder.allowed("town", case.concealed), None
    else:
        case.step, case.holder, case.due_at = "close", ladder.allowed("station", case.concealed), None
