"""Areas from a file: choose it once, see what it would do line by line, and only then have it written."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for

from patrol.domain import area_checks, area_imports
from patrol.domain.area_tables import MOST_BYTES
from patrol.domain.errors import Conflict, Problem
from patrol.domain.waiting import AREAS
from patrol.extensions import reading, writing

from .areas import blueprint, say, told

PAGE = 100


@blueprint.get("/areas/imports")
def choose_file():
    return render_template("desk/area_file.html", problems={}, most=MOST_BYTES >> 20)


@blueprint.post("/areas/imports")
def take_file():
    sent = request.files.get("file")
    name, content = (sent.filename or "", sent.read()) if sent else ("", b"")
    try:
        with reading() as session:
            area_imports.readable(session, content)
        with writing() as session:
            kept = AREAS.keep(session, g.actor, content, now=g.now, name=name[-120:] or "?")
    except Problem as problem:
        page = render_template("desk/area_file.html", problems={"file": told(problem)}, most=MOST_BYTES >> 20)
        return page, 422
    return redirect(url_for(".check_file", file_id=kept.id))


@blueprint.get("/areas/imports/<file_id>")
def check_file(file_id):
    return _check_page(file_id)


def _options() -> dict:
    return {"wanted": request.args.get("property") or None, "synthetic": bool(request.args.get("synthetic"))}


def _check_page(file_id: str, problem: str | None = None):
    with reading() as session:
        kept = AREAS.find(session, g.actor, file_id, g.now)
        checked = area_checks.check(session, kept.content, **_options())
    # What somebody must look at stands first.
    items = sorted(checked.wrong + checked.changes, key=lambda item: (item.why is None, not item.warnings, item.line))
    begin = request.args.get("cursor", "")
    begin = int(begin) if begin.isdecimal() and len(begin) < 9 else 0
    cursor = str(begin + PAGE) if len(items) > begin + PAGE else None
    return render_template(
        "desk/area_check.html", file=kept, checked=checked, items=items[begin : begin + PAGE], cursor=cursor,
        problem=problem, same=len(checked.doing(area_checks.SAME)),
    )  # fmt: skip


@blueprint.post("/areas/imports/<file_id>/confirmation")
def confirm_file(file_id):
    with reading() as session:
        content = AREAS.find(session, g.actor, file_id, g.now).content
        checked = area_checks.check(session, content, **_options())
    agreed, without_wrong = request.form.get("agreed", ""), bool(request.form.get("without_wrong"))
    try:
        with writing() as session:
            kept = AREAS.find(session, g.actor, file_id, g.now)
            area_imports.confirm(session, kept, checked, agreed, without_wrong, g.actor, g.now)
    except Conflict as problem:
        return _check_page(file_id, told(problem)), problem.status
    count = len(checked.changes)
    flash(say("areas.imported", count=count) if count else say("areas.nothing_imported"), "")
    return redirect(url_for(".listing"))


@blueprint.post("/areas/imports/<file_id>/dismissal")
def drop_file(file_id):
    with writing() as session:
        AREAS.drop(session, g.actor, file_id, g.now)
    flash(say("areas.dismissed"), "")
    return redirect(url_for(".choose_file"))
