"""不在岗: a person's own times away, by days in China's time."""

from __future__ import annotations

from flask import g, jsonify

from patrol.domain import absences
from patrol.domain.times import day_of, first_moment
from patrol.extensions import reading, writing

from . import schemas
from .gate import gated, takes

blueprint = gated("absences")


@blueprint.get("/absences")
def mine():
    with reading() as session:
        return _shown(session)


@blueprint.post("/absences")
@takes(schemas.Away)
def enter(body):
    from_at, to_at = first_moment(body["from_on"]), first_moment(body["to_on"], days=1)
    with writing() as session:
        absences.enter(session, g.actor, g.actor.id, from_at, to_at, now=g.now)
        return _shown(session)


@blueprint.delete("/absences/<uuid:absence_id>")
def end(absence_id):
    with writing() as session:
        absences.end(session, g.actor, g.actor.id, str(absence_id), now=g.now)
        session.flush()
        return _shown(session)


def _shown(session):
    found = absences.of(session, g.actor, g.actor.id, now=g.now)
    return jsonify(absences=[{"id": one.id, "from_on": day_of(one.from_at), "to_on": day_of(one.to_at, last=True),
                              "begun": one.from_at <= g.now} for one in found])  # fmt: skip
