"""Where and when I want to be told, besides the inbox; and whether this browser shows notices."""

from __future__ import annotations

from flask import current_app, g, jsonify

from patrol.domain.delivery import browsers, wishes
from patrol.domain.delivery.ways import address_of
from patrol.extensions import reading, writing
from patrol.models import Person
from patrol.models.notice_settings import subscription_of_device

from .gate import gated, takes
from .schemas import NoticeWishes, Subscription

blueprint = gated("notice_settings")


@blueprint.get("/notice-settings")
def settings():
    with reading() as session:
        return jsonify(_shown(session))


@blueprint.put("/notice-settings")
@takes(NoticeWishes)
def change(body):
    wanted = body["addresses"] | {"off": body["off"], "digest_hour": body["digest_hour"]}
    quiet = body["quiet"] or {"from": None, "to": None}
    wanted |= {"quiet_from": quiet["from"], "quiet_to": quiet["to"]}
    with writing() as session:
        wishes.change(session, g.actor, session.get(Person, g.actor.id), wanted, now=g.now)
    with reading() as session:
        return jsonify(_shown(session))


@blueprint.put("/push-subscription")
@takes(Subscription)
def subscribe(body):
    with writing() as session:
        browsers.subscribe(session, g.actor, _channels().push, body, now=g.now)
    return "", 204


@blueprint.delete("/push-subscription")
def unsubscribe():
    with writing() as session:
        browsers.unsubscribe(session, g.actor)
    return "", 204


def _channels():
    return current_app.config["PATROL"].channels


def _shown(session) -> dict:
    """Only the channels that this county has."""
    person, mine, push = session.get(Person, g.actor.id), wishes.of(session, g.actor.id), _channels().push
    subscribed = subscription_of_device(session, g.actor.device_id) is not None
    return {
        "channels": [
            {
                "name": name,
                "address": address_of(person, mine, name),
                "on": name not in mine.off,
                "mine": name in wishes.ADDRESSES,
            }
            for name in _channels().personal
        ],
        "quiet": None if mine.quiet_from is None else {"from": mine.quiet_from, "to": mine.quiet_to},
        "digest_hour": mine.digest_hour,
        "push": {"key": push.public_key, "here": subscribed} if push else None,
    }
