"""How an event changes a case: a plain table of new values, applied the same way live and in a replay.

`change` = {"case": {field: value}, "dues": {step: {field: value}}}, times as ISO text. A verb never sets a field of a
case by hand: what is not in the event's change did not happen, and `verify` can replay it.
"""

from __future__ import annotations

from datetime import datetime

from . import ladder
from .times import parse

CASE_FIELDS = (
    "number", "kind", "grave", "state", "found_area_id", "area_id", "path", "station_id", "lat", "lon", "place_by",
    "accuracy_m", "works_going_on", "concealed", "concealed_path", "base_level", "founded", "signed_off", "lead_id",
    "assistant_id", "opened_at", "closed_at", "rules_version",
)  # fmt: skip
SUMMARY_FIELDS = ("step", "holder", "due_at", "updated_at", "n")
DUE_FIELDS = (
    "level", "due_at", "done_at", "owed", "outcome", "on_time", "late_arrival", "provisional", "missed", "rule",
)  # fmt: skip
TIMES = {"opened_at", "closed_at", "due_at", "done_at", "updated_at"}
STEPS = ("stop", "report", "handle")


def from_text(name: str, value):
    return parse(value) if name in TIMES and isinstance(value, str) else value


def apply(case, dues: dict, change: dict, *, n: int, received_at: datetime, make_due) -> None:
    """Set what the change says on any object that has the fields; `make_due(step)` makes a missing due."""
    for name, value in change.get("case", {}).items():
        setattr(case, name, from_text(name, value))
    for step, values in change.get("dues", {}).items():
        due = dues.get(step) or dues.setdefault(step, make_due(step))
        for name, value in values.items():
            setattr(due, name, from_text(name, value))
    case.n, case.updated_at = n, received_at
    summarise(case, dues)


def summarise(case, dues: dict) -> None:
    """step, holder and due_at of a case: of the open due that falls first, else of what closing waits for."""
    owed = [dues[step] for step in STEPS if step in dues and dues[step].owed]
    if case.state == "closed":
        case.step = case.holder = case.due_at = None
    elif owed:
        first = min(owed, key=lambda due: (due.due_at, STEPS.index(due.step)))
        case.step, case.holder, case.due_at = first.step, first.level, first.due_at
    elif case.grave and not case.signed_off:
        case.step, case.holder, case.due_at = "sign_off", ladder.allowed("town", case.concealed), None
    else:
        case.step, case.holder, case.due_at = "close", ladder.allowed("station", case.concealed), None
