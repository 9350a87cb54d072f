"""Prove the log: walk the links, replay the events, and name every row that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from sqlalchemy.orm import Session

from patrol.models import Case, Event, LogHead, Report
from patrol.models import cases as case_table
from patrol.models.log import in_order
from patrol.models.reports import Act, places_in_log

from . import change as changes
from . import log
from .times import iso, parse


@dataclass
class Finding:
    code: str
    subject: str
    more: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}" + (f" ({self.more})" if self.more else "")


@dataclass
class _Walk:
    prev: str = log.ORIGIN
    seq: int = 0
    cases: dict[str, SimpleNamespace] = field(default_factory=dict)
    erased: dict[tuple, str] = field(default_factory=dict)  # (case, n) → hash of what the erase left
    redacted: dict[tuple, str] = field(default_factory=dict)
    hashes: set[str] = field(default_factory=set)
    facts: dict[tuple, str] = field(default_factory=dict)  # (case, n) → the report or act it tells of


def verify(session: Session, receipts: list[dict] = ()) -> list[Finding]:
    """Everything that is wrong, nothing when all is as it was written."""
    walk = _Walk()
    findings = [finding for event in in_order(session) for finding in _check_event(walk, event)]
    findings += _check_erasures(walk) + _check_head(session, walk)
    findings += [*_check_cases(session, walk), *_check_facts(session, walk), *_check_receipts(walk, receipts)]
    return findings


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
    walk.hashes.add(event.hash)
    yield from _check_content(walk, event)


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
    try:
        content = log.content_of(event)
        for erased in content.get("erased", []):
            walk.erased[erased["case"], erased["n"]] = erased["left"]
        walk.facts[event.case_id, event.n] = content.get("fact") or content.get("report")
        if event.case_id is not None:
            _replay(walk, event, content)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Finding("unreadable", _name(event), "it is no event of ours")


def _replay(walk: _Walk, event: Event, content: dict) -> None:
    case = walk.cases.setdefault(event.case_id, SimpleNamespace(dues={}, n=0, concealed=None))
    changes.apply(
        case, case.dues, content["change"], n=content["n"], received_at=parse(content["received_at"]),
        make_due=lambda step: SimpleNamespace(step=step, late_arrival=False, provisional=False, missed=[]),
    )  # fmt: skip
    case.last_seq = event.seq


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


def _check_cases(session: Session, walk: _Walk) -> Iterator[Finding]:
    for case in case_table.in_order(session):
        replayed = walk.cases.pop(case.id, None)
        if replayed is None:
            yield Finding("case_without_event", case.number, case.id)
            continue
        differing = _differences(case, replayed)
        if differing:
            yield Finding("case_differs", case.number, ", ".join(differing))
    for case_id, replayed in walk.cases.items():
        yield Finding("case_missing", getattr(replayed, "number", "?"), case_id)


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
    return differing


def _plain(value):
    return iso(value) if isinstance(value, datetime) else value


def _check_receipts(walk: _Walk, receipts: list[dict]) -> Iterator[Finding]:
    """A receipt's head is a hash the log must still have: else it was rewritten or cut after the phone saw it."""
    for receipt in receipts:
        if receipt.get("head") not in walk.hashes:
            fact = receipt.get("report") or receipt.get("act") or "?"
            yield Finding("receipt_not_in_log", f"fact {fact}", "the log was rewritten, or cut off before it")


def _check_facts(session: Session, walk: _Walk) -> Iterator[Finding]:
    """Every report and act stands in the log, under the number it was given."""
    for table in (Report, Act):
        for fact_id, case_id, n in places_in_log(session, table):
            if walk.facts.get((case_id, n)) != fact_id:
                yield Finding("fact_not_in_log", f"fact {fact_id}", f"event {n} of case {case_id} is not its")


def count(session: Session) -> int:
    return session.get(LogHead, 1, populate_existing=True).seq
