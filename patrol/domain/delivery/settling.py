"""What came of a message: taken, put off for a while, or never to arrive."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.channels import Undelivered
from patrol.channels.settings import Channels
from patrol.models import Delivery, Notice, Person, deliveries
from patrol.models.deliveries import DELIVERED, DROPPED, FAILED, WAITING

from . import planning
from .ways import PUSH

# 2, 4, 8 … seconds up to an hour, a day in all.
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 34
MOST_TRIES_OF_PUSH = 8  # an extra, whose service may not be reachable at all from where the county is


def dropped(session: Session, rows: Iterable[str], owner: str, reason: str, *, now: datetime) -> None:
    deliveries.settle(session, rows, owner, {"state": DROPPED, "reason": reason, "settled_at": now})


def delivered(session: Session, rows: Iterable[str], owner: str, *, now: datetime) -> None:
    values = {"state": DELIVERED, "reason": None, "answer": None, "settled_at": now}
    deliveries.settle(session, rows, owner, values)


def undelivered(
    session: Session, rows: Iterable[str], owner: str, problem: Undelivered, channels: Channels, *, now: datetime
) -> None:
    """Put off, or given up: then the person's next channel has its turn, and the office is told."""
    for row in rows:
        delivery = session.get(Delivery, row)
        if problem.for_good:
            _give_up(session, delivery, owner, problem, problem.reason, channels, now)
        elif delivery.tries >= (MOST_TRIES_OF_PUSH if delivery.channel == PUSH else MOST_TRIES):
            _give_up(session, delivery, owner, problem, f"gave_up_{problem.reason}"[:24], channels, now)
        else:
            values = {"due_at": now + pause_after(delivery.tries), "reason": problem.reason, "answer": problem.answer}
            deliveries.settle(session, [row], owner, values)


def pause_after(tries: int) -> timedelta:
    """Longer each time, and never the same for two that failed together."""
    return min(timedelta(seconds=2 ** min(tries, 20)), LONGEST_PAUSE) * random.uniform(0.6, 1.4)


def _give_up(
    session: Session,
    delivery: Delivery,
    owner: str,
    problem: Undelivered,
    reason: str,
    channels: Channels,
    now: datetime,
) -> None:
    # Nobody in the office can do anything about a browser that is gone.
    state = DROPPED if delivery.channel == PUSH else FAILED
    values = {"state": state, "reason": reason, "answer": problem.answer, "settled_at": now}
    if deliveries.settle(session, [delivery.id], owner, values) and state == FAILED and delivery.notice_id:
        notice, person = session.get(Notice, delivery.notice_id), session.get(Person, delivery.person_id)
        planning.plan_next(session, channels, notice, person, now=now)


def send_again(delivery: Delivery, *, now: datetime) -> None:
    """The office has set something right: once more from the beginning, with the same id."""
    delivery.state, delivery.tries, delivery.due_at = WAITING, 0, now
    delivery.reason = delivery.answer = delivery.settled_at = delivery.digest_at = None
