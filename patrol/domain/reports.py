"""Receive a report: idempotent by its own id, it opens a case or joins an open one, and whatever it names may follow
later."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Area, Attachment, Case, Report
from patrol.models.log import event_of
from patrol.models.prepared import bare
from patrol.models.reports import attachments_of, is_known

from . import acting, backups, chain, joining, log, placing
from .act_table import STAFF
from .actors import Actor
from .attaching import attachments, confirmed
from .errors import Conflict, Missing, Problem, Refused
from .times import parse

# A case is known by its first report: the same report can never open two.
CASES = uuid.UUID("0d7c6f3e-2c1b-5e57-8f3b-3f6f3a4c9b10")
LATE = timedelta(hours=1)
# What only the office and its stations are told.
OFFICE_SOURCES = ("phone", "hotline", "satellite", "handed_over")


@dataclass(frozen=True)
class Told:
    """What somebody else found: where, at which level the ladder starts, and who told it, if that was said."""

    area: Area
    level: str
    caller: dict | None


@dataclass(frozen=True)
class Received:
    """What a receipt tells of a report: its case's number, the log's head after it, how much of each file is here."""

    report: Report
    number: str
    head: str
    files: dict[str, str]
    safe: bool = False
    new: bool = False


@dataclass(frozen=True)
class Draft:
    """A report with all that can be known of it before the writers' turn, or why it is refused."""

    id: str
    by: Actor
    facts: dict
    digest: str
    told: Told | None
    stamp: chain.Stamp | None = None
    findings: tuple[str, ...] = ()
    where: placing.Lying | None = None
    report: Report | None = None
    files: tuple[Attachment, ...] = ()
    opening: chain.Opening | None = None
    refused: Problem | None = None


def receive(
    session: Session, report_id: str, facts: dict, by: Actor, now: datetime, offset: timedelta,
    told: Told | None = None,
) -> Received:  # fmt: skip
    """Both halves at once. Raises Conflict when the id means something else, Refused without a post.

    `told`: somebody else found it and `by` writes it down.
    """
    return write(session, prepare(session, report_id, facts, by, now, offset, told))


def prepare(
    session: Session, report_id: str, facts: dict, by: Actor, now: datetime, offset: timedelta,
    told: Told | None = None, via: str | None = None,
) -> Draft:  # fmt: skip
    """The half that only reads; while `write` goes on, all other writers wait."""
    digest = log.digest(facts if told is None else facts | {"caller": told.caller})
    draft = Draft(report_id, by, facts, digest, told)
    try:
        return _placed(session, _stamped(draft, now, offset, via))
    except Problem as refused:
        return replace(draft, refused=refused)


def _stamped(draft: Draft, now: datetime, offset: timedelta, via: str | None) -> Draft:
    facts = dict(draft.facts)
    at, findings = acting.corrected(facts["captured_at"], offset, now)
    reporter = _standing(draft.by, at, now)
    if facts["place"] is None and facts["fix"] is not None:
        facts["place"] = {"lat": facts["fix"]["lat"], "lon": facts["fix"]["lon"], "by": "fix"}
    if facts["source"] in OFFICE_SOURCES and not reporter.roles & set(STAFF):
        raise Refused("source_not_yours")
    role = max(reporter.roles - {"admin"}, key=acting._rank)
    stamp = chain.Stamp(reporter, role, at, now, parse(facts["captured_at"]), via)
    return replace(draft, facts=facts, stamp=stamp, findings=tuple(findings))


def _placed(session: Session, draft: Draft) -> Draft:
    """The case as it would be opened where areas lie now."""
    facts, stamp, told = draft.facts, draft.stamp, draft.told
    where, misplaced = _where(session, facts, stamp.by, told)
    case_id = str(uuid.uuid5(CASES, draft.id))
    report = _report(draft.id, case_id, facts, draft.digest, stamp)
    files = attachments(session, case_id, "report", draft.id, report.n, draft.by.id, facts)
    opening = chain.opening(
        session, case_id, draft.id, facts, where, stamp, [*draft.findings, *misplaced], (report, *files),
        base_level=told.level if told else None,
    )  # fmt: skip
    return replace(draft, where=where, report=report, files=files, opening=opening)


