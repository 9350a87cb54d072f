"""Outlines of areas for the small map: no tiles, so that it works without a network."""

from __future__ import annotations

from flask import g, jsonify

from patrol.extensions import reading
from patrol.models.areas import codes_of, county, with_boundary

from .gate import gated

blueprint = gated("areas")


@blueprint.get("/outlines")
def outlines():
    """Towns of the whole county; villages only of the towns the reader belongs to."""
    with reading() as session:
        home = county(session).area.code
        towns = {codes_of(post.path)[1] for post in g.actor.posts if post.path and len(codes_of(post.path)) > 1}
        areas = [one for one in with_boundary(session) if _is_wanted(one, towns, home)]
        return jsonify(
            synthetic=any(one.synthetic for one in areas),
            areas=[
                {"code": one.code, "name": one.name, "level": one.level, "rings": _rings(one.boundary)}
                for one in sorted(areas, key=lambda one: one.code)
            ],
        )


def _is_wanted(area, towns: set[str], home: str) -> bool:
    return area.level != "village" or not towns or codes_of(area.path)[1] in towns


def _rings(boundary: dict) -> list:
    polygons = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]
