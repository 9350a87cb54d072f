"""自然资源所: list, add, rename, close; which towns each serves is chosen on the town's page."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for

from patrol.domain import stations
from patrol.domain.errors import Conflict, Invalid
from patrol.extensions import reading, writing
from patrol.models import area_lists

from .areas import blueprint, say, told

ID = "<int(max=2147483647):station_id>"


@blueprint.get("/areas/stations")
def station_list():
    return _list("", {})


def _list(name: str, problems: dict):
    with reading() as session:
        rows = [
            (one, towns, area_lists.people_at_station(session, one.id, g.now))
            for one, towns in area_lists.stations_with_towns(session)
        ]
        served = {town.id for _, towns, _ in rows for town in towns}
        alone = [town for town in area_lists.towns(session) if town.id not in served]
    return render_template("desk/area_stations.html", rows=rows, alone=alone, name=name, problems=problems)


@blueprint.post("/areas/stations")
def add_station():
    name = request.form.get("name", "").strip()[:200]
    try:
        with writing() as session:
            stations.add(session, name, g.actor, g.now)
    except (Invalid, Conflict) as problem:
        return _list(name, {"name": told(problem)}), 422
    flash(say("areas.station_added", name=name), "")
    return redirect(url_for(".station_list"))


@blueprint.get(f"/areas/stations/{ID}")
def station(station_id):
    return _station(station_id, None, {})


def _station(station_id: int, name: str | None, problems: dict):
    with reading() as session:
        one = stations.find(session, station_id)
        towns = next(towns for other, towns in area_lists.stations_with_towns(session) if other.id == one.id)
        people = area_lists.people_at_station(session, one.id, g.now)
    given = one.name if name is None else name
    return render_template(
        "desk/area_station.html", station=one, towns=towns, people=people, name=given, problems=problems
    )


@blueprint.post(f"/areas/stations/{ID}/name")
def rename_station(station_id):
    name = request.form.get("name", "").strip()[:200]
    try:
        with writing() as session:
            changed = stations.rename(session, stations.find(session, station_id), name, g.actor, g.now)
    except (Invalid, Conflict) as problem:
        return _station(station_id, name, {"name": told(problem)}), 422
    flash(say("areas.changed" if changed else "areas.unchanged"), "")
    return redirect(url_for(".station", station_id=station_id))


@blueprint.post(f"/areas/stations/{ID}/closing")
def close_station(station_id):
    with writing() as session:
        one = stations.find(session, station_id)
        stations.close(session, one, g.actor, g.now)
    flash(say("areas.closed", name=one.name), "")
    return redirect(url_for(".station_list"))
