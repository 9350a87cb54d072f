from __future__ import annotations

from flask import g, jsonify

from patrol.domain import waiting_phones
from patrol.extensions import reading

from . import present
from .errors import language
from .gate import gated

blueprint = gated("waiting_phones")


@blueprint.get("/waiting-phones")
def waiting():
    """久未联系: phones of informants that had something unsent when they were last heard of."""
    with reading() as session:
        villages = waiting_phones.waiting(session, g.actor, g.now)
        return jsonify(villages=[present.waiting_village(one, language()) for one in villages])
