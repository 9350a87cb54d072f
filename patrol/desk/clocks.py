"""What a deadline chip says, and where a case stands: as in the app (deadlines.ts, StepBar.tsx)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from patrol.domain.deadlines import is_working_day
from patrol.domain.ladder import rank
from patrol.domain.times import CHINA, parse
from patrol.models import Case, Due

from .spoken import amount, date, level_of, moment, say, sentences, span

DAY = timedelta(days=1)
STEPS = ("open", "stop", "report", "handle", "decide", "close")


@dataclass(frozen=True)
class Chip:
    """`tone` is calm, soon, over or done; `climbed`: the due came up from the level below."""

    tone: str
    words: str
    climbed: bool = False

    @property
    def icon(self) -> str:
        return {"over": "alarm", "done": "tick", "pause": "pause"}.get(self.tone, "clock")


def due_of(case: Case, step: str | None) -> Due | None:
    return next((due for due in case.dues if due.step == step), None)


def first_due(case: Case) -> Due | None:
    """The open due that falls first, of which the case's own step, holder and clock speak."""
    due = due_of(case, case.step)
    return due if due is not None and due.owed and case.state == "open" else None


def chip(case: Case, level: str, now: datetime) -> Chip | None:
    """The clock as the reader's level sees it; None when nothing is owed."""
    if case.state == "closed":
        return Chip("done", say("case.merged" if case.merged_into else "due.closed"))
    due = first_due(case)
    if due is None:
        return None
    if due.paused_at is not None:
        return Chip("pause", say("due.paused", reason=say(f"pause.{due.paused_for}")))
    missed = [one for one in due.missed if one["level"] == level] if rank(due.level) > rank(level) else []
    if missed:
        return Chip("over", say("due.missed", amount=span(max(now - parse(missed[-1]["due_at"]), timedelta(0)))))
    return _held(case, due, level, now)


def until(due: Due, now: datetime) -> str:
    """When it falls, or why there is no such moment now."""
    if due.waits:
        return say(f"due.waits.{(due.rule or {}).get('since', 'reported')}")
    if due.paused_at is not None and due.paused_until is None:
        return say(f"pause.{due.paused_for}")
    if due.paused_at is not None:
        reason, since, end = (
            say(f"pause.{due.paused_for}"),
            moment(due.paused_at, now),
            moment(due.paused_until, now),
        )
        return say("due.paused_until", **{"reason": reason, "from": since, "until": end})
    return say("due.exact", time=moment(due.due_at, now))


def _held(case: Case, due: Due, level: str, now: datetime) -> Chip:
    left, climbed = due.due_at - now, bool(due.missed)
    if left > timedelta(0):
        tone = "soon" if left < _soon_under(case, due) else "calm"
        return Chip(tone, say("due.left", amount=_remaining(due, left, now)), climbed)
    # Below the county a passed deadline is about to climb: only its holder is told in red.
    tone = "over" if due.level in ("county", level) else "soon"
    return Chip(tone, say("due.over", amount=span(-left)), climbed)


def _remaining(due: Due, left: timedelta, now: datetime) -> str:
    if left < DAY or due.step == "stop" or (due.rule or {}).get("unit") == "calendar_days":
        return span(left)
    days = working_days(now, now + left)
    return amount("time.workdays", days) if days > 0 else span(left)


def working_days(start: datetime, end: datetime) -> int:
    """Whole working days between two moments."""
    start, end = start.astimezone(CHINA), end.astimezone(CHINA)
    days = (start.date() + timedelta(days=n) for n in range(1, (end.date() - start.date()).days + 1))
    counted = sum(map(is_working_day, days))
    return max(0, counted - (end.time() < start.time() and is_working_day(end.date())))


def _soon_under(case: Case, due: Due) -> timedelta:
    """Terms in hours turn amber in their last quarter; terms in working days a day ahead."""
    if due.step != "stop":
        return DAY
    term = due.due_at - (parse(due.missed[-1]["at"]) if due.missed else case.opened_at)
    return min(DAY, term / 4) if term > timedelta(0) else DAY


def current(case: Case) -> str | None:
    """Which of the steps the case is at."""
    if case.state == "closed":
        return None
    due = first_due(case)
    return due.step if due else "close"


