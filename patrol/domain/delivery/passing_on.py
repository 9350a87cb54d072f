"""A refusal, or a grave case that rose, that has reached nobody after half an hour: the next on the ladder is told.

Once: those who are told then are not waited for again. Reached is who got it by any channel or read it in the app;
somebody without any channel is reached by the inbox.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Case, Notice, Person, deliveries
from patrol.models.by_ids import by_ids
from patrol.models.deliveries import DELIVERED
from patrol.models.prepared import insert_missing
from patrol.models.work import notices_of_event

from .. import actors, ladder, notices, permissions

MOST = 100


def turn(transaction, look, *, now: datetime) -> int:
    """How many events were passed on."""
    with look() as session:
        found = deliveries.watched(session, now, MOST)
    passed = 0
    for notice_id in found:
        with transaction() as session:
            passed += pass_on(session, notice_id, now=now)
    return passed


def pass_on(session: Session, notice_id: str, *, now: datetime) -> bool:
    """All who were told of the same event are looked at together: one of them reached is enough."""
    notice = session.get(Notice, notice_id)
    told = {one.id: one for one in notices_of_event(session, notice.case_id, notice.n)}
    ways = deliveries.of_notices(session, told)
    watched = {one.notice_id for one in ways if one.watch_at is not None}
    if not deliveries.unwatch(session, watched):
        return False  # another worker has seen to it
    reached = any(one.state == DELIVERED for one in ways if one.notice_id in watched)
    if reached or any(told[one].seen_at is not None for one in watched):
        return False
    case = session.get(Case, notice.case_id)
    return case.state == "open" and _tell_the_next(
        session, case, notice, {one.person_id for one in told.values()}, now
    )


def _tell_the_next(session: Session, case: Case, notice: Notice, told: set[str], now: datetime) -> bool:
    people = [one for one in _next(session, case, notice.level, told, now) if permissions.sees(one, case, own=False)]
    for person in people:
        insert_missing(session, notices.unreached(person, case, notice, now))
    return bool(people)


def _next(session: Session, case: Case, level: str, told: set[str], now: datetime) -> list[actors.Actor]:
    """Lead and assistant first, where they were not told; then the others of the level; then the level above."""
    named = by_ids(session, Person, {case.lead_id, case.assistant_id} - {None})
    hands = [actors.actor(one, now) for one in named.values() if one.closed_at is None] if level == "station" else []
    same = notices.at_levels(session, case, {level}, now)
    above = notices.at_levels(session, case, {ladder.above(level, case.concealed)}, now)
    for group in (hands, same, above):
        if left := [one for one in group if one.id not in told]:
            return left
    return []
