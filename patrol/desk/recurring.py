"""回潮: the places where what was handled and closed came again, the newest first, today or on a past day."""

from __future__ import annotations

from flask import g, render_template, request

from patrol.domain import figures, recurring_places
from patrol.domain.times import CHINA
from patrol.extensions import reading

from .cases import rows as lines_of
from .gate import gated

blueprint = gated("recurring")
AT_ONCE = 30


@blueprint.get("/recurring")
def places():
    day, today = figures.read_day(request.args.get("date"), g.now), g.now.astimezone(CHINA).date()
    until, cursor = None if day == today else figures.over_at(day), request.args.get("cursor") or None
    with reading() as session:
        found, cursor = recurring_places.page(session, g.actor, cursor, AT_ONCE, until=until)
        shown = lines_of(session, [case for case, _before in found])
        rows = [row | {"before": before} for row, (_case, before) in zip(shown, found, strict=True)]
        return render_template(
            "desk/recurring.html", rows=rows, cursor=cursor, day=day, today=today, earliest=figures.EARLIEST
        )
