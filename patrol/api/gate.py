"""Every blueprint passes here: who is signed in, what may be written, and in what content type.

A view is open to the unsigned only when it says so with `@no_sign_in`; a test walks the url map.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import wraps

from flask import Blueprint, current_app, g, request
from flask import session as cookie
from flask_login import current_user
from werkzeug.exceptions import NotFound

from patrol import faults
from patrol.domain import signing_in, waiting_phones
from patrol.domain.errors import Invalid, Problem, Refused, Unknown
from patrol.domain.times import offset_of, parse
from patrol.extensions import db, reading, writing
from patrol.models.areas import county

from .schemas import a_time

OPEN_VIEWS: set[str] = set()
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
BODY_MOST = 256 * 1024
CONTACT_EVERY = timedelta(minutes=10)
UNSENT = re.compile(r"([0-9]{1,5})(?:; for=([0-9]{1,9}))?", re.ASCII)


class WrongType(Problem):
    status = 415


def gated(name: str) -> Blueprint:
    """A blueprint under /api behind the gate."""
    blueprint = Blueprint(name, f"patrol.api.{name}", url_prefix="/api")
    blueprint.before_request(guard)
    return blueprint


def no_sign_in(view):
    """Marks a view that answers people who are not signed in."""
    OPEN_VIEWS.add(f"{view.__module__.rsplit('.', 1)[-1]}.{view.__name__}")
    return view


def guard() -> None:
    g.now = current_app.config["CLOCK"]()
    if "\x00" in request.path:
        raise NotFound  # PostgreSQL's text holds no NUL, so nothing has such a name
    if request.method in WRITES:
        _refuse_forgery()
    if request.endpoint in OPEN_VIEWS:
        return
    user = current_user._get_current_object()
    if not user.is_authenticated:
        # The sign-in screen, too, says that these are demo data.
        with reading() as session:
            home = county(session)
            raise Unknown("signed_out", **({"demo": True} if home and home.demo else {}))
    g.actor = user.actor
    _renew(user.heard)


def _refuse_forgery() -> None:
    if request.headers.get("X-Requested-With") != "patrol":
        raise Refused("not_from_the_app")
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Refused("cross_site")


def _renew(heard: signing_in.Heard) -> None:
    """A device's sign-in lasts 400 days from its last use; the cookie is sent again once a day."""
    today = g.now.date().isoformat()
    if cookie.get("day") != today:
        cookie["day"] = today
        cookie.permanent = True
    said = unsent()
    news = said is not None and waiting_phones.is_news(said, heard.unsent, heard.unsent_at, g.now)
    if news or g.now - heard.at > CONTACT_EVERY:
        with writing() as session:
            signing_in.touch(session, g.actor.device_id, g.now)
            if news:
                waiting_phones.tell(session, g.actor.device_id, said, g.now)


def unsent() -> waiting_phones.Unsent | None:
    """How many things the phone says wait on it: "X-Unsent: 3; for=5400", the seconds by no clock of anybody's."""
    given = request.headers.get("X-Unsent")
    if given is None:
        return None
    found = UNSENT.fullmatch(given)
    if found is None:
        raise Invalid("invalid", **{"X-Unsent": "not a number; for=seconds"})
    return waiting_phones.Unsent(int(found[1]), timedelta(seconds=int(found[2] or 0)))


def device_offset() -> timedelta:
    """How far this phone's clock is off, measured on this very request."""
    given = request.headers.get("X-Device-Time")
    if not given:
        return offset_of(None, g.now)
    try:
        return offset_of(parse(a_time(given)), g.now)
    except ValueError:
        raise Invalid("invalid", **{"X-Device-Time": "not a time"}) from None


def takes(schema):
    """The JSON body as the schema's canonical form. JSON counts only as application/json: a form cannot send that."""

    def wrap(view):
        @wraps(view)
        def checked(*args, **kwargs):
            if request.mimetype != "application/json":
                raise WrongType("json_only")
            return view(*args, body=schema.parse(_body()), **kwargs)

        checked.body_schema = schema
        return checked

    return wrap


def _body() -> bytes:
    """Read no further than the most that is taken: a chunked body announces no length."""
    raw = b"" if (request.content_length or 0) > BODY_MOST else request.stream.read(BODY_MOST + 1)
    if not raw and request.content_length or len(raw) > BODY_MOST:
        raise Invalid("body_too_large")
    faults.reach("body.read")
    return raw


def release() -> None:
    """Give the database connection back before anything slow."""
    db.session.close()