def write(session: Session, draft: Draft) -> Received:
    """Placed anew when areas have changed since: a merge must not pass between the place and the case."""
    if is_known(session, draft.id):
        return received(session, _again(session.get(Report, draft.id), draft.by, draft.digest))
    if draft.refused is not None:  # and not before: what was taken once is not refused later
        raise draft.refused
    into, why_not = joining.target(session, draft.facts, draft.stamp.by)
    if into is not None:
        return _join(session, draft, into)
    if not draft.where.stands(session):
        draft = _placed(session, draft)
    if why_not is not None:
        draft.report.not_joined = draft.opening.content["not_joined"] = why_not
    confirmed(session, draft.files)
    case, event = chain.open_case(session, draft.opening, draft.stamp.now)
    return Received(draft.report, case.number, event.hash, {one.sha256: one.state for one in draft.files}, new=True)


def _join(session: Session, draft: Draft, case: Case) -> Received:
    """补证: evidence more for a case that is open. Its sender follows it from now on."""
    stamp, facts = draft.stamp, draft.facts
    report = _report(draft.id, case.id, facts, draft.digest, stamp, n=case.n + 1)
    files = attachments(session, case.id, "report", draft.id, report.n, draft.by.id, facts)
    confirmed(session, files)
    content = {"act": "join", "report": draft.id, "facts": facts, "findings": list(draft.findings)}
    change = joining.change(session, case, facts, stamp.now)
    event = chain.record(session, case, stamp, content, change, beside=(report, *files))[0]
    return Received(report, case.number, event.hash, {one.sha256: one.state for one in files}, new=True)


def _where(session: Session, facts: dict, reporter: Actor, told: Told | None) -> tuple[placing.Lying, list[str]]:
    """Who writes down a call names the place; coordinates of another one are a finding."""
    if told is None:
        return placing.lying(session, facts["place"], reporter)
    place, where = facts["place"], placing.lying_in(session, told.area.path)
    found = placing.locate(session, place["lat"], place["lon"]) if place else None
    if place is None or found is not None and told.area.path.startswith(found.path):
        return where, []
    return where, ["area_differs" if found else "outside_county"]


def own(session: Session, report_id: str, by: Actor) -> Received:
    report = session.get(Report, report_id)
    if report is None or report.reporter_id != by.id:
        raise Missing("report_missing")
    return received(session, report)


def received(session: Session, report: Report) -> Received:
    """As it stands now: the states of the files advance, the rest never changes."""
    event = event_of(session, report.case_id, report.n)
    files = {one.sha256: one.state for one in attachments_of(session, report.id)}
    safe = backups.is_safe(session, event.seq, report.id)
    return Received(report, session.get(Case, report.case_id).number, event.hash, files, safe)


def _again(known: Report, by: Actor, digest: str) -> Report:
    if known.reporter_id != by.id:
        raise Conflict("id_taken")
    if known.digest != digest:
        raise Conflict("content_differs")
    return known


def _standing(by: Actor, at: datetime, now: datetime) -> Actor:
    """The reporter with the posts held then, or now, or ever: a report made in office is never lost with it."""
    for candidate in (by.at(at) if now - at <= acting.POSTS_COUNT_FOR else by, by, by.whenever()):
        if candidate.roles - {"admin"}:
            return candidate
    raise Refused("no_post")


def _report(report_id: str, case_id: str, facts: dict, digest: str, stamp: chain.Stamp, n: int = 1) -> Report:
    return bare(Report)(
        id=report_id,
        case_id=case_id,
        reporter_id=stamp.by.id,
        digest=digest,
        body=facts,
        at=stamp.at,
        received_at=stamp.now,
        late=stamp.now - stamp.at > LATE,
        n=n,
        not_joined=None,
    )
