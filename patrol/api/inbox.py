from __future__ import annotations

from flask import g, jsonify, request

from patrol.domain import inbox, permissions
from patrol.extensions import reading, writing

from . import present
from .cases import limit
from .errors import language
from .gate import gated

blueprint = gated("inbox")


@blueprint.get("/inbox")
def notices():
    with reading() as session:
        rows, cursor = inbox.page(session, g.actor, request.args.get("cursor"), limit())
        shown = [
            _of_case(session, one, case) if case else present.notice_of_county(session, one, g.actor, language())
            for one, case in rows
        ]
    return jsonify(notices=shown, cursor=cursor)


def _of_case(session, one, case) -> dict:
    own = permissions.is_own(session, g.actor, case.id)
    return present.notice(one, case, language(), whole=permissions.sees_whole(g.actor, case, own=own))


@blueprint.put("/inbox/<uuid:notice_id>/seen")
def seen(notice_id):
    with writing() as session:
        inbox.see(session, g.actor, str(notice_id), now=g.now)
    return "", 204
