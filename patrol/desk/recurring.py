"""回潮: the places where what was handled and closed came again, the newest first."""

from __future__ import annotations

from flask import g, render_template, request

from patrol.domain import recurring_places
from patrol.extensions import reading

from .cases import rows as lines_of
from .gate import gated

blueprint = gated("recurring")
AT_ONCE = 30


@blueprint.get("/recurring")
def places():
    with reading() as session:
        found, cursor = recurring_places.page(session, g.actor, request.args.get("cursor") or None, AT_ONCE)
        shown = lines_of(session, [case for case, _before in found])
        rows = [row | {"before": before} for row, (_case, before) in zip(shown, found, strict=True)]
        return render_template("desk/recurring.html", rows=rows, cursor=cursor)
