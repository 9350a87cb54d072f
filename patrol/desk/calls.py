"""代报: an officer writes down what somebody told by telephone; the same form sent twice opens one case."""

from __future__ import annotations

import uuid

from flask import current_app, g, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from patrol.domain import calls, reports
from patrol.domain.errors import Conflict, Invalid
from patrol.domain.rules import KINDS
from patrol.extensions import reading
from patrol.models import Case
from patrol.models.areas import TOWN, VILLAGE, county, under
from patrol.naming import naming
from patrol.storage_problems import SweptAway

from . import call_form, uploads
from .gate import gated
from .spoken import area_name, kind_name, say

blueprint = gated("calls")


@blueprint.get("/calls")
def form():
    return _page(call_form.blank(str(uuid.uuid4()), g.now), {})


@blueprint.post("/calls")
def take():
    typed = call_form.read(request.form)
    if not call_form.UUID.fullmatch(typed["report"]):
        typed["report"] = str(uuid.uuid4())
    wrong = call_form.problems(typed, g.now)
    if wrong:
        return _page(typed, wrong), 422
    try:
        return _stored_and_received(typed)
    except SweptAway:
        return _stored_and_received(typed)  # the sweep took the same bytes, left there once, just before
    except uploads.NotAPhoto as problem:
        return _page(typed, {"photos": f"{problem.name[:80]}: {say(problem.code)}"}), 422


def _stored_and_received(typed: dict[str, str]):
    return _receive(typed, uploads.store(request.files.getlist("photos")))


def _receive(typed: dict[str, str], stored: list):
    facts, caller = call_form.facts(typed, [one.named() for one in stored]), call_form.caller(typed)

    def receive():
        with naming([one.sha256 for one in stored], current_app.extensions["storage"]) as session:
            _report, new = calls.receive(session, typed["report"], facts, caller, g.actor, g.now)
            if new:
                uploads.hold(session, g.actor, stored, g.now)

    try:
        try:
            receive()
        except IntegrityError:
            receive()  # the same form twice at once: the other one was first, and this one now finds it
    except Conflict:
        return _page(typed, {}, already=typed["report"]), 409
    except Invalid:
        return _page(typed, {"area": say("call.wrong.area")}), 422
    return redirect(url_for(".taken", report_id=typed["report"]))


@blueprint.get("/calls/<uuid:report_id>")
def taken(report_id):
    """The number, to tell the caller; to the one who took the call."""
    with reading() as session:
        report = reports.own(session, str(report_id), g.actor).report
        case = session.get(Case, report.case_id)
        return render_template("desk/call_taken.html", case=case, kind=kind_name(case.kind),
                               place=area_name(case.area.name), source=report.body["source"])  # fmt: skip


def _page(typed: dict, wrong: dict, already: str | None = None):
    with reading() as session:
        home = county(session).area.path
        villages: dict[str, list] = {}
        for one in under(session, home, VILLAGE):
            villages.setdefault(one.parent_id, []).append((one.code, area_name(one.name)))
        towns = [(one.code, one.name, villages.get(one.id, [])) for one in under(session, home, TOWN)]
    return render_template(
        "desk/call.html", typed=typed, problems=wrong, already=already, towns=towns,
        kinds=[(one, kind_name(one)) for one in KINDS],
        sources=[(one, say(f"call.source.{one}")) for one in calls.STARTS_AT],
        conceals=[(one, say(f"call.conceal.{one}")) for one in call_form.CONCEAL],
    )  # fmt: skip
