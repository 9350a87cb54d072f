"""The timeline of a case in sentences for those who work on it: the app's own words (story.ts, told.ts)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from patrol import words
from patrol.domain import telling
from patrol.domain.actors import Actor
from patrol.domain.log import content_of
from patrol.domain.times import parse
from patrol.models import Case

from . import clocks
from .gate import language
from .spoken import amount, done_and_received, joined, known, level_of, moment, say

ICONS = {
    "open": "camera", "stop": "hand", "escalate": "climb", "assign": "person", "look": "person", "move": "place",
    "conceal": "shield", "comment": "comment", "return": "return", "reopen": "return", "supervise": "alarm",
    "recount": "clock",
}  # fmt: skip


@dataclass
class Node:
    look: str  # ok | climb | wait | plain
    icon: str
    title: str
    lines: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)


def story(case: Case, events: list, actor: Actor, now: datetime) -> list[Node]:
    """Newest first; what comes next stands on top."""
    contents = [(event.n, content_of(event)) for event in events]
    entries = [
        telling.entry(n, content, actor, None, language(), words.words, for_staff=True)
        for n, content in contents
        if content["act"] != "receive"  # the photos themselves say whether they are here
    ]
    told = [_node(case, entry, now) for entry in entries]
    return [*_next(case, now), *reversed(told)]


def _node(case: Case, entry: dict, now: datetime) -> Node:
    accepted = entry["status"] == "accepted"
    look = "climb" if entry["act"] == "escalate" else "ok" if accepted else "plain"
    icon = ICONS.get(entry["act"], "tick") if accepted else "comment"
    return Node(look, icon, _title(case, entry, accepted), _lines(case, entry, now), _quotes(entry, now))


def _title(case: Case, entry: dict, accepted: bool) -> str:
    if not accepted:
        act = known(f"act.{entry['act']}.short", known(f"act.{entry['act']}", entry["act"]))
        return say(f"case.story.{entry['status']}", act=act)
    step = say(f"step.{entry['step']}") if entry.get("step") else ""
    text = known(f"case.story.{_key(entry)}", known(f"act.{entry['act']}", entry["act"]))
    level, source = (level_of(case, entry.get(name)) for name in ("level", "from_level"))
    return text.replace("{step}", step).replace("{level}", level).replace("{from}", source)


def _key(entry: dict) -> str:
    act = entry["act"]
    if act == "verify":
        return "verify.founded" if entry.get("founded") else "verify.unfounded"
    if act == "escalate":
        return "escalate.refused" if entry.get("cause") == "refused" else "escalate"
    if act == "conceal":
        return "conceal" if entry.get("level") else "conceal.lifted"
    if act == "look":
        return "look.original" if entry.get("what") == "original" else "look"
    if act == "comment":
        return "comment.photos" if entry["photos"] and not entry.get("note") else "comment"
    return f"{act}.{entry['outcome']}" if entry.get("outcome") else act


def _lines(case: Case, entry: dict, now: datetime) -> list[str]:
    at, received = parse(entry["at"]), parse(entry["received_at"])
    if entry["act"] == "escalate":
        return [_escalation(case, entry, at, now)]
    photos = amount("part.photos", len(entry["photos"])) if entry["photos"] else ""
    who = joined(entry["by"], _post(case, entry), photos)
    return [line for line in (joined(done_and_received(at, received, now), who), *_marks(entry)) if line]


def _escalation(case: Case, entry: dict, at: datetime, now: datetime) -> str:
    if entry.get("cause") == "refused" or not entry.get("from_level") or not entry.get("level"):
        return joined(moment(at, now), entry["by"])
    level = say(f"level.in.{entry['level']}")
    told = level_of(case, entry["from_level"])
    return say("case.story.both_told", **{"at": moment(at, now), "by": entry["by"], "from": told, "level": level})


def _post(case: Case, entry: dict) -> str:
    for post in ("lead", "assistant"):
        person = getattr(case, post)
        if entry["role"] == "inspector" and person is not None and person.name == entry["by"]:
            return say(f"case.{post}")
    return ""


def _marks(entry: dict) -> list[str]:
    marks = [known(f"finding.{code}", code) for code in entry.get("findings") or []]
    if entry["late"]:
        in_time = entry["act"] != "open" and entry.get("on_time") is not False
        marks.insert(0, say("case.on_time_late" if in_time else "case.late"))
    if entry["status"] == "noted":
        marks.insert(0, entry["message"] or say("why.noted"))
    return marks


def _quotes(entry: dict, now: datetime) -> list[str]:
    facts = [
        ("party", entry.get("party")), ("land_class", _land(entry.get("land_class"))),
        ("permits", entry.get("permits")),
        ("lead", (entry.get("lead") or {}).get("name")), ("assistant", (entry.get("assistant") or {}).get("name")),
    ]  # fmt: skip
    set_for = entry.get("due_at") if entry["act"] != "escalate" else None
    return [
        text
        for text in (
            entry.get("instruction"), entry.get("reason"),
            *(say(f"case.fact.{name}", value=value) for name, value in facts if value),
            say("due.exact", time=moment(parse(set_for), now)) if set_for else None, entry.get("note"),
        )
        if text
    ]  # fmt: skip


def _land(code: str | None) -> str | None:
    return known(f"case.land.{code}", code) if code else None


def _next(case: Case, now: datetime) -> list[Node]:
    if case.state == "closed":
        return []
    due = clocks.first_due(case)
    step = due.step if due else case.step or "close"
    what = "verify" if step == "report" and case.founded is None else step
    who = level_of(case, due.level if due else case.holder)
    line = joined(who, say("due.exact", time=moment(due.due_at, now))) if due else ""
    return [Node("wait", "clock", say(f"case.story.next.{what}"), [line] if line else [])]
