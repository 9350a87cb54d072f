"""Browsers that may show notices: allowed by their owner on that very phone, and gone when it is signed out."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.channels.push import Push
from patrol.models import PushSubscription
from patrol.models.notice_settings import forget_subscriptions, subscription_of_device

from ..actors import Actor
from ..errors import Invalid

KEY = re.compile(r"[A-Za-z0-9_-]{20,100}={0,2}")


def subscribe(session: Session, by: Actor, push: Push | None, wanted: dict, *, now: datetime) -> None:
    if push is None or not push.allows(wanted["endpoint"]):
        raise Invalid("push_unknown")
    if not all(KEY.fullmatch(wanted[name]) for name in ("p256dh", "auth")):
        raise Invalid("push_unknown")
    unsubscribe(session, by)
    session.add(PushSubscription(person_id=by.id, device_id=by.device_id, created_at=now, **wanted))


def unsubscribe(session: Session, by: Actor) -> None:
    there = subscription_of_device(session, by.device_id)
    if there is not None:
        forget_subscriptions(session, [there.id])
        session.expunge(there)
