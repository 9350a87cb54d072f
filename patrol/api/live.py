from __future__ import annotations

from functools import partial

from flask import Response, current_app, request
from flask_login import current_user

from patrol import staying
from patrol.extensions import reading
from patrol.live.room import HELLO
from patrol.models import log

from .gate import gated

blueprint = gated("live")


@blueprint.get("/live")
def live():
    """Server-sent events: `look` whenever `changes` or the inbox has something new for this person, and no more.

    204 where that cannot be had: under another server, or when the room is full. The app then asks by itself.
    """
    room = current_app.extensions["waiting_room"]
    if not staying.able(request.environ) or room.is_full():
        return "", 204
    with reading() as session:
        since = log.last_seq(session)  # before the greeting: what happens from then on is told
    take = partial(room.take, key=current_user.get_id(), chunked=staying.in_chunks(request.environ), since=since)
    # The header is nginx's: what it would collect for a larger piece comes at once.
    return Response(
        staying.begun(HELLO, take), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )  # fmt: skip
