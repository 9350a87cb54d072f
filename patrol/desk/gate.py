"""Every page of the office passes here: signed in, with a post that may open this part, forms with their token."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from patrol import words
from patrol.domain.errors import Problem
from patrol.extensions import db, reading
from patrol.models.areas import county

from . import parts, warnings
from .paging import with_arguments

OPEN_VIEWS = {
    "desk_sign_in.form", "desk_sign_in.enter", "desk_sign_in.password_form", "desk_sign_in.choose_password"
}  # fmt: skip
# Open to whoever may open any part of the office.
COMMON = {"sign_in", "home"}
# Ten usual photos or four of the largest; each view sets its own smaller limits.
BODY_MOST = 260 * 1024 * 1024
_most: dict[str, int] = {}  # by blueprint, where it is less
CODES = {400: "form_expired", 403: "office_only", 404: "no_such_page", 405: "wrong_method", 413: "file_too_large"}


def gated(name: str, body_most: int = BODY_MOST) -> Blueprint:
    """A blueprint whose views only those may call whom `parts.PARTS` names for it; no body is larger than that."""
    _most[f"desk_{name}"] = body_most
    blueprint = Blueprint(
        f"desk_{name}", f"patrol.desk.{name}", url_prefix="/desk", template_folder="templates",
        static_folder="static/dist", static_url_path="/static",
    )  # fmt: skip
    blueprint.before_request(guard)
    blueprint.context_processor(common)
    blueprint.register_error_handler(Problem, problem_page)
    blueprint.register_error_handler(HTTPException, http_page)
    return blueprint


def guard():
    g.now = current_app.config["CLOCK"]()
    if request.endpoint.endswith(".static"):
        return None
    request.max_content_length = _most_for_this()  # before the form is read for its token
    if "\x00" in request.full_path:
        abort(404)  # PostgreSQL's text holds no NUL, so nothing has such a name
    if request.method == "POST" and not _token_matches():
        abort(400)
    if request.endpoint in OPEN_VIEWS:
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("desk_sign_in.form", next=request.path))
    actor = current_user.actor
    if not actor.roles & _roles_of(request.blueprint.removeprefix("desk_")):
        abort(403)
    g.actor = actor
    return None


def _most_for_this() -> int:
    """What is larger than any other form is read only from those who are signed in: it fills a disk."""
    most = _most[request.blueprint]
    if most <= BODY_MOST or request.method != "POST":
        return most
    with reading():
        return most if current_user.is_authenticated else BODY_MOST


def _roles_of(name: str) -> frozenset[str]:
    return parts.OFFICE if name in COMMON else parts.BY_NAME[name].roles


def token() -> str:
    if "form" not in cookie:
        cookie["form"] = secrets.token_urlsafe(16)
    return cookie["form"]


def _token_matches() -> bool:
    given, kept = request.form.get("form_token", ""), cookie.get("form")
    return kept is not None and secrets.compare_digest(given.encode(), kept.encode())


def problem_page(problem: Problem):
    """What the domain refuses is said in its words, on a page with a way back."""
    return render_template("desk/problem.html", code=problem.code, fields=problem.fields), problem.status


def http_page(error: HTTPException):
    if error.code not in CODES:
        return error
    return render_template("desk/problem.html", code=CODES[error.code], fields={}), error.code


def language() -> str:
    return request.accept_languages.best_match(words.LANGUAGES, words.LANGUAGES[0])


def say(key: str, /, **values) -> str:
    """In the reader's language."""
    return words.words(language(), key, **values)


def common() -> dict:
    with reading():
        home = county(db.session)
        demo, name = (home.demo, home.area.name) if home else (False, "")
    actor = getattr(g, "actor", None)
    return {
        "t": say, "language": language(), "form_token": token, "demo": demo, "county_name": name,
        "menu": parts.open_to(actor.roles) if actor else [], "with_arguments": with_arguments,
        "warnings": warnings.here(),
    }  # fmt: skip
