from __future__ import annotations

from flask import g, jsonify, request

from patrol import words
from patrol.domain import looking
from patrol.domain.errors import Invalid
from patrol.extensions import reading, reading_pages, writing

from . import filters, present, schemas
from .errors import language
from .gate import gated, takes

blueprint = gated("cases")
LIMIT, MOST = 50, 200


def limit() -> int:
    given = request.args.get("limit", str(LIMIT))
    if not given.isdecimal() or len(given) > len(str(MOST)) or not 1 <= int(given) <= MOST:
        raise Invalid("invalid", limit=f"1 to {MOST}")
    return int(given)


@blueprint.get("/cases")
def cases():
    """By the due that falls first; filters are refused when they are none."""
    wanted = filters.read(request.args)
    with reading_pages() as session:
        page, cursor = looking.page(session, g.actor, wanted, request.args.get("cursor"), limit(), now=g.now)
        rows = present.cases(session, page, g.actor, g.now, language(), whole=False)
    return present.ready({"cases": rows, "cursor": cursor})


@blueprint.get("/cases/<uuid:case_id>")
def case(case_id):
    with reading() as session:
        found = looking.find(session, g.actor, str(case_id))
        return present.ready(present.cases(session, [found], g.actor, g.now, language(), whole=True)[0])


@blueprint.get("/cases/<uuid:case_id>/candidates")
def candidates(case_id):
    """Who can be lead or assistant, to which stations the case can be handed, in which villages it may lie."""
    with reading() as session:
        found = looking.candidates(session, g.actor, str(case_id), now=g.now)
        return jsonify(
            people=[{"id": one.id, "name": one.name, "role": "inspector"} for one in found.people],
            stations=[{"id": one.id, "name": one.name} for one in found.stations],
            villages=[{"code": one.code, "name": one.name, "town": town.name} for town, one in found.villages],
        )


@blueprint.post("/cases/<uuid:case_id>/reporter")
@takes(schemas.Reason)
def reporter(case_id, body):
    """The reporter's name, to those who hold the case, with a reason; the look is an event."""
    with writing() as session:
        named = looking.look_at_reporter(session, g.actor, str(case_id), body["reason"], now=g.now)
        nameless = words.words(language(), "call.no_name")
        return jsonify(reporters=[one | {"name": one["name"] or nameless} for one in named])
