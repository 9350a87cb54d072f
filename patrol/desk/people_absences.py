"""不在岗 on a person's page: entered and ended by the office."""

from __future__ import annotations

from flask import g, request

from patrol.domain import absences
from patrol.extensions import writing

from . import people_words
from .gate import say
from .people import blueprint
from .people_person import done, tried


@blueprint.post("/people/<uuid:person_id>/absences")
def enter_absence(person_id):
    given, id_ = request.form, str(person_id)

    def verb(session):
        from_at = people_words.first_moment(given.get("from", ""))
        to_at = people_words.moment_after(given.get("to", "")) or from_at
        absences.enter(session, g.actor, id_, from_at, to_at, now=g.now)

    _, refused = tried(id_, "absence", verb)
    return refused or done(id_, say("desk.people.absence_saved"))


@blueprint.post("/people/<uuid:person_id>/absences/<uuid:absence_id>/end")
def end_absence(person_id, absence_id):
    with writing() as session:
        absences.end(session, g.actor, str(person_id), str(absence_id), now=g.now)
    return done(str(person_id), say("desk.people.absence_ended"))
