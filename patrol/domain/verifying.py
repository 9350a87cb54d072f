"""Prove the log: walk the links, replay the events, and name every row that differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from sqlalchemy.orm import Session

from patrol.models import Case, Event, LogHead, Report, retention, routing
from patrol.models import cases as case_table
from patrol.models.figures import former_standings
from patrol.models.log import in_order, whole_of_cases
from patrol.models.reports import Act, places_in_log
from patrol.models.rules import RulesVersion

from . import change as changes
from . import log
from .times import iso, parse

BATCH, CASES_AT_ONCE = 2000, 200
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


@dataclass
class Finding:
    code: str
    subject: str
    more: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}" + (f" ({self.more})" if self.more else "")


@dataclass
class _Walk:
    """What is carried along the links: only what is rare, so that a long log needs no memory."""

    prev: str = log.ORIGIN
    seq: int = 0
    erased: dict[tuple, str] = field(default_factory=dict)  # (case, n) → hash of what the erase left
    redacted: dict[tuple, str] = field(default_factory=dict)
    rules: dict[int, dict] = field(default_factory=dict)  # version → what was saved
    retention: dict[int, dict] = field(default_factory=dict)
    routing: dict[int, dict] = field(default_factory=dict)
    sought: set[str] = field(default_factory=set)  # heads of receipts, taken out as they are met
    unsound: set[tuple] = field(default_factory=set)  # (case, n) of contents that are not what was written


def verify(session: Session, receipts: list[dict] = (), tell: Callable[[int], None] = lambda done: None) -> list:
    """Everything that is wrong, nothing when all is as it was written."""
    return list(check(session, receipts, tell))


def check(session: Session, receipts: list[dict], tell: Callable[[int], None]) -> Iterator[Finding]:
    """Along the links, then case by case; both in batches. `tell` hears how many events were walked in all."""
    walk = _Walk(sought={head for receipt in receipts if isinstance(head := receipt.get("head"), str)})
    for event in in_order(session):
        yield from _check_event(walk, event)
        if event.seq % BATCH == 0:
            tell(event.seq)
    yield from _check_erasures(walk)
    yield from _check_head(session, walk)
    yield from _check_rules(session, walk)
    yield from _check_cases(session, walk, tell)
    yield from _check_receipts(walk, receipts)


def _name(event: Event) -> str:
    return f"event {event.n} of case {event.case_id or '-'} (seq {event.seq})"


def _check_event(walk: _Walk, event: Event) -> Iterator[Finding]:
    if event.seq != walk.seq + 1:
        yield Finding("event_missing", f"seq {walk.seq + 1}", f"the next one is {event.seq}")
    if event.prev != walk.prev:
        yield Finding("link_broken", _name(event), "it does not follow the event before it")
    if event.hash != log.link(event.prev, event.seq, event.case_id, event.n, event.content_hash):
        yield Finding("hash_differs", _name(event))
    walk.prev, walk.seq = event.hash, event.seq
    walk.sought.discard(event.hash)
    for finding in _check_content(walk, event):
        walk.unsound.add((event.case_id, event.n))
        yield finding


def _check_content(walk: _Walk, event: Event) -> Iterator[Finding]:
    if event.content is not None:
        if log.content_hash(event.salt or "", event.content) != event.content_hash:
            yield Finding("content_differs", _name(event))
            return
    elif event.redacted is None:
        yield Finding("content_missing", _name(event), "no erase left anything of it")
        return
    else:
        walk.redacted[event.case_id, event.n] = log.sha256(event.redacted)
    if event.case_id is None:
        yield from _read_county(walk, event)


def _read_county(walk: _Walk, event: Event) -> Iterator[Finding]:
    try:
        content = log.content_of(event)
        for erased in content.get("erased", []):
            walk.erased[erased["case"], erased["n"]] = erased["left"]
        if content["act"] == "rules":
            walk.rules[content["version"]] = content["rules"]
        if content["act"] == "retention":
            walk.retention[content["version"]] = content["retention"]
        if content["act"] == "routing":
            walk.routing[content["version"]] = content["routing"]
    except UNREADABLE:
        yield Finding("unreadable", _name(event), "it is no event of ours")


def _replay(case: SimpleNamespace, facts: dict[int, str], event: Event) -> Iterator[Finding]:
    try:
        content = log.content_of(event)
        facts[event.n] = content.get("fact") or content.get("report")
        stood = changes.apply(
            case, case.dues, content["change"], n=content["n"], received_at=parse(content["received_at"]),
            make_due=lambda step: SimpleNamespace(
                step=step, late_arrival=False, provisional=False, missed=[], paused_at=None
            ),
            task_of=lambda task_id: case.tasks.setdefault(task_id, SimpleNamespace()),
        )  # fmt: skip
        if stood is not None:
            case.stood[event.n] = stood
        case.last_seq = event.seq
        if content["act"] == "expire":
            case.expired.update(content["files"])
    except UNREADABLE:
        yield Finding("unreadable", _name(event), "it is no event of ours")


def _check_erasures(walk: _Walk) -> Iterator[Finding]:
    return [
        Finding("erased_without_event", f"event {key[1]} of case {key[0]}")
        for key, left in walk.redacted.items()
        if walk.erased.get(key) != left
    ]


def _check_head(session: Session, walk: _Walk) -> list[Finding]:
    head = session.get(LogHead, 1, populate_existing=True)
    if head is None:
        return [Finding("head_missing", f"seq {walk.seq}")]
    if (head.seq, head.hash) == (walk.seq, walk.prev):
        return []
    return [Finding("head_differs", f"seq {head.seq}", f"the log ends at {walk.seq}")]


def _check_rules(session: Session, walk: _Walk) -> Iterator[Finding]:
    """Every version of what the county set stands in the log as it stands in its table."""
    for code, rows, logged in (
        ("rules_differ", RulesVersion.newest(session), walk.rules),
        ("retention_differs", retention.RetentionVersion.newest(session), walk.retention),
        ("routing_differs", routing.RoutingVersion.newest(session), walk.routing),
    ):
        kept = {row.version: row.body for row in rows}
        for version in sorted(kept.keys() | logged.keys()):
            if kept.get(version) != logged.get(version):
                yield Finding(code, f"version {version}")


def _check_cases(session: Session, walk: _Walk, tell: Callable[[int], None]) -> Iterator[Finding]:
    walked = walk.seq
    for cases in case_table.in_batches(session, CASES_AT_ONCE):
        events = defaultdict(list)
        for event in whole_of_cases(session, [case.id for case in cases]):
            events[event.case_id].append(event)
        stood = former_standings(session, [case.id for case in cases])
        facts: dict[tuple, str] = {}
        expired: set[tuple[str, str]] = set()
        for case in cases:
            yield from _check_case(walk, case, events[case.id], facts, expired, stood[case.id])
            walked += len(events[case.id])
        yield from _check_facts(session, [case.id for case in cases], facts)
        yield from _check_expired(session, cases, expired)
        tell(walked)
    for case_id, number in case_table.missing(session):
        yield Finding("case_missing", number or "?", case_id)


def _check_case(
    walk: _Walk,
    case: Case,
    events: list[Event],
    facts: dict[tuple, str],
    expired: set[tuple[str, str]],
    former: dict[int, dict],
) -> Iterator[Finding]:
    if not events:
        yield Finding("case_without_event", case.number, case.id)
        return
    replayed = SimpleNamespace(dues={}, tasks={}, n=0, concealed=None, expired=set(), stood={})
    told = {}
    for event in events:
        if (event.case_id, event.n) not in walk.unsound:
            yield from _replay(replayed, told, event)
    facts.update({(case.id, n): fact for n, fact in told.items()})
    expired.update((case.id, sha256) for sha256 in replayed.expired)
    differing = _differences(case, replayed)
    if replayed.stood != former:
        differing.append("former_standings")
    if differing:
        yield Finding("case_differs", case.number, ", ".join(differing))


def _differences(case: Case, replayed: SimpleNamespace) -> list[str]:
    names = (*changes.CASE_FIELDS, *changes.SUMMARY_FIELDS, "last_seq")
    differing = [name for name in names if _plain(getattr(case, name)) != _plain(getattr(replayed, name, None))]
    dues = {due.step: due for due in case.dues}
    for step in sorted(dues.keys() | replayed.dues.keys()):
        mine, theirs = dues.get(step), replayed.dues.get(step)
        differing += [
            f"{step}.{name}"
            for name in changes.DUE_FIELDS
            if _plain(getattr(mine, name, None)) != _plain(getattr(theirs, name, None))
        ]
    return differing + _differing_tasks({task.id: task for task in case.tasks}, replayed.tasks)


def _differing_tasks(mine: dict, theirs: dict) -> list[str]:
    return [
        f"task {task_id}.{name}"
        for task_id in sorted(mine.keys() | theirs.keys())
        for name in changes.TASK_FIELDS
        if _plain(getattr(mine.get(task_id), name, None)) != _plain(getattr(theirs.get(task_id), name, None))
    ]


def _plain(value):
    return iso(value) if isinstance(value, datetime) else value


def _check_receipts(walk: _Walk, receipts: list[dict]) -> Iterator[Finding]:
    """A receipt's head is a hash the log must still have: else it was rewritten or cut after the phone saw it."""
    for receipt in receipts:
        head = receipt.get("head")
        if not isinstance(head, str) or head in walk.sought:
            fact = receipt.get("report") or receipt.get("act") or "?"
            yield Finding("receipt_not_in_log", f"fact {fact}", "the log was rewritten, or cut off before it")


def _check_facts(session: Session, case_ids: list[str], facts: dict[tuple, str]) -> Iterator[Finding]:
    """Every report and act stands in the log, under the number it was given."""
    for table in (Report, Act):
        for fact_id, case_id, n in places_in_log(session, table, case_ids):
            if facts.get((case_id, n)) != fact_id:
                yield Finding("fact_not_in_log", f"fact {fact_id}", f"event {n} of case {case_id} is not its")


def _check_expired(session: Session, cases: list[Case], logged: set[tuple[str, str]]) -> Iterator[Finding]:
    """No file was let go of without an event that says so, and none is here that an event has let go of."""
    numbers = {case.id: case.number for case in cases}
    for case_id, sha256 in sorted(retention.expired_in(session, list(numbers)) ^ logged):
        yield Finding("expiry_differs", numbers[case_id], sha256)


def count(session: Session) -> int:
    return session.get(LogHead, 1, populate_existing=True).seq
