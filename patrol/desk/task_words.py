"""Joint tasks, the county's list and the authority of a case, in words: as in the app (TaskChip.tsx, Case.tsx)."""

from __future__ import annotations

from flask import g

from patrol.domain import joint, permissions, routing
from patrol.domain.acts.withdraw import CAN_BE
from patrol.models import Task
from patrol.models.tasks import valid_links

from .clocks import Chip
from .spoken import moment, say

ANSWERED = ("done", "refused")


def parts(session, case, now) -> dict:
    """What the page of a case shows of them."""
    return {
        "tasks": shown(session, case, now), "listing": listing(case, now), "routed": routed(session, case),
        "may": may(session, case),
    }  # fmt: skip


def may(session, case) -> list[str]:
    """The acts the reader may do in the case now."""
    return permissions.may(session, g.actor, case, g.now, own=permissions.is_own(session, g.actor, case.id))


def shown(session, case, now) -> list[dict]:
    linked = valid_links(session, [task.id for task in case.tasks])
    alone = joint.by_link_only(session, case, now)
    return [
        {
            "linked": task.id in linked, "alone": task.state == "open" and task.department in alone,
            "over": task.state not in CAN_BE, "returns": task.state in ANSWERED,
            "id": task.id, "department": say(f"department.{task.department}"), "instruction": task.instruction,
            "chip": chip(task, now), "note": task.note, "open": task.state == "open" and case.state == "open",
            "via": task.via and say(f"task.by_{task.via}"),
            "answered": task.answered_at and moment(task.answered_at, now),
        }
        for task in case.tasks
    ]  # fmt: skip


def chip(task: Task, now) -> Chip:
    time = moment(task.due_at, now)
    if task.state != "open":
        return Chip({"done": "done", "refused": "over"}.get(task.state, "pause"), say(f"task.state.{task.state}"))
    if task.due_at <= now:
        return Chip("over", say("task.late_since", time=time))
    return Chip("calm", say("task.until", time=time))


def listing(case, now) -> Chip | None:
    if case.listed_until is None or case.state != "open":
        return None
    if case.listed_until <= now:
        return Chip("over", say("case.listing.over"))
    return Chip("soon", say("case.listing", time=moment(case.listed_until, now)))


def routed(session, case) -> str:
    line = routing.current(session)[1].of(case.kind)
    named = {name: say(f"department.{one}") for name, one in line.model_dump().items() if one}
    both = line.villager is not None and line.villager != line.authority
    return say("case.routed.villager", **named) if both else say("case.routed", authority=named["authority"])
