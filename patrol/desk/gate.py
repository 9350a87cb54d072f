"""Every page of the office passes here: signed in, with a post in the county's office, forms with their token."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_login import current_user

from patrol import words
from patrol.extensions import db, reading
from patrol.models.areas import county

OFFICE = {"admin", "officer"}
OPEN_VIEWS = {"desk_sign_in.form", "desk_sign_in.enter", "desk_sign_in.static"}


def gated(name: str) -> Blueprint:
    blueprint = Blueprint(
        f"desk_{name}", f"patrol.desk.{name}", url_prefix="/desk", template_folder="templates",
        static_folder="static", static_url_path="/static",
    )  # fmt: skip
    blueprint.before_request(guard)
    blueprint.app_context_processor(common)
    return blueprint


def guard():
    g.now = current_app.config["CLOCK"]()
    if "\x00" in request.path:
        abort(404)  # PostgreSQL's text holds no NUL, so nothing has such a name
    if request.method == "POST" and not _token_matches():
        abort(400)
    if request.endpoint in OPEN_VIEWS or request.endpoint.endswith(".static"):
        return None
    with reading():
        signed_in = current_user.is_authenticated
    if not signed_in:
        return redirect(url_for("desk_sign_in.form", next=request.path))
    g.actor = current_user.actor
    if not g.actor.roles & OFFICE:
        abort(403)
    return None


def token() -> str:
    if "form" not in cookie:
        cookie["form"] = secrets.token_urlsafe(16)
    return cookie["form"]


def _token_matches() -> bool:
    given, kept = request.form.get("form_token", ""), cookie.get("form")
    return kept is not None and secrets.compare_digest(given.encode(), kept.encode())


def language() -> str:
    return request.accept_languages.best_match(words.LANGUAGES, words.LANGUAGES[0])


def common() -> dict:
    def say(key: str, **values) -> str:
        return words.words(language(), key, **values)

    with reading():
        home = county(db.session)
        demo, name = (home.demo, home.area.name) if home else (False, "")
    return {"t": say, "language": language(), "form_token": token, "demo": demo, "county_name": name}
