from __future__ import annotations

from flask import g, request

from patrol.domain import recurring_places
from patrol.domain.times import iso
from patrol.extensions import reading, reading_pages
from patrol.models import Case

from . import present
from .cases import limit
from .errors import language
from .gate import gated

blueprint = gated("recurring")


@blueprint.get("/recurring")
def places():
    """Where what was closed came again, as it stands today: the last case of each place, and how often it came."""
    town = request.args.get("town", "").replace("\x00", "")[:15] or None
    with reading_pages() as session:
        found, cursor = recurring_places.page(session, g.actor, request.args.get("cursor"), limit(), town=town)
        towns = present.towns_of(session, [last for last, _before in found])
        shown = [_place(last, len(before) + 1, towns[last.id]) for last, before in found]
        return present.ready({"places": shown, "cursor": cursor})


@blueprint.get("/recurring/<uuid:case_id>")
def behind(case_id):
    """The cases of a recurring place, from this one back; what their reports say, and from where, each one's own page
    has."""
    with reading() as session:
        found = recurring_places.behind(session, g.actor, str(case_id))
        rows = present.cases(session, found, g.actor, g.now, language(), whole=False)
        return present.ready({"cases": [_without_reports(row) for row in rows]})


def _without_reports(row: dict) -> dict:
    return {name: value for name, value in row.items() if name != "reports"}


def _place(last: Case, times: int, town: dict | None) -> dict:
    case = {"id": last.id, "number": last.number, "state": last.state, "opened_at": iso(last.opened_at)}
    return {"area": present.area(last.area), "town": town, "kind": last.kind, "times": times, "last": case}
