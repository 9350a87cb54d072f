"""People and posts: the list with its filters, and adding somebody."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for

from patrol.domain import leavers, people
from patrol.domain.errors import Invalid, Problem
from patrol.domain.looking import decode_cursor, write_cursor
from patrol.domain.seats import ROLES, Gazetteer
from patrol.extensions import reading, writing
from patrol.models.areas import TOWN, VILLAGE, by_code, stations, under
from patrol.models.people_lists import PeopleFilters, one_with_posts, people_page

from . import people_words
from .gate import gated, say

blueprint = gated("people")
PAGE = 50
STATES = ("active", "left", "all", "due")


@blueprint.get("/people")
def people_list():
    with reading() as session:
        filters = _filters(session)
        found = _found(session, filters)
        rows = [people_words.row(person, gazetteer_of(session), g.now) for person in found[:PAGE]]
        choices = _choices(session)
    cursor = write_cursor([found[PAGE - 1].id]) if len(found) > PAGE else None
    return render_template(
        "desk/people.html", rows=rows, cursor=cursor, **choices, filtered=bool(set(request.args) - {"cursor"})
    )


def _found(session, filters: PeopleFilters) -> list:
    if filters.state == "due":  # few, and the office sees to them until none is left
        return leavers.due(session, g.now, PAGE)
    return people_page(session, filters, _after(session), PAGE + 1, g.now)


def gazetteer_of(session):
    """One for the whole request."""
    if "gazetteer" not in g:
        g.gazetteer = Gazetteer(session)
    return g.gazetteer


def _filters(session) -> PeopleFilters:
    given = request.args
    area = given.get("village") or given.get("town")
    found = by_code(session, area) if area else None
    return PeopleFilters(
        area=(found.path if found else "-") if area else None,
        role=given.get("role") if given.get("role") in ROLES else None,
        station=_number(given.get("station", "")),
        state=given.get("state") if given.get("state") in STATES else "active",
        q=given.get("q", "").strip()[:40],
    )


def _number(text: str) -> int | None:
    """A station's id; what is none finds nobody."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _after(session) -> tuple[str, str] | None:
    """The cursor names the last person of the page before."""
    if not request.args.get("cursor"):
        return None
    parts = decode_cursor(request.args["cursor"])
    last = one_with_posts(session, parts[0]) if len(parts) == 1 and isinstance(parts[0], str) else None
    if last is None:
        raise Invalid("bad_cursor")
    return last.name, last.id


def _choices(session) -> dict:
    town = by_code(session, request.args["town"]) if request.args.get("town") else None
    return {
        "towns": [(one.code, one.name) for one in under(session, "", TOWN)],
        "villages": [(one.code, one.name) for one in under(session, town.path, VILLAGE)] if town else [],
        "station_choices": [(one.id, one.name) for one in stations(session)],
        "roles": [(role, say(f"role.{role}")) for role in ROLES],
        "states": [(state, say(f"desk.people.state.{state}")) for state in STATES],
    }


FIELDS = ("name", "phone", "role", "code", "station", "department")


@blueprint.get("/people/new")
def new():
    return _form({}, {})


@blueprint.post("/people/new")
def add():
    form = {name: request.form.get(name, "").strip()[:200] for name in FIELDS}
    problems = {}
    try:
        with writing() as session:
            seat = Gazetteer(session).seat(form["role"], form["code"], form["station"], form["department"])
            person = people.add(session, g.actor, form["name"], form["phone"], seat, now=g.now)
            if not person.phone:
                raise Invalid("phone_missing")
            person_id = person.id
    except Problem as problem:
        problems = {people_words.field_of(problem.code): people_words.explain(problem.code, problem.fields)}
        return _form(form, problems), 422
    flash(say("desk.people.added", name=form["name"]), "")
    return redirect(url_for(".person", person_id=person_id))


def _form(form: dict, problems: dict):
    with reading() as session:
        seats = people_words.seat_choices(session)
    return render_template("desk/person_new.html", form=form, problems=problems, **seats)
