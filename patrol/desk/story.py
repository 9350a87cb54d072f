"""The timeline of a case in sentences for those who work on it: the app's own words (story.ts, told.ts)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from patrol import words
from patrol.domain import telling
from patrol.domain.actors import Actor
from patrol.domain.log import content_of
from patrol.domain.times import parse
from patrol.models import Case

from . import clocks
from .gate import language
from .spoken import amount, date, done_and_received, joined, known, level_of, listed, moment, say

ICONS = {
    "open": "camera", "stop": "hand", "escalate": "climb", "assign": "person", "look": "person", "move": "place",
    "conceal": "shield", "comment": "comment", "return": "return", "reopen": "return", "supervise": "alarm",
    "recount": "clock", "pause": "pause", "resume": "clock", "extend": "clock", "rerule": "clock",
    "away": "person", "back": "person", "expire": "clock", "find": "camera",
    "convene": "people", "return_task": "return", "withdraw": "return", "task_late": "alarm", "list_case": "alarm",
    "unlist": "return", "link": "card", "unlink": "card",
    "join": "camera", "merge": "return", "unmerge": "out", "take_in": "return", "let_go": "out",
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
    look = "climb" if entry["act"] in ("escalate", "task_late") else "ok" if accepted else "plain"
    icon = ICONS.get(entry["act"], "tick") if accepted else "comment"
    return Node(look, icon, _title(case, entry, accepted, now), _lines(case, entry, now), _quotes(entry, now))


def _title(case: Case, entry: dict, accepted: bool, now: datetime) -> str:
    if not accepted:
        act = known(f"act.{entry['act']}.short", known(f"act.{entry['act']}", entry["act"]))
        return say(f"case.story.{entry['status']}", act=act)
    text = known(f"case.story.{_key(entry)}", known(f"act.{entry['act']}", entry["act"]))
    for name, value in _said(case, entry, now).items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _said(case: Case, entry: dict, now: datetime) -> dict[str, str]:
    """What a title may name."""
    people = {post: (entry.get(post) or {}).get("name", "") for post in ("lead", "assistant")}
    return people | {
        "step": say(f"step.{entry['step']}") if entry.get("step") else "",
        "level": level_of(case, entry.get("level")),
        "from": level_of(case, entry.get("from_level")),
        "reason": say(f"pause.{entry['reason']}") if entry["act"] == "pause" else "",
        "day": date(parse(entry["until"]) - timedelta(milliseconds=1), now) if entry.get("until") else "",
        "version": str(entry.get("version", "")),
        "department": listed(say(f"department.{one}") for one in _departments(entry)),
    }


def _departments(entry: dict) -> list[str]:
    named = [entry["department"]] if entry.get("department") else []
    return [task["department"] for task in entry.get("tasks", [])] or named


def _key(entry: dict) -> str:
    act = entry["act"]
    if act == "verify":
        return "verify.founded" if entry.get("founded") else "verify.unfounded"
    if act == "escalate":
        return "escalate.refused" if entry.get("cause") == "refused" else "escalate"
    if act == "conceal":
        return "conceal" if entry.get("level") else "conceal.lifted"
    if act == "resume":
        return "resume.over" if entry.get("cause") == "over" else "resume"
    if act == "look":
        return f"look.{entry['what']}" if entry.get("what") in ("original", "voice") else "look"
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
    if entry.get("recurrence"):
        marks.insert(0, say("case.recurrence.why"))
    if entry.get("not_joined"):
        marks.append(say(f"join.{entry['not_joined']}"))
    if entry.get("via"):
        marks.append(say(f"case.via_{entry['via']}"))
    if entry["status"] == "noted":
        marks.insert(0, entry["message"] or say("why.noted"))
    return marks


def _quotes(entry: dict, now: datetime) -> list[str]:
    facts = [
        ("party", entry.get("party")), ("land_class", _land(entry.get("land_class"))),
        ("permits", entry.get("permits")),
        *((post, (entry.get(post) or {}).get("name")) for post in ("lead", "assistant") if entry["act"] == "assign"),
    ]  # fmt: skip
    set_for = entry.get("due_at") if entry["act"] not in ("escalate", "task_late") else None
    asked = [
        say("task.asked", department=say(f"department.{one['department']}"), instruction=one["instruction"],
            time=moment(parse(one["due_at"]), now))
        for one in entry.get("tasks", [])
    ]  # fmt: skip
    return [
        text
        for text in (
            *asked, entry.get("instruction"), entry.get("reason") if entry["act"] != "pause" else None,
            _until(entry, now),
            *(say(f"case.fact.{name}", value=value) for name, value in facts if value),
            *(_move(one, now) for one in entry.get("moves") or []),
            say("due.exact", time=moment(parse(set_for), now)) if set_for else None, entry.get("note"),
        )
        if text
    ]  # fmt: skip


def _until(entry: dict, now: datetime) -> str | None:
    said = entry.get("until") and entry["act"] != "away"
    return say("case.story.until", time=moment(parse(entry["until"]), now)) if said else None


def _move(one: dict, now: datetime) -> str:
    before = moment(parse(one["before"]), now) if one["before"] else say("case.fact.not_begun")
    step, after = say(f"step.{one['step']}"), moment(parse(one["due_at"]), now)
    return say("case.fact.move", step=step, before=before, after=after)


def _land(code: str | None) -> str | None:
    return known(f"case.land.{code}", code) if code else None


def _next(case: Case, now: datetime) -> list[Node]:
    if case.state == "closed":
        return []
    due = clocks.first_due(case)
    step = due.step if due else case.step or "close"
    what = "verify" if step == "report" and case.founded is None else step
    who = level_of(case, due.level if due else case.holder)
    line = joined(who, clocks.until(due, now)) if due else ""
    return [Node("wait", "clock", say(f"case.story.next.{what}"), [line] if line else [])]
