from __future__ import annotations

from flask import g, request

from patrol.domain import feed, joint
from patrol.domain.errors import Invalid
from patrol.extensions import reading_pages
from patrol.models import listed, lists

from . import present, present_listed, present_tasks
from .cases import limit
from .errors import language
from .gate import gated

blueprint = gated("changes")


@blueprint.get("/changes")
def changes():
    """Snapshots, not events: a phone that was away for a month needs each case once.

    `form=list` gives a first sync of hundreds what its lists show, at a third of the bytes; the wholes come after it.
    """
    short = _wants_lists()
    load = listed.in_order if short else lists.loaded
    with reading_pages() as session:
        page = feed.changes(session, g.actor, request.args.get("after") or None, limit(), now=g.now, load=load)
        if short:
            cases = present_listed.cases(session, page.cases, g.actor, g.now)
        else:
            cases = present.cases(session, page.cases, g.actor, g.now, language(), whole=True)
        # Few, and not all of a case: a department gets them whole with each answer.
        tasks = present_tasks.cards(session, joint.cards(session, g.actor, g.now))
    more = {"tasks": tasks} if "department" in g.actor.roles else {}
    return present.ready(
        {"cases": cases, "gone": page.gone, "cursor": page.cursor, "reset": page.reset, "more": page.more} | more
    )


def _wants_lists() -> bool:
    form = request.args.get("form")
    if form not in (None, "list"):
        raise Invalid("invalid", form="list")
    return form == "list"
