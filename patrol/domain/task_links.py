"""A one-time way to answer a task without an account: a link, or its QR code on paper.

Opening it changes nothing (WeChat and mail scanners open every link), answering works once, and nobody notes who
opened it: the answer is the department's. Only the token's hash is kept, so the link is shown once, when it is made.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Case, Task, TaskLink, lists
from patrol.models import cases as case_table
from patrol.models import tasks as table

from . import chain, permissions
from .actors import Actor
from .acts.answer import answered
from .acts.base import task_said
from .attaching import attachments, confirmed
from .enrolling import token_hash
from .errors import Missing, Refused

LASTS = timedelta(days=7)  # beyond the task's deadline


def make(session: Session, by: Actor, task_id: str, now: datetime) -> str:
    """A token that answers the task; the one before stops. Raises Missing, Refused, and Missing of a task over."""
    task = _to_give(session, by, task_id)
    if task.state != "open":
        raise Refused("task_over")
    table.revoke_links(session, task.id, now)
    token = secrets.token_urlsafe(24)
    session.add(TaskLink(token_hash=token_hash(token), task_id=task.id, made_at=now))
    chain.note(session, task.case_id, by, {"act": "link", "task": task.id, "department": task.department}, now)
    return token


def revoke(session: Session, by: Actor, task_id: str, now: datetime) -> None:
    task = _to_give(session, by, task_id)
    if table.revoke_links(session, task.id, now):
        chain.note(session, task.case_id, by, {"act": "unlink", "task": task.id, "department": task.department}, now)


def may_give(by: Actor, case: Case) -> bool:
    """Whoever may ask departments, and the inspectors who drive to them with the paper."""
    return bool(by.roles_on(case) & {"inspector", "leader", "officer"})


def _to_give(session: Session, by: Actor, task_id: str) -> Task:
    """Raises Missing alike for a task that is none and one in a case that is hidden."""
    task = table.with_case(session, task_id)
    seen = task and lists.one(session, permissions.visible_to(by), task.case_id)
    if not seen or not may_give(by, seen):
        raise Missing("task_missing")
    return task


def find(session: Session, token: str, now: datetime) -> TaskLink:
    """Raises Missing alike for a link that never was, is revoked, or whose time is over."""
    link = table.link_by_hash(session, token_hash(token))
    if link is None or link.revoked_at is not None or now > link.task.due_at + LASTS or _is_hidden(link.task):
        raise Missing("link_missing")
    return link


def _is_hidden(task: Task) -> bool:
    """What was asked of the village before the case was hidden from it."""
    return task.department == "village" and task.case.concealed is not None


def answer(
    session: Session, token: str, outcome: str, note: str | None, photos: list[dict], now: datetime
) -> tuple[TaskLink, bool]:
    """(the link, whether this was the answer): the second tap finds it answered, and changes nothing."""
    link = find(session, token, now)
    case = case_table.locked(session, link.task.case_id)
    task = next(one for one in case.tasks if one.id == link.task_id)
    if task.state != "open" or case.state != "open":
        return link, False
    facts = {"photos": photos}
    content = {"act": "answer", "outcome": outcome, "note": note, "via": "link", "photos": photos} | task_said(task)
    files = confirmed(session, attachments(session, case.id, "act", link.id, case.n + 1, link.id, facts))
    stamp = chain.Stamp(None, "department", now, now, via="link")
    chain.record(session, case, stamp, content, answered(task, outcome, note, now, "link"), beside=files)
    return link, True


def sender(link: TaskLink) -> Actor:
    """Whose the photos are that come by the link: nobody's by name."""
    return Actor(link.id, None, (), ())
