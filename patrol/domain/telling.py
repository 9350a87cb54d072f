"""One event of a timeline, with names only of staff."""

from __future__ import annotations

from .actors import Actor
from .reports import LATE
from .times import parse

# Told as they stand in the event; what is not listed here never leaves the server.
TOLD = (
    "outcome", "founded", "step", "level", "from_level", "due_at", "reason", "note", "instruction", "party",
    "land_class", "permits", "findings", "on_time", "cause", "closes", "what", "from_area",
    "to_area", "until", "via", "department", "version", "moves", "recurrence", "not_joined",
)  # fmt: skip


# What departments are asked and answer is between them and those who asked.
OF_TASKS = ("convene", "answer", "return_task", "withdraw", "task_late", "link", "unlink")
# What was found out about people: for those who handle the case, not for the village.
FOR_STAFF = ("party", "land_class", "permits", "reason")


def entry(n: int, content: dict, actor: Actor, voice: dict | None, language: str, words, *, for_staff: bool) -> dict:
    why, facts = content.get("why"), content.get("facts") or {}
    shown = {
        "n": n,
        "act": content["act"],
        "by": _by(content, language, words),
        "role": content["role"],
        "mine": content["by"] is not None and content["by"] == actor.id,
        "at": content["at"],
        "received_at": content["received_at"],
        "status": content["status"],
        "why": why,
        "message": words(language, f"why.{why}") if why else None,
        "late": bool(content.get("late")) or (content["act"] in ("open", "join") and _came_late(content)),
        "photos": [photo["sha256"] for photo in content.get("photos") or facts.get("photos") or []],
        "voice": voice,
    }
    tasks = [_task(one) for one in content["change"].get("tasks", {}).values()] if content["act"] == "convene" else []
    told = {"tasks": tasks} if tasks else {}
    told |= {name: content[name] for name in TOLD if content.get(name) not in (None, [])}
    if not for_staff:
        told = {name: value for name, value in told.items() if name not in FOR_STAFF}
    for post in ("lead", "assistant"):
        if content.get(f"{post}_name"):
            told[post] = {"id": content[post], "name": content[f"{post}_name"]}
    if facts.get("note"):
        told["note"] = facts["note"]
    return shown | told


def _task(one: dict) -> dict:
    return {name: one[name] for name in ("department", "instruction", "due_at")}


def _came_late(content: dict) -> bool:
    return parse(content["received_at"]) - parse(content["at"]) > LATE


def _by(content: dict, language: str, words) -> str:
    if content["role"] in ("informant", "system"):
        return words(language, f"role.{content['role']}")
    return content.get("name") or words(language, f"role.{content['role']}")
