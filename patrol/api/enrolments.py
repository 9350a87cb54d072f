"""Cards with a QR code. Opening the link changes nothing; a tap with the last four digits redeems."""

from __future__ import annotations

from flask import current_app, g, jsonify, request

from patrol.domain import cards, enrolling, signing_in
from patrol.domain.errors import Missing, Refused
from patrol.extensions import reading, writing
from patrol.models import Person
from patrol.models.areas import county

from . import present, schemas
from .gate import gated, no_sign_in, takes
from .session import enter, me

blueprint = gated("enrolments")


@blueprint.post("/enrolments")
@takes(schemas.Enrolment)
def issue(body):
    signing_in.require_admin(g.actor)
    with writing() as session:
        person = session.get(Person, body["person"])
        if person is None or person.closed_at is not None:
            raise Missing("person_missing")
        [token] = cards.issue(session, g.actor, [person], now=g.now).values()
    base = current_app.config["PATROL"].public_url or request.host_url.rstrip("/")
    return jsonify(link=f"{base}/app/#/card/{token}"), 201


@blueprint.get("/enrolments/<token>")
@no_sign_in
def look(token):
    with reading() as session:
        signing_in.throttle(session, _keys(), g.now)
        return jsonify(present.card(enrolling.find(session, token), demo=county(session).demo))


@blueprint.post("/enrolments/<token>/redemption")
@no_sign_in
@takes(schemas.Last4)
def redeem(token, body):
    with reading() as session:
        signing_in.throttle(session, _keys(), g.now)
    with writing() as session:
        card, right = enrolling.check(session, token, body["last4"], g.now)
        if not right:
            signing_in.failed(session, _keys(), g.now)
    if not right:
        raise Refused("last4_wrong", tries_left=enrolling.tries_left(card))
    enter(card.person_id, card.id)
    return jsonify(me())


def _keys() -> dict[str, str]:
    return {"address": request.remote_addr or "-"}
