"""A list of people from a spreadsheet: upload, look at what would be done, take it over, have the wrong rows back."""

from __future__ import annotations

from urllib.parse import quote

from flask import g, redirect, render_template, request, url_for

from patrol.domain.errors import Conflict, Invalid, Problem
from patrol.domain.looking import decode_cursor, write_cursor
from patrol.domain.people_file import checking, columns, reading, staging
from patrol.domain.seats import Gazetteer
from patrol.domain.waiting import PEOPLE
from patrol.exports import people_xlsx
from patrol.extensions import reading as reads
from patrol.extensions import writing

from . import people_words
from .gate import say
from .people import blueprint

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/people/import")
def import_form():
    return render_template("desk/people_import.html", problem=None)


@blueprint.post("/people/import")
def upload():
    """Read in a process of its own, before any transaction; what comes of it waits for its owner."""
    try:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Invalid("sheet_missing")
        data = file.stream.read(reading.FILE_MOST + 1)
        sheet = reading.read(data)
    except Problem as problem:
        told = people_words.explain(problem.code, problem.fields)
        return render_template("desk/people_import.html", problem=told), 422
    with writing() as session:
        import_id = PEOPLE.keep(session, g.actor, data, now=g.now, sheet=sheet).id
    return redirect(url_for(".check", import_id=import_id))


@blueprint.get("/people/import/template.xlsx")
def template():
    with reads() as session:
        gazetteer = Gazetteer(session)
    codes = [
        (one.code, gazetteer.words_of(one), say(f"desk.people.level.{one.level}"))
        for one in gazetteer.by_code.values()
    ]
    titles = {name: say(f"desk.people.sheet.{name}") for name in ("people", "codes", "code", "place", "level")}
    roles = [columns.ROLE_WORDS[role][0] for role in columns.ROLE_WORDS if role not in checking.BY_HAND]
    made = people_xlsx.template(_headings(), roles, say("desk.people.sheet.note"), codes, titles)
    return _file(made, say("desk.people.sheet.template_file"))


def _headings() -> list[str]:
    return [columns.HEADINGS[field][0] for field in reading.FIELDS]


def _file(content: bytes, name: str):
    disposition = f"attachment; filename=patrol.xlsx; filename*=UTF-8''{quote(name)}.xlsx"
    return content, 200, {"Content-Type": XLSX, "Content-Disposition": disposition, "Cache-Control": "no-store"}


@blueprint.get("/people/import/<uuid:import_id>")
def check(import_id):
    return _check_page(str(import_id))


def _check_page(import_id: str, problem: str | None = None):
    with reads() as session:
        staged = PEOPLE.find(session, g.actor, import_id, g.now)
        plan = staging.plan_of(session, staged, g.now)
        sheet = staged.sheet
    done = sheet.get("done")
    counts = done or plan.counts()
    wanted = request.args.get("show")
    show = wanted if wanted in checking.STATES else next((one for one in checking.STATES if counts[one]), "new")
    rows, cursor = _rows(plan.of(show), request.args.get("cursor"))
    page = render_template(
        "desk/people_check.html", import_id=import_id, counts=counts, show=show, rows=rows, cursor=cursor, done=done,
        states=checking.STATES, ignored=sheet["ignored"], digest=plan.digest(), problem=problem,
        until=staged.expires_at.astimezone(people_words.CHINA).strftime("%H:%M"),
    )  # fmt: skip
    return (page, 409) if problem else page


def _rows(found: list, cursor: str | None) -> tuple[list[dict], str | None]:
    """A page of rows, as they go by their number in the file."""
    after = 0
    if cursor:
        parts = decode_cursor(cursor)
        if len(parts) != 1 or not isinstance(parts[0], int):
            raise Invalid("bad_cursor")
        after = parts[0]
    later = [one for one in found if one.number > after]
    shown = later[:PAGE]
    return [_row(one) for one in shown], write_cursor([shown[-1].number]) if len(later) > PAGE else None


def _row(one) -> dict:
    post = f"{say('role.' + one.seat.role)} · {one.seat.place}" if one.seat else one.row["code"]
    return {
        "number": one.number, "name": one.name or one.row["name"], "phone": one.phone or one.row["phone"],
        "post": post, "why": _why(one), "back": one.back,
    }  # fmt: skip


def _why(one) -> list[str]:
    return [people_words.explain(code, fields) for code, fields in one.why]


@blueprint.post("/people/import/<uuid:import_id>/confirmation")
def confirm(import_id):
    id_ = str(import_id)
    try:
        with writing() as session:
            staging.confirm(session, g.actor, id_, request.form.get("digest", "")[:64], now=g.now)
    except Conflict as problem:
        return _check_page(id_, people_words.explain(problem.code, problem.fields))
    return redirect(url_for(".check", import_id=id_))


@blueprint.get("/people/import/<uuid:import_id>/wrong.xlsx")
def wrong_rows(import_id):
    with reads() as session:
        staged = PEOPLE.find(session, g.actor, str(import_id), g.now)
        wrong = staging.plan_of(session, staged, g.now).of("wrong")
        # A heading that the reader knows as none of its own: the mended file can be brought again as it is.
        rows = [(checking.cells(one), say("desk.people.row", n=one.number) + " ".join(_why(one))) for one in wrong]
    made = people_xlsx.wrong_rows([*_headings(), say("desk.people.sheet.why")], rows, say("desk.people.sheet.wrong"))
    return _file(made, say("desk.people.sheet.wrong_file"))


@blueprint.post("/people/import/<uuid:import_id>/removal")
def drop(import_id):
    with writing() as session:
        PEOPLE.drop(session, g.actor, str(import_id), g.now)
    return redirect(url_for(".people_list"))
