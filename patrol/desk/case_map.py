"""在图上看: the cases of the list where they lie. Without a script the page is a plain list of them."""

from __future__ import annotations

from flask import g, render_template, request

from patrol.domain import looking
from patrol.extensions import reading

from . import case_filters, clocks
from .cases import LEVEL, blueprint
from .spoken import area_name, joined, kind_name, say

# More marks than that are one grey heap, and the most urgent are among the first.
MOST = 500


@blueprint.get("/cases/map")
def on_map():
    with reading() as session:
        wanted = case_filters.read(session, request.args)
        found, more = looking.page(session, g.actor, wanted.filters, None, MOST, now=g.now)
        placed = [case for case in found if case.lat is not None]
        return render_template(
            "desk/case_map.html", wanted=wanted, marks=[_mark(case) for case in placed], most=MOST if more else None,
            unplaced=len(found) - len(placed), query=request.query_string.decode(),
            area=wanted.typed["village"] or wanted.typed["town"],
        )  # fmt: skip


def _mark(case) -> dict:
    chip = clocks.chip(case, LEVEL, g.now)
    step = clocks.step_name(case) if case.state == "open" else say("map.mark.closed")
    label = joined(kind_name(case.kind), say("part.grave") if case.grave else "", area_name(case.area.name),
                   step, chip.words if chip else "")  # fmt: skip
    return {"id": case.id, "lat": case.lat, "lon": case.lon, "tone": chip.tone if chip else "calm",
            "icon": chip.icon if chip else "clock", "word": step, "grave": case.grave, "number": case.number,
            "label": label, "unsure": case.place_by == "village"}  # fmt: skip
