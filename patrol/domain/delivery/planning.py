"""By which ways a notice goes besides the inbox: decided by the worker, so that no act waits for it.

An ordinary notice goes by the first of the person's channels, an urgent one by two; web push, where a browser allows
it, is an extra. A channel that fails for good gives way to the person's next one.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.channels.settings import Channels
from patrol.models import Case, Notice, Person
from patrol.models.by_ids import by_ids
from patrol.models.deliveries import fresh, of_notices, unplanned
from patrol.models.prepared import insert_rows

from ..actors import Actor
from ..ladder import LEVEL_OF_ROLE
from . import hours, urgency
from .ways import PUSH, Ways

NAMESPACE = uuid.UUID("0c6b1a52-8f0e-5e0e-8a57-1f6c7a3f6f0d")


def plan(session: Session, channels: Channels, limit: int, *, now: datetime) -> int:
    """Decide it of the oldest notices of which nobody has; how many that were."""
    notices = unplanned(session, limit)
    people = by_ids(session, Person, {one.person_id for one in notices})
    cases = by_ids(session, Case, {one.case_id for one in notices} - {None})
    ways = Ways(session, channels, people.values())
    rows = []
    for notice in notices:
        rows += _rows(notice, people[notice.person_id], cases.get(notice.case_id), ways, now)
        notice.planned_at = now
    insert_rows(session, rows)
    return len(notices)


def _rows(notice: Notice, person: Person, case: Case | None, ways: Ways, now: datetime) -> list:
    chosen = ways.of(person.id, loud=urgency.is_loud(notice, case))[: urgency.how_many(notice, case)]
    if ways.has_push(person.id):
        chosen.append(PUSH)
    watch = urgency.is_watched(notice, case) and _stands_at(ways.actor(person.id, now), case, notice.level)
    watch_at = now + urgency.WATCH_FOR if watch else None
    when = _when(notice, case, ways, now)
    return [_row(notice, channel, watch_at=watch_at, now=now, **when) for channel in chosen]


def _when(notice: Notice, case: Case | None, ways: Ways, now: datetime) -> dict:
    if urgency.is_loud(notice, case):
        return {"due_at": now, "digest_at": None}
    wishes = ways.wishes.get(notice.person_id)
    digest_at = hours.digest_of(wishes, now)
    return {"due_at": digest_at or hours.not_before(wishes, now), "digest_at": digest_at}


def _stands_at(person: Actor, case: Case, level: str | None) -> bool:
    """An escalation is told to both levels: only the one it rose to must be reached."""
    return level in {LEVEL_OF_ROLE.get(role) for role in person.roles_on(case)}


def _row(notice: Notice, channel: str, *, due_at: datetime, now: datetime, **more):
    delivery_id = str(uuid.uuid5(NAMESPACE, f"{notice.id}/{channel}"))
    return fresh(delivery_id, channel, due_at, now, notice_id=notice.id, person_id=notice.person_id, **more)


def plan_next(session: Session, channels: Channels, notice: Notice, person: Person, *, now: datetime) -> bool:
    """One of the notice's channels has failed for good: the person's next one takes its place, if there is one."""
    taken = of_notices(session, [notice.id])
    used = {one.channel for one in taken}
    case = session.get(Case, notice.case_id) if notice.case_id else None
    ways = Ways(session, channels, [person]).of(person.id, loud=urgency.is_loud(notice, case))
    left = [name for name in ways if name not in used]
    if not left:
        return False
    watch_at = max((one.watch_at for one in taken if one.watch_at), default=None)
    insert_rows(session, [_row(notice, left[0], due_at=now, digest_at=None, watch_at=watch_at, now=now)])
    return True
