from __future__ import annotations

from flask import g, request

from patrol.domain import feed
from patrol.extensions import reading

from . import present
from .cases import limit
from .errors import language
from .gate import gated

blueprint = gated("changes")


@blueprint.get("/changes")
def changes():
    """Snapshots, not events: a phone that was away for a month needs each case once."""
    with reading() as session:
        page = feed.changes(session, g.actor, request.args.get("after") or None, limit(), now=g.now)
        cases = present.cases(session, page.cases, g.actor, g.now, language(), whole=True)
    return present.ready(
        {"cases": cases, "gone": page.gone, "cursor": page.cursor, "reset": page.reset, "more": page.more}
    )
