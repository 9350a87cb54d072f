"""Where one person's notices go besides the inbox, as the office sets it."""

from __future__ import annotations

from flask import g, request

from patrol.domain import posts
from patrol.domain.delivery import wishes
from patrol.domain.errors import Invalid

from .people import blueprint
from .people_person import done, tried
from .spoken import say


@blueprint.post("/people/<uuid:person_id>/notices")
def change_notices(person_id):
    id_ = str(person_id)

    def verb(session):
        posts.begin(session, g.actor)
        person = posts.find_active(session, id_)
        wishes.change(session, g.actor, person, _wanted(), now=g.now)

    _, refused = tried(id_, "notices", verb)
    return refused or done(id_, say("desk.people.saved"))


def _wanted() -> dict:
    given = request.form
    wanted = {name: given.get(name, "")[:200] for name in wishes.ADDRESSES}
    wanted |= {name: _hour(given.get(name, "")) for name in wishes.HOURS}
    on = set(given.getlist("on"))
    return wanted | {"off": [name for name in wishes.CHANNELS if name not in on]}


def _hour(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 2:
        raise Invalid("hour_odd")
    return int(text)
