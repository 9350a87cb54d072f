"""Add an area, change it, give it to a station, draw it, close it."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, g, redirect, render_template, request, url_for

from patrol.domain import area_codes, area_shapes, boundaries, keeping_areas, stations
from patrol.domain.errors import Conflict, Invalid, Problem
from patrol.extensions import reading, writing
from patrol.models import Area
from patrol.models import areas as area_table

from .areas import ID, area_page, around, blueprint, find_area, say, told


@blueprint.get(f"/areas/{ID}/new")
def new(area_id):
    return _new_form(area_id, {}, {})


@blueprint.post(f"/areas/{ID}/new")
def add(area_id):
    given = _typed("name", "code", "station")
    try:
        with writing() as session:
            parent = find_area(session, area_id)
            made = keeping_areas.add(
                session, area_codes.clean(given["code"]) or given["code"], given["name"], _level_in(parent),
                parent.code, given["station"] or None, g.actor, g.now,
            )  # fmt: skip
    except (Invalid, Conflict) as problem:
        return _new_form(area_id, given, _beside(problem)), 422
    flash(say("areas.added", name=made.name), "")
    return redirect(url_for(".area", area_id=area_id))


def _new_form(area_id: int, given: dict, problems: dict):
    with reading() as session:
        parent = find_area(session, area_id)
        level, names = _level_in(parent), [(one.name, one.name) for one in area_table.stations(session)]
    return render_template(
        "desk/area_form.html", area=None, parent=parent, level=level, given=given, problems=problems, stations=names
    )


def _level_in(parent: Area) -> str:
    level = next((level for level, above in area_codes.PARENT.items() if above == parent.level), None)
    if level is None or parent.to_on is not None:
        abort(404)
    return level


def _typed(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "").strip()[:200] for name in names}


def _beside(problem: Problem) -> dict[str, str]:
    """Beside which field the words stand."""
    fields = {
        "bad_area_name": "name",
        "bad_area_code": "code",
        "code_taken": "code",
        "ends_before_it_begins": "from_on",
    }
    return {fields.get(problem.code, "name"): told(problem)}


@blueprint.get(f"/areas/{ID}/edit")
def edit(area_id):
    with reading() as session:
        area = find_area(session, area_id)
    given = {"name": area.name, "code": area.code, "from_on": area.from_on and area.from_on.isoformat()}
    return _edit_form(area, given, {})


@blueprint.post(f"/areas/{ID}/edit")
def change(area_id):
    given = _typed("name", "code", "from_on")
    try:
        with writing() as session:
            area = find_area(session, area_id)
            from_on = _day(given["from_on"])
            code = area_codes.clean(given["code"]) or given["code"]
            changed = keeping_areas.change(session, area, given["name"], code, from_on, g.actor, g.now)
    except (Invalid, Conflict) as problem:
        return _edit_form(area, given, _beside(problem)), 422
    flash(say("areas.changed" if changed else "areas.unchanged"), "")
    return redirect(url_for(".area", area_id=area_id))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("ends_before_it_begins") from None


def _edit_form(area: Area, given: dict, problems: dict):
    return render_template(
        "desk/area_form.html", area=area, parent=None, level=area.level, given=given, problems=problems, stations=[]
    )


@blueprint.post(f"/areas/{ID}/closing")
def close(area_id):
    with writing() as session:
        area = find_area(session, area_id)
        keeping_areas.close(session, area, g.actor, g.now)
    flash(say("areas.closed", name=area.name), "")
    return redirect(url_for(".area", area_id=area.parent_id))


@blueprint.post(f"/areas/{ID}/station")
def serve(area_id):
    """The town goes to another station, and its cases with it."""
    chosen = request.form.get("station", "")
    with writing() as session:
        town = find_area(session, area_id)
        station = stations.find(session, int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
        changed = stations.serve(session, town, station, g.actor, g.now)
    flash(say("areas.served" if changed else "areas.unchanged", town=town.name, station=station and station.name), "")
    return redirect(url_for(".area", area_id=area_id))


# ---- the boundary


@blueprint.post(f"/areas/{ID}/boundary")
def draw(area_id):
    """Give or replace the boundary by a GeoJSON of one polygon, or of several of which one has this code."""
    sent = request.files.get("file")
    content = sent.read() if sent else b""
    try:
        with writing() as session:
            area = find_area(session, area_id)
            geometry, notes = _geometry(area, content)
            synthetic = bool(request.form.get("synthetic"))
            keeping_areas.set_boundary(session, area, geometry, synthetic, g.actor, g.now)
            if boundaries.lies_outside(geometry, around(area)):
                notes = [*notes, "outside_parent"]
    except Problem as problem:
        return area_page(area_id, {"file": told(problem)})
    flash(say("areas.drawn"), "")
    for note in notes:
        flash(say(f"areas.warning.{note}"), "warned")
    return redirect(url_for(".area", area_id=area_id))


def _geometry(area: Area, content: bytes) -> tuple[dict, list[str]]:
    if not content.strip():
        raise Invalid("empty_file")
    if not area_shapes.is_geojson(content):
        raise Invalid("not_geojson")
    collection = area_shapes.collection_of(content)
    boundaries.check_crs(collection)
    features = [one for one in collection["features"] if isinstance(one, dict)]
    if len(features) != 1:
        read = area_shapes.shapes(content, None, {area.code})
        features = [{"geometry": row.geometry} for row in read.rows if row.code == area.code]
    if len(features) != 1:
        raise Invalid("not_one_feature")
    return boundaries.read(features[0].get("geometry"))


@blueprint.post(f"/areas/{ID}/boundary/removal")
def undraw(area_id):
    with writing() as session:
        area = find_area(session, area_id)
        if area.boundary is not None:
            keeping_areas.set_boundary(session, area, None, False, g.actor, g.now)
    flash(say("areas.undrawn"), "")
    return redirect(url_for(".area", area_id=area_id))
