"""What every act shares: how it is judged, and how a due ends, starts again or moves up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.domain import deadlines, ladder, ruling
from patrol.domain.actors import Actor
from patrol.domain.pauses import RUNNING
from patrol.domain.rules import Rules
from patrol.domain.times import iso, parse
from patrol.models import Case, Due, Task


@dataclass(frozen=True)
class Doing:
    """An act in hand: what was done, by whom, from which level, at what time, received when."""

    session: Session
    case: Case
    facts: dict
    by: Actor
    level: str
    at: datetime
    now: datetime

    @property
    def rules(self) -> Rules:
        """Those the case began with."""
        return ruling.of(self.session, self.case)


@dataclass(frozen=True)
class Elsewhere:
    """What an act does at the same time to another case, which is locked as well."""

    case: Case
    says: dict
    change: dict
    # Cases whose reporters saw that one as theirs until now.
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accepted:
    change: dict = field(default_factory=dict)
    says: dict = field(default_factory=dict)  # what the event says besides the facts
    then: tuple[dict, ...] = ()  # events of the system that follow at once
    elsewhere: tuple[Elsewhere, ...] = ()
    through: tuple[str, ...] = ()  # as of `Elsewhere`


@dataclass(frozen=True)
class AlreadyDone:
    """The same was done before; `acts` are those among which to look for whose it was."""

    acts: tuple[str, ...]


@dataclass(frozen=True)
class Noted:
    why: str


Verdict = Accepted | AlreadyDone | Noted
# What has happened once this has; None is the receipt.
AFTER = {"verified": (None, "verified"), "reported": (None, "verified", "reported")}


def case_change(**fields) -> dict:
    return {"case": {name: iso(value) if isinstance(value, datetime) else value for name, value in fields.items()}}


def ended(due: Due, at: datetime, now: datetime, outcome: str | None = None) -> dict:
    """The due is done. An act done before a deadline but received after it releases the upper level (迟到上报)."""
    stood = next((one for one in due.missed if at <= parse(one["due_at"])), None)
    in_time = stood is not None or at <= due.due_at
    values = {
        "done_at": iso(at),
        "owed": False,
        "outcome": outcome,
        "on_time": in_time,
        "late_arrival": in_time and (stood is not None or now > due.due_at),
    } | running(due)
    return values if stood is None else {**values, "level": stood["level"]}


def owed_again(level: str, deadline: deadlines.Deadline) -> dict:
    return {
        "level": level,
        "due_at": iso(deadline.at),
        "provisional": deadline.provisional,
        "rule": deadline.rule,
        "done_at": None,
        "owed": True,
        "outcome": None,
        "on_time": None,
        "late_arrival": False,
        "missed": [],
    }


def moved_up(due: Due, level: str, deadline: deadlines.Deadline, missed: list | None = None) -> dict:
    """The due stays owed at a higher level, whose clock starts now."""
    values = {"level": level, "due_at": iso(deadline.at), "provisional": deadline.provisional, "rule": deadline.rule}
    values |= running(due)
    return values if missed is None else {**values, "missed": [*due.missed, *missed]}


def running(due: Due) -> dict:
    """A clock that stood still and is set anew, or needed no more, stands still no longer."""
    return dict(RUNNING) if due.paused_at is not None else {}


def escalation(step: str, from_level: str, level: str, due_at: str, cause: str) -> dict:
    """The event by which the system says that a due rose."""
    return {
        "act": "escalate",
        "step": step,
        "from_level": from_level,
        "level": level,
        "due_at": due_at,
        "cause": cause,
    }


def nothing_owed(case: Case) -> dict:
    return {due.step: {"owed": False} | running(due) for due in case.dues if due.owed}


def task_change(task: Task, **fields) -> dict:
    return {"tasks": {task.id: case_change(**fields)["case"]}}


def task_said(task: Task, **more) -> dict:
    """Which task an event is about, and who is told of it."""
    said = {"task": task.id, "department": task.department, "from_level": task.base_level, "level": task.level}
    return said | case_change(**more)["case"]


def named_task(doing: Doing) -> Task | None:
    return next((one for one in doing.case.tasks if one.id == doing.facts["task"]), None)


def tasks_over(case: Case) -> dict:
    """What departments had still to do in a case that is closed."""
    return {"tasks": {task.id: {"state": "withdrawn"} for task in case.tasks if task.state == "open"}}


def chosen_deadline(text: str | None, now: datetime, default: deadlines.Deadline) -> deadlines.Deadline:
    """The deadline somebody set, unless it had passed by the time it was received."""
    at = parse(text)
    return deadlines.Deadline(at, False) if at is not None and at > now else default


def start_level(doing: Doing, step: str) -> str:
    return ladder.start(step, "station", doing.case.concealed, doing.rules.ladder_of(doing.case, step))


def begins(doing: Doing, step: str) -> dict:
    """The due is owed from now on."""
    clock = deadlines.first_of(doing.rules, doing.case, step, doing.now)
    return owed_again(start_level(doing, step), clock)


def begun(doing: Doing, event: str) -> dict:
    """The dues that waited for this, or for something before it: no clock may wait for ever."""
    case, happened = doing.case, AFTER[event]
    waiting = [due.step for due in case.dues if due.waits]
    terms = {step: deadlines.term_of(doing.rules, case, step) for step in waiting}
    return {step: begins(doing, step) for step, term in terms.items() if term.since in happened}
