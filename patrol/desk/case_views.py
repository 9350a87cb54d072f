"""Saved views: kept from the list, renamed and removed on a page of their own; a link of one works for anybody."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from patrol.domain import looking, saved_views
from patrol.domain.errors import Conflict, Invalid
from patrol.extensions import reading, writing
from patrol.models import lists, views

from . import case_filters
from .cases import COUNTED, blueprint, how_many
from .spoken import listed, say


def _kept(query: str) -> str:
    """Only our own filters, and no page of them."""
    given = [(name, value) for name, value in parse_qsl(query[:2000]) if name in case_filters.NAMES]
    return urlencode(given)[:1000]


@blueprint.post("/cases/views")
def save_view():
    query = _kept(request.form.get("query", ""))
    with writing() as session:
        saved_views.save(session, g.actor, request.form.get("name", ""), query, g.now)
    flash(say("caselist.view_saved"), "")
    return redirect(f"{url_for('.listed')}?{query}")


@blueprint.get("/cases/views")
def saved_views_page():
    return _page({})


@blueprint.post("/cases/views/<uuid:view_id>")
def rename_view(view_id):
    name = request.form.get("name", "")
    try:
        with writing() as session:
            saved_views.rename(session, g.actor, str(view_id), name)
    except (Conflict, Invalid) as problem:
        return _page({str(view_id): (name, say(f"error.{problem.code}"))}), 422
    flash(say("caselist.view_renamed"), "")
    return redirect(url_for(".saved_views_page"))


@blueprint.post("/cases/views/<uuid:view_id>/removal")
def remove_view(view_id):
    with writing() as session:
        saved_views.remove(session, g.actor, str(view_id))
    flash(say("caselist.view_removed"), "")
    return redirect(url_for(".saved_views_page"))


def _page(problems: dict[str, tuple[str, str]]):
    with reading() as session:
        rows = [_row(session, view) for view in views.of_person(session, g.actor.id)]
    return render_template("desk/case_views.html", rows=rows, problems=problems)


def _row(session, view) -> dict:
    """Its filters in words and how many cases it finds; filters that no longer mean anything are said, too."""
    shown = {"id": view.id, "name": view.name, "query": view.query, "words": "", "number": ""}
    try:
        wanted = case_filters.read(session, MultiDict(parse_qsl(view.query)))
    except Invalid:
        return shown | {"words": say("caselist.view_broken")}
    sight = looking.sight(g.actor, wanted.filters)
    number = lists.count(session, sight, wanted.filters, g.now, COUNTED + 1)
    return shown | {"words": listed(wanted.words) or say("caselist.all"), "number": how_many(number)}
