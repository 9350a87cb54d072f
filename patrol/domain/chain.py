"""The chain 发现 → 制止 → 报告 → 处置 → 办结, and the only code that moves a case.

Every verb here writes the case, its event and its notices in the caller's transaction, and appends to the log last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from patrol.models import Case, Due, Event, cases
from patrol.models.prepared import insert_rows

from . import change as changes
from . import deadlines, ladder, log, notices, numbers, ruling
from .actors import Actor
from .acts import base
from .permissions import concealed_path
from .placing import Lying
from .rules import Rules
from .times import iso


@dataclass(frozen=True)
class Stamp:
    """Who did something and when: by the phone's clock, by that clock corrected, and by the server's."""

    by: Actor | None  # None: the system
    role: str
    at: datetime
    now: datetime
    device_at: datetime | None = None

    def as_content(self) -> dict:
        return {
            "by": self.by.id if self.by else None,
            "name": self.by.name if self.by else None,
            "role": self.role,
            "at": iso(self.at),
            "received_at": iso(self.now),
            "device_at": iso(self.device_at),
        }


def system(now: datetime) -> Stamp:
    return Stamp(None, "system", now, now)


def open_case(
    session: Session,
    case_id: str,
    report_id: str,
    facts: dict,
    where: Lying,
    stamp: Stamp,
    findings: list[str],
    beside: tuple = (),
    base_level: str | None = None,
) -> tuple[Case, Event]:
    """Open the case of a report: number, ladder, and the three dues side by side, from the server's receipt.

    `base_level` is where the finder stands when that is not who reports.
    """
    concealed, area, town = facts["conceal"], where.area, where.town
    place, fix = facts["place"] or {}, facts["fix"] or {}
    rules_version, rules = ruling.current(session)
    number = numbers.next_number(
        session, town, stamp.now, concealed=concealed is not None, report_id=report_id
    )  # fmt: skip
    fields = {
        "number": number,
        "kind": facts["kind"],
        "grave": facts["kind"] in rules.grave_kinds,
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
    }
    case = Case(id=case_id, n=0, last_seq=0, version=1)
    content = {"act": "open", "report": report_id, "facts": facts, "findings": findings}
    change = _opening(fields, rules, stamp.now)
    return case, record(session, case, stamp, content, change, beside=beside)[0]


def _station_id(where: Lying, by: Actor) -> int | None:
    """The town's station; without a town the reporter's own, so that an inspector's report is not lost to him."""
    if where.town is None and where.area.level == "county":
        return next((post.station_id for post in by.posts if post.station_id), None)
    return where.town.station_id if where.town else None


def _opening(fields: dict, rules: Rules, now: datetime) -> dict:
    facts = {name: fields[name] for name in ("kind", "grave", "works_going_on")}
    dues = {
        step: base.owed_again(
            ladder.start(step, fields["base_level"], fields["concealed"]), deadlines.first(rules, step, now, **facts)
        )
        for step in changes.STEPS
    }
    return {"case": fields, "dues": dues}


def escalate(session: Session, case: Case, step: str, *, now: datetime) -> bool:
    """Raise a missed due by one level; its clock starts now. False when there is nothing to raise any more."""
    due = case.due(step)
    if not due.owed or due.due_at > now or due.level == "county" or case.state != "open":
        return False
    level = ladder.above(due.level, case.concealed)
    clock = deadlines.upper_of(ruling.of(session, case), case, due, now)
    missed = [{"level": due.level, "due_at": iso(due.due_at), "at": iso(now)}]
    content = base.escalation(step, due.level, level, iso(clock.at), "overdue")
    change = {"dues": {step: base.moved_up(due, level, clock, missed)}}
    record(session, case, system(now), content, change)
    return True


def record(
    session: Session,
    case: Case,
    stamp: Stamp,
    content: dict,
    change: dict,
    then: tuple[dict, ...] = (),
    beside: tuple = (),
) -> list[Event]:
    """Write an event with its change and notices, what the system adds to it, and the rows that stand beside it.

    The log comes last: its head, which everybody waits for, is held over its own insert and the commit alone.
    """
    before, opens = _sight(case), case.n == 0
    told = []
    contents = [_happen(session, case, stamp, content, change, told)]
    for follow in then:
        follow = dict(follow)
        contents.append(_happen(session, case, system(stamp.now), follow, follow.pop("change"), told))
    insert_rows(session, [*((case, *case.dues) if opens else ()), *beside, *told])
    after = _sight(case)
    events = log.append(session, case.id, contents, before if before and before != after else None)
    set_committed_value(case, "last_seq", events[-1].seq)
    return events


def note(session: Session, case_id: str, by: Actor, content: dict, now: datetime) -> None:
    """Write an event that changes nothing of its case and that nobody is told of: it needs but the case's number."""
    case = cases.count_event(session, case_id, now)
    stamp = Stamp(by, max(by.roles_on(case) - {"admin"}, default="informant"), now, now)
    log.append(
        session, case_id, [{"status": "accepted"} | content | stamp.as_content() | {"n": case.n, "change": {}}]
    )


def _happen(session: Session, case: Case, stamp: Stamp, content: dict, change: dict, told: list) -> dict:
    """The change comes about; `told` gets the notices of it. The content as the log shall keep it."""
    n = case.n + 1
    dues = {due.step: due for due in case.dues}
    changes.apply(case, dues, change, n=n, received_at=stamp.now, make_due=lambda step: _make_due(case, step))
    content = {"status": "accepted"} | content | stamp.as_content() | {"n": n, "change": change}
    told += notices.of(session, case, content, stamp)
    return content


def _make_due(case: Case, step: str) -> Due:
    due = Due(case_id=case.id, step=step, late_arrival=False, provisional=False, missed=[])
    case.dues.append(due)
    return due


def _sight(case: Case) -> dict | None:
    if case.path is None:
        return None
    return {"path": case.path, "station_id": case.station_id, "concealed_path": case.concealed_path}
