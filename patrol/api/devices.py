from flask import g, jsonify

from patrol.domain import signing_in
from patrol.extensions import reading, writing
from patrol.models.people import devices_of

from . import present
from .errors import language
from .gate import gated

blueprint = gated("devices")


@blueprint.get("/devices")
def devices():
    with reading() as session:
        return jsonify(devices=[present.device(one, g.actor, language()) for one in devices_of(session, g.actor.id)])


@blueprint.delete("/devices/<device_id>")
def revoke(device_id):
    with writing() as session:
        signing_in.revoke(session, g.actor, device_id, g.now)
    return "", 204
