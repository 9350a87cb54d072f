from __future__ import annotations

from flask import g, jsonify, request

from patrol.domain import figures
from patrol.extensions import reading_pages

from .gate import gated

blueprint = gated("figures")


@blueprint.get("/figures")
def of_day():
    """Of each place how many cases are open, how many were closed this year, and what each step took; of today, or of
    the end of a day that is over."""
    with reading_pages() as session:
        where, day = _asked(session)
        lines, together = figures.of_day(session, g.actor, where, day)
        return jsonify(_head(where, day) | {"places": [_line(one) for one in lines], "together": _line(together)})


@blueprint.get("/figures/weeks")
def of_weeks():
    """The twelve weeks up to that day, for the county or town and for each place in it."""
    with reading_pages() as session:
        where, day = _asked(session)
        begins, trends, together = figures.of_weeks(session, g.actor, where, day)
        weeks = [one.isoformat() for one in begins]
        places = [_trend(one) for one in trends]
        return jsonify(_head(where, day) | {"weeks": weeks, "places": places, "together": _trend(together)})


def _asked(session) -> tuple:
    where = figures.scope(session, g.actor, request.args.get("town", "").replace("\x00", "")[:15] or None)
    return where, figures.read_day(request.args.get("date"), g.now)


def _head(where: figures.Scope, day) -> dict:
    return {"date": day.isoformat(), "by": where.level, "area": _area(where.area)}


def _area(area) -> dict:
    return {"code": area.code, "name": area.name, "level": area.level}


def _line(one: figures.Line) -> dict:
    place = {} if one.area is None else {"area": _area(one.area)}
    return place | {"open": one.open, "closed": one.closed, "took": one.took}


def _trend(one: figures.Trend) -> dict:
    place = {} if one.area is None else {"area": _area(one.area)}
    return place | {"opened": one.opened, "closed": one.closed}