def states(case: Case, tone: str) -> list[tuple[str, str]]:
    """(step, ok | calm | soon | over | left | to_come) of each; the one it is at has its clock's tone."""
    now_at = current(case)
    return [(step, tone if step == now_at else _state(case, step)) for step in _steps(case)]


def _steps(case: Case) -> list[str]:
    """Five, and of a filed case the decision."""
    return [step for step in STEPS if step != "decide" or due_of(case, step) is not None]


def _state(case: Case, step: str) -> str:
    if step == "open":
        return "ok"
    due = due_of(case, step)
    if step == "close" and case.state == "closed" or due is not None and due.done_at:
        return "ok"
    return "left" if case.state == "closed" else "to_come"


def step_name(case: Case) -> str:
    if case.state == "closed":
        return say("case.unfounded" if case.founded is False else "step.close")
    return say(f"step.{case.step or 'close'}")


def stand_in_sentence(case: Case, until: datetime | None, now: datetime) -> str:
    """Who has the clock while the lead is away; `until` None: nobody is away."""
    if until is None or case.assistant is None or case.state == "closed":
        return ""
    return say("case.stand_in", name=case.assistant.name, until=date(until - timedelta(milliseconds=1), now))


def holder_sentence(case: Case) -> str:
    if case.state == "closed":
        return say("case.closed_unfounded" if case.founded is False else "case.closed")
    due = first_due(case)
    level = due.level if due else case.holder
    return say("case.held_by", level=say(f"level.in.{level}")) if level else say("case.waits_close")


def why(case: Case, now: datetime) -> str:
    """What is owed, and why it climbed."""
    return "" if case.state == "closed" else sentences(_owed(case), _climbed(case, now))


def _owed(case: Case) -> str:
    due = first_due(case)
    if due is None:
        return say("case.owes.sign_off" if case.step == "sign_off" else "case.owes.close")
    if due.step == "stop":
        if due.outcome == "refused":
            return say("case.owes.stop_refused")
        return say("case.owes.stop_now" if case.works_going_on else "case.owes.stop")
    if due.step == "report":
        return say("case.owes.verify" if case.founded is None else "case.owes.report")
    return say(f"case.owes.{due.step}")


def _climbed(case: Case, now: datetime) -> str:
    due = first_due(case)
    if due is None or not due.missed:
        return ""
    last = due.missed[-1]
    return say("case.climbed", level=level_of(case, last["level"]), date=date(parse(last["at"]), now))


UNITS = {"hours": "time.hours", "window_hours": "time.hours", "working_days": "time.workdays",
         "calendar_days": "time.days"}  # fmt: skip


def rule_words(case: Case, due: Due) -> str:
    """The rule the deadline comes from; empty where a person set it, or it is from before rules were kept."""
    rule = due.rule
    if not rule:
        return ""
    name = _rule_name(case, due)
    term = amount(UNITS[rule["unit"]], rule["amount"]) if rule["unit"] in UNITS else ""
    words = say(f"due.rule.{name}", amount=term, end=_end(rule, name), until=rule.get("until", ""))
    return sentences(words, say("due.rule.extended") if due.extended_at else "")


def _rule_name(case: Case, due: Due) -> str:
    if due.step != "stop":
        return "upper" if due.missed and not due.extended_at else _first_name(due)
    if due.outcome in ("refused", "nobody") and due.owed:
        return "upper_refused" if due.outcome == "refused" else "nobody"
    if due.missed:
        return "upper_grave" if case.grave else "upper_stop"
    return "stop_now" if due.due_at - case.opened_at <= timedelta(hours=3) else "stop"


def _first_name(due: Due) -> str:
    since = due.rule.get("since") if due.step == "handle" else None
    return f"{due.step}_{since}" if since else due.step


def _end(rule: dict, name: str) -> str:
    if rule["unit"] == "window_hours":
        return say("due.end.window", opens=rule["opens"], closes=rule["closes"])
    if rule["unit"] == "hours":
        return say("due.end.night") if name.startswith("upper") else ""
    return say("due.end.days", until=rule["until"]) if "until" in rule else ""
