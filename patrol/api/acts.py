from __future__ import annotations

from flask import g, jsonify
from sqlalchemy.exc import IntegrityError

from patrol.domain import acting
from patrol.extensions import reading, writing

from . import present, schemas
from .errors import language
from .gate import device_offset, gated, takes

blueprint = gated("acts")


@blueprint.put("/cases/<uuid:case_id>/acts/<uuid:act_id>")
@takes(schemas.AnyAct)
def act(case_id, act_id, body):
    return land(str(case_id), str(act_id), body)


@blueprint.put("/reports/<uuid:report_id>/acts/<uuid:act_id>")
@takes(schemas.AnyAct)
def act_on_report(report_id, act_id, body):
    """For a phone that does not know the case yet."""
    with reading() as session:
        case_id = acting.case_of_report(session, str(report_id), g.actor)
    return land(case_id, str(act_id), body)


@blueprint.get("/acts/<uuid:act_id>")
def receipt(act_id):
    """Of an own act: what has arrived of it, without the case."""
    with reading() as session:
        return present.ready(present.receipt_of_act(session, acting.own(session, str(act_id), g.actor)))


def land(case_id: str, act_id: str, body: dict):
    offset = device_offset()
    try:
        new = _receive(case_id, act_id, body, offset)
    except IntegrityError:
        new = _receive(case_id, act_id, body, offset)
    with reading() as session:
        return jsonify(present.landed(session, act_id, g.actor, g.now, language())), 201 if new else 200


def _receive(case_id: str, act_id: str, body: dict, offset) -> bool:
    with writing() as session:
        return acting.receive(session, act_id, case_id, body, g.actor, g.now, offset)[1]
