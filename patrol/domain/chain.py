"""The chain 发现 → 制止 → 报告 → 处置 → 办结, and the only code that moves a case.

Every verb here writes the case, its event and its notices in the caller's transaction, and appends to the log last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Row
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from patrol.models import Case, Due, Event, FormerStanding, Task, cases
from patrol.models.prepared import bare, insert_rows

from . import change as changes
from . import deadlines, ladder, log, notices, numbers, pauses, recurring, ruling
from .actors import Actor
from .acts import base
from .permissions import concealed_path
from .placing import Lying
from .rules import Rules, Upper
from .times import iso


@dataclass(frozen=True)
class Stamp:
    """Who did something and when: by the phone's clock, by that clock corrected, and by the server's."""

    by: Actor | None  # None: the system
    role: str
    at: datetime
    now: datetime
    device_at: datetime | None = None
    via: str | None = None  # how it came, where that was not over the network from the phone itself

    def as_content(self) -> dict:
        came = {"via": self.via} if self.via else {}
        return came | {
            "by": self.by.id if self.by else None,
            "name": self.by.name if self.by else None,
            "role": self.role,
            "at": iso(self.at),
            "received_at": iso(self.now),
            "device_at": iso(self.device_at),
        }


def system(now: datetime) -> Stamp:
    return Stamp(None, "system", now, now)


@dataclass(frozen=True)
class Opening:
    """A case with its event and the rows beside it: all but number and links, which come in turn."""

    case: Case
    content: dict
    rows: tuple
    town: Row | None


def opening(
    session: Session,
    case_id: str,
    report_id: str,
    facts: dict,
    where: Lying,
    stamp: Stamp,
    findings: list[str],
    beside: tuple = (),
    base_level: str | None = None,
) -> Opening:
    """The case of a report: ladder, who is told, and the three dues side by side, from the server's receipt.

    `base_level` is where the finder stands when that is not who reports.
    """
    concealed, area = facts["conceal"], where.area
    place, fix = facts["place"] or {}, facts["fix"] or {}
    rules_version, rules = ruling.current(session)
    fields = {
        "number": None,
        "kind": facts["kind"],
        "grave": False,
        "state": "open",
        "found_area_id": area.id,
        "area_id": area.id,
        "path": area.path,
        "station_id": _station_id(where, stamp.by),
        "lat": place.get("lat"),
        "lon": place.get("lon"),
        "place_by": place.get("by", "village"),
        "accuracy_m": fix.get("accuracy_m") if place.get("by") == "fix" else None,
        "works_going_on": facts["works_going_on"],
        "concealed": concealed,
        "concealed_path": concealed_path(area.path, concealed),
        "base_level": base_level or stamp.by.level,
        "rules_version": rules_version,
        "founded": None,
        "signed_off": False,
        "lead_id": None,
        "assistant_id": None,
        "opened_at": iso(stamp.now),
        "closed_at": None,
        "recurs_of": None,
    }
    # 回潮: what comes again where it was handled before is grave, whatever its kind.
    fields["recurs_of"] = recurring.earlier(session, rules, fields)
    fields["grave"] = facts["kind"] in rules.grave_kinds or fields["recurs_of"] is not None
    case, told = bare(Case)(id=case_id, n=0, last_seq=0, version=1, path=None, dues=[]), []
    content = {"act": "open", "report": report_id, "facts": facts, "findings": findings}
    content |= {"recurrence": True} if fields["recurs_of"] else {}
    content = _happen(session, case, stamp, content, _opening(fields, rules, stamp.now), told)
    return Opening(case, content, (case, *case.dues, *beside, *told), where.town)


def open_case(session: Session, new: Opening, now: datetime) -> tuple[Case, Event]:
    case, fields = new.case, new.content["change"]["case"]
    case.number = fields["number"] = numbers.next_number(
        session, new.town, now, concealed=case.concealed is not None, report_id=new.content["report"]
    )  # fmt: skip
    insert_rows(session, new.rows)
    return case, log.append(session, case.id, [new.content])[0]


def _station_id(where: Lying, by: Actor) -> int | None:
    """The town's station; without a town the reporter's own, so that an inspector's report is not lost to him."""
    if where.town is None and where.area.level == "county":
        return next((post.station_id for post in by.posts if post.station_id), None)
    return where.town.station_id if where.town else None


def _opening(fields: dict, rules: Rules, now: datetime) -> dict:
    facts = {name: fields[name] for name in ("kind", "grave", "works_going_on")}
    return {"case": fields, "dues": {step: _first_due(fields, rules, step, now, facts) for step in changes.OPENING}}


def _first_due(fields: dict, rules: Rules, step: str, now: datetime, facts: dict) -> dict:
    """Not owed yet where the rules let its clock begin with something later; a due before it is owed meanwhile."""
    term = rules.first_term(
        step, kind=facts["kind"], grave=facts["grave"], works=facts["works_going_on"]
    )  # fmt: skip
    due = base.owed_again(_first_level(step, fields, term.ladder), deadlines.first(rules, step, now, **facts))
    return due if term.since is None else due | {"owed": False}


