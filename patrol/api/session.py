"""Sign in, who am I, sign out, and the six-digit code that moves a sign-in to another browser."""

from __future__ import annotations

from flask import current_app, g, jsonify, request
from flask import session as cookie
from flask_login import current_user, login_user, logout_user

from patrol.domain import reset_codes, signing_in
from patrol.domain.actors import actor
from patrol.domain.errors import Refused
from patrol.extensions import reading, writing
from patrol.models import Person
from patrol.models.areas import county
from patrol.signed_in import SignedIn, signed_in_here
from patrol.version import VERSION

from . import present, schemas
from .gate import gated, no_sign_in, takes

blueprint = gated("session")
# The first that the user agent holds: the rarer names stand before those that everybody also claims.
BROWSERS = ("MicroMessenger", "HuaweiBrowser", "Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac", "Linux")


@blueprint.post("/session")
@no_sign_in
@takes(schemas.Credentials)
def sign_in(body):
    keys = {"account": body["username"].lower()[:80], "address": request.remote_addr or "-"}
    with reading() as session:
        signing_in.throttle(session, keys, g.now)
        person = signing_in.find(session, body["username"])
        allowed = person is None or signing_in.may_use_demo_password(
            session, person, body["password"], request.remote_addr
        )
    # Outside any transaction: argon2 takes 23 ms, and nobody should wait for it with a lock in hand.
    if not (signing_in.is_right(person, body["password"]) and allowed):
        with writing() as session:
            signing_in.failed(session, keys, g.now)
        raise Refused("wrong_password")
    enter(person.id)
    return jsonify(me())


@blueprint.get("/session")
def who_am_i():
    return jsonify(me())


@blueprint.delete("/session")
def sign_out():
    with writing() as session:
        signing_in.revoke(session, g.actor, g.actor.device_id, g.now)
    logout_user()
    cookie.clear()
    return "", 204


@blueprint.post("/session/transfer")
def start_transfer():
    with writing() as session:
        code, expires_at = signing_in.start_transfer(session, g.actor, g.now)
    return jsonify(code=code, expires_at=present.iso(expires_at))


@blueprint.post("/session/transfer/redemption")
@no_sign_in
@takes(schemas.Code)
def redeem_transfer(body):
    keys = {"code": request.remote_addr or "-", "codes": "all"}
    with reading() as session:
        signing_in.throttle(session, keys, g.now)
    with writing() as session:
        person = signing_in.redeem_transfer(session, body["code"], g.now)
        if person is None:
            signing_in.failed(session, keys, g.now)
    if person is None:
        raise Refused("code_wrong")
    enter(person.id)
    return jsonify(me())


@blueprint.post("/session/password")
@no_sign_in
@takes(schemas.NewPassword)
def choose_password(body):
    """A one-time code of the office's and a password of one's own; it signs this browser in."""
    keys = {"code": request.remote_addr or "-", "codes": "all"}
    try:
        with reading() as session:
            signing_in.throttle(session, keys, g.now)
            reset_codes.check(session, body["code"], body["password"], g.now, here=signed_in_here())
        # Outside any transaction, and only for a code that is good: hashing is slow on purpose.
        hashed = signing_in.hash_password(body["password"])
        with writing() as session:
            person_id = reset_codes.redeem(session, body["code"], hashed, now=g.now).id
    except Refused:
        with writing() as session:
            signing_in.failed(session, keys, g.now)
        raise
    enter(person_id)
    return jsonify(me())


def enter(person_id: str, card_id: str | None = None) -> None:
    """Sign this browser in as a device of its own."""
    with writing() as session:
        person = session.get(Person, person_id)
        device = signing_in.new_device(session, person, _label(), g.now, card_id)
        known = actor(person, g.now, device.id)
        signed_in = SignedIn(signing_in.session_key(person, device), known, signing_in.Heard(g.now))
    cookie.clear()  # nothing of an earlier session is carried into this one
    cookie.permanent = True
    cookie["day"] = g.now.date().isoformat()
    login_user(signed_in)
    g.actor = current_user.actor


def me() -> dict:
    with reading() as session:
        said = present.me(session, g.actor, county(session), g.now, VERSION)
    return said | {"sealing": present.sealing(current_app.extensions["sealing"].newest, current_user.key)}


def _label() -> str:
    """Enough of the browser's name for its owner to know it again in the list, where it stands in people's words."""
    agent = request.user_agent.string
    return f"{_first_in(agent, BROWSERS)} · {_first_in(agent, SYSTEMS)}"


def _first_in(agent: str, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in agent), "?")
