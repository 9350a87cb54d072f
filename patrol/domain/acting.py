"""Receive an act: it always lands, as accepted, already done or noted, and the same act again changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Act, Case, Report
from patrol.models.log import event_of
from patrol.models.reports import found_at, last_accepted
from patrol.models.tasks import with_case

from . import chain, departments, log, merging, permissions
from .act_table import ACTS, refusal
from .actors import Actor
from .acts import JUDGES
from .acts.base import Accepted, AlreadyDone, Doing, Noted, Verdict
from .attaching import attachments, confirmed
from .errors import Conflict, Missing, Refused
from .ladder import LEVEL_OF_ROLE, rank
from .times import parse

POSTS_COUNT_FOR = timedelta(days=7)
FUTURE = timedelta(minutes=2)


def corrected(text: str, offset: timedelta, now: datetime) -> tuple[datetime, list[str]]:
    """The phone's time set right by its measured offset, never after its receipt; with findings."""
    at = parse(text) + offset
    findings = ["device_time_future"] if at > now + FUTURE else []
    return min(at, now), findings


def receive(
    session: Session, act_id: str, case_id: str, facts: dict, by: Actor, now: datetime, offset: timedelta,
    via: str | None = None,
) -> tuple[Act, bool]:  # fmt: skip
    """(the act as it landed, whether it is new). Raises Missing, Refused or Conflict, and then nothing changed."""
    digest = log.digest(facts)
    if (known := session.get(Act, act_id)) is not None:
        return _again(known, case_id, by, digest), False
    case = merging.locked_with_others(session, case_id, facts)
    if case is None or not (permissions.has_ever_seen(session, by, case) or departments.was_ever_asked(by, case)):
        raise Missing("case_missing")
    # Twice at once: the second waited for the lock and finds the first one's row.
    if (known := session.get(Act, act_id)) is not None:
        return _again(known, case_id, by, digest), False
    at, findings = corrected(facts["at"], offset, now)
    then = by.at(at if now - at <= POSTS_COUNT_FOR else now)
    case, sent_to = _landing(session, case, facts, then, now)
    at = max(at, _opened(session, case)) if sent_to else at
    verdict, role = _verdict(session, case, facts, by, then, at, now)
    stamp = chain.Stamp(by, role, max(at, _opened(session, case)), now, parse(facts["at"]), via)
    return _land(session, case, act_id, facts, digest, verdict, stamp, findings, sent_to), True


def case_of_report(session: Session, report_id: str, by: Actor) -> str:
    """The case of one's own report, for acts sent before the phone knows the case."""
    report = session.get(Report, report_id)
    if report is None or report.reporter_id != by.id:
        raise Missing("report_missing")
    return report.case_id


def case_of_task(session: Session, task_id: str, by: Actor) -> str:
    """The case of a task of one's department, which the department itself does not know."""
    task = with_case(session, task_id)
    if task is None or not departments.is_asked(by.whenever(), task.case, task.department):
        raise Missing("task_missing")
    return task.case_id


def own(session: Session, act_id: str, by: Actor) -> Act:
    act = session.get(Act, act_id)
    if act is None or act.author_id != by.id:
        raise Missing("act_missing")
    return act


def _again(known: Act, case_id: str, by: Actor, digest: str) -> Act:
    if known.author_id != by.id:
        raise Conflict("id_taken")
    if known.digest != digest or case_id not in (known.case_id, known.sent_to):
        raise Conflict("content_differs")
    return known


def _landing(session: Session, case: Case, facts: dict, then: Actor, now: datetime) -> tuple[Case, str | None]:
    """(the case in which the act is judged, the one it was sent to where that was merged away since)."""
    target = merging.landing(session, case, facts)
    if target is case:
        return case, None
    own = permissions.is_own(session, then, target.id)
    can = permissions.sees(then, target, own=own) and permissions.roles_for(
        session, then, target, facts["act"], now, own=own
    )
    return (target, case.id) if can else (case, None)


def _opened(session: Session, case: Case) -> datetime:
    """Nothing is done in a case before somebody found it."""
    return found_at(session, case.id) or case.opened_at


def _verdict(session, case, facts, by, then, at, now) -> tuple[Verdict, str]:
    act = facts["act"]
    own = permissions.is_own(session, by, case.id)
    roles = permissions.roles_for(session, then, case, act, now, own=own)
    if not permissions.sees(then, case, own=own):
        roles = set()
    roles |= departments.roles(then, case, act)
    if not roles:
        ever = {post.role for post in by.ever} & set(ACTS[act].roles)
        if not ever:
            raise Refused("act_not_yours")
        return Noted("not_your_post"), max(ever, key=_rank)
    role = max(roles, key=_rank)
    doing = Doing(session, case, facts, then, LEVEL_OF_ROLE.get(role, "village"), at, now)
    verdict, why = JUDGES[act](doing), refusal(case, act)
    if isinstance(verdict, AlreadyDone) and last_accepted(session, case.id, *verdict.acts) is None:
        return Noted(why or "overtaken"), role
    if why is not None and not isinstance(verdict, AlreadyDone):
        return Noted(why), role
    return verdict, role


def _rank(role: str) -> int:
    return rank(LEVEL_OF_ROLE.get(role, "village"))


def _land(session, case, act_id, facts, digest, verdict, stamp, findings, sent_to) -> Act:
    whose = last_accepted(session, case.id, *verdict.acts) if isinstance(verdict, AlreadyDone) else None
    status = {Accepted: "accepted", AlreadyDone: "already_done", Noted: "noted"}[type(verdict)]
    why = verdict.why if isinstance(verdict, Noted) else None
    said = {name: value for name, value in facts.items() if name != "at" and value not in (None, [])}
    content = said | {"fact": act_id, "status": status, "why": why, "findings": findings}
    change, then, elsewhere, through = {}, (), (), ()
    if isinstance(verdict, Accepted):
        content |= verdict.says
        change, then, elsewhere, through = verdict.change, verdict.then, verdict.elsewhere, verdict.through
        content["on_time"], content["late"] = _timeliness(change)
    act = Act(
        id=act_id, case_id=case.id, author_id=stamp.by.id, act=facts["act"], digest=digest, body=facts,
        outcome=status, why=why, at=stamp.at, received_at=stamp.now, n=case.n + 1, sent_to=sent_to,
        whose_role=_role_of(session, whose), whose_name=_name_of(session, whose),
    )  # fmt: skip
    files = confirmed(session, attachments(session, case.id, "act", act_id, act.n, stamp.by.id, facts))
    chain.record(session, case, stamp, content, change, then, beside=(act, *files), through=through)
    for other in elsewhere:
        chain.record(session, other.case, stamp, other.says, other.change, through=other.through)
    return act


def _timeliness(change: dict) -> tuple[bool | None, bool]:
    ended = [due for due in change.get("dues", {}).values() if due.get("done_at")]
    return (ended[0]["on_time"], ended[0]["late_arrival"]) if ended else (None, False)


def _role_of(session: Session, whose: Act | None) -> str | None:
    return _content_of(session, whose).get("role") if whose else None


def _name_of(session: Session, whose: Act | None) -> str | None:
    return _content_of(session, whose).get("name") if whose else None


def _content_of(session: Session, act: Act) -> dict:
    return log.content_of(event_of(session, act.case_id, act.n))