def _first_level(step: str, fields: dict, rungs: tuple[str, ...] | None) -> str:
    """Of a recurrence one rung higher: the level below has handled it once, and it came again."""
    level = ladder.start(step, fields["base_level"], fields["concealed"], rungs)
    return ladder.above(level, fields["concealed"], rungs) if fields["recurs_of"] else level


def escalate(session: Session, case: Case, step: str, *, now: datetime) -> bool:
    """Raise a missed due by one level; its clock starts now. False when there is nothing to raise any more."""
    due = case.due(step)
    if not due.owed or due.due_at > now or due.level == "county" or case.state != "open" or due.paused_at is not None:
        return False
    rules = ruling.of(session, case)
    level = ladder.above(due.level, case.concealed, rules.ladder_of(case, step))
    clock = deadlines.upper_of(rules, case, due, now)
    missed = [{"level": due.level, "due_at": iso(due.due_at), "at": iso(now)}]
    content = base.escalation(step, due.level, level, iso(clock.at), "overdue")
    content |= _also_told(deadlines.upper_term_of(rules, case, due))
    change = {"dues": {step: base.moved_up(due, level, clock, missed)}}
    record(session, case, system(now), content, change)
    return True


def _also_told(term: Upper) -> dict:
    return {"told": list(term.told)} if term.told else {}


def go_on(session: Session, case: Case, *, now: datetime) -> bool:
    """A pause whose day has come ends by itself. False when somebody ended or lengthened it meanwhile."""
    over = [due for due in case.dues if due.paused_until is not None and due.paused_until <= now]
    if not over or case.state != "open":
        return False
    change = pauses.ended(case, ruling.of(session, case), now)
    record(session, case, system(now), {"act": "resume", "cause": "over"}, change)
    return True


def record(
    session: Session,
    case: Case,
    stamp: Stamp,
    content: dict,
    change: dict,
    then: tuple[dict, ...] = (),
    beside: tuple = (),
    through: tuple[str, ...] = (),
) -> list[Event]:
    """Write an event with its change and notices, what the system adds to it, and the rows that stand beside it.

    The log comes last: its head, which everybody waits for, is held over its own insert and the commit alone.
    `through` are cases whose reporters saw this one as theirs until now.
    """
    before = _sight(case)
    told = []
    contents = [_happen(session, case, stamp, content, change, told)]
    for follow in then:
        follow = dict(follow)
        contents.append(_happen(session, case, system(stamp.now), follow, follow.pop("change"), told))
    insert_rows(session, [*beside, *told])
    after = _sight(case)
    sight = before | ({"through": list(through)} if through else {})
    events = log.append(session, case.id, contents, sight if sight != after else None)
    set_committed_value(case, "last_seq", events[-1].seq)
    return events


def note(session: Session, case_id: str, by: Actor | None, content: dict, now: datetime) -> None:
    """Write an event that changes nothing of its case and that nobody is told of: it needs but the case's number.

    `by` None is the system.
    """
    case = cases.count_event(session, case_id, now)
    role = "system" if by is None else max(by.roles_on(case) - {"admin"}, default=_of_no_post(by))
    stamp = Stamp(by, role, now, now)
    log.append(
        session, case_id, [{"status": "accepted"} | content | stamp.as_content() | {"n": case.n, "change": {}}]
    )


def _of_no_post(by: Actor) -> str:
    """A department has no case, and its photos come all the same; so do those of a reporter who left."""
    return "department" if by.roles == {"department"} else "informant"


def _happen(session: Session, case: Case, stamp: Stamp, content: dict, change: dict, told: list) -> dict:
    """The change comes about; `told` gets the notices of it, and how the case stood where that is no more to be told
    from it. The content as the log shall keep it."""
    n = case.n + 1
    dues = {due.step: due for due in case.dues}
    stood = changes.apply(
        case, dues, change, n=n, received_at=stamp.now, make_due=partial(_make_due, case),
        task_of=partial(_task_of, case),
    )  # fmt: skip
    if stood is not None:
        told.append(bare(FormerStanding)(case_id=case.id, n=n, **stood))
    content = {"status": "accepted"} | content | stamp.as_content() | {"n": n, "change": change}
    told += notices.of(session, case, content, stamp)
    return content


def _make_due(case: Case, step: str) -> Due:
    clock = {"paused_at": None, "paused_for": None, "paused_until": None, "extended_at": None}
    kind = Due if isinstance(case, Case) else bare(Due)  # a new case is written with plain rows
    due = kind(case_id=case.id, step=step, late_arrival=False, provisional=False, missed=[], **clock)
    case.dues.append(due)
    return due


def _task_of(case: Case, task_id: str) -> Task:
    known = next((task for task in case.tasks if task.id == task_id), None)
    if known is None:
        known = Task(id=task_id, late_at=None, answered_at=None, note=None, via=None)
        case.tasks.append(known)
    return known


def _sight(case: Case) -> dict:
    return {"path": case.path, "station_id": case.station_id, "concealed_path": case.concealed_path}
