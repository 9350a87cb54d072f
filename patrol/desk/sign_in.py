from __future__ import annotations

from flask import abort, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import login_user, logout_user

from patrol.domain import reset_codes, signing_in
from patrol.domain.errors import Problem
from patrol.extensions import reading, writing
from patrol.models import Person
from patrol.signed_in import SignedIn, signed_in_here

from .gate import gated

blueprint = gated("sign_in")


@blueprint.get("/sign-in")
def form():
    return render_template("desk/sign_in.html", username="", problem=None)


@blueprint.post("/sign-in")
def enter():
    username, password = request.form.get("username", "")[:80], request.form.get("password", "")[:1000]
    keys = {"account": username.lower(), "address": request.remote_addr or "-"}
    try:
        person = _check(username, password, keys)
    except Problem as problem:
        page = render_template("desk/sign_in.html", username=username, problem=problem)
        return page, problem.status
    _let_in(person.id)
    return redirect(_next())


def _let_in(person_id: str) -> None:
    with writing() as session:
        person = session.get(Person, person_id)
        device = signing_in.new_device(session, person, request.user_agent.string[:80] or "?", g.now)
        signed_in = SignedIn(signing_in.session_key(person, device), None, signing_in.Heard(g.now))
    cookie.clear()
    cookie["day"], cookie.permanent = g.now.date().isoformat(), True
    login_user(signed_in)


@blueprint.get("/sign-in/password")
def password_form():
    return render_template("desk/new_password.html", code="", problem=None)


@blueprint.post("/sign-in/password")
def choose_password():
    """A one-time code and a password of one's own, as over the API."""
    code, password = request.form.get("code", "")[:40], request.form.get("password", "")[:1000]
    keys = {"code": request.remote_addr or "-", "codes": "all"}
    try:
        with reading() as session:
            signing_in.throttle(session, keys, g.now)
            reset_codes.check(session, code, password, g.now, here=signed_in_here())
        hashed = signing_in.hash_password(password)
        with writing() as session:
            person_id = reset_codes.redeem(session, code, hashed, now=g.now).id
    except Problem as problem:
        if problem.code == "reset_code_wrong":
            with writing() as session:
                signing_in.failed(session, keys, g.now)
        return render_template("desk/new_password.html", code=code, problem=problem), problem.status
    _let_in(person_id)
    return redirect(url_for("desk_home.home"))


def _check(username: str, password: str, keys: dict) -> Person:
    with reading() as session:
        signing_in.throttle(session, keys, g.now)
        person = signing_in.find(session, username)
        allowed = person is None or signing_in.may_use_demo_password(session, person, password, request.remote_addr)
    if signing_in.is_right(person, password) and allowed:
        return person
    with writing() as session:
        signing_in.failed(session, keys, g.now)
    raise Problem("wrong_password")


def _next() -> str:
    wanted = request.args.get("next", "")
    return wanted if wanted.startswith("/desk/") else url_for("desk_home.home")


@blueprint.post("/sign-out")
def leave():
    if not getattr(g, "actor", None):
        abort(403)
    with writing() as session:
        signing_in.revoke(session, g.actor, g.actor.device_id, g.now)
    logout_user()
    cookie.clear()
    return redirect(url_for("desk_sign_in.form"))
