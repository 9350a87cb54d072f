"""One person: details, posts, cards, browsers, a code for a new password, leaving and coming back."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for

from patrol import words
from patrol.domain import cards, handing_over, leavers, people, posts, reset_codes
from patrol.domain.errors import Problem
from patrol.domain.seats import Gazetteer
from patrol.extensions import reading, writing
from patrol.models.codes import has_reset_code
from patrol.models.people import cards_of
from patrol.models.people_lists import one_with_posts, open_devices

from . import card_paper, people_words
from .gate import say
from .people import blueprint


@blueprint.get("/people/<uuid:person_id>")
def person(person_id):
    return _page(str(person_id))


def _page(person_id: str, problems: dict | None = None, form: dict | None = None, **shown):
    with reading() as session:
        found = one_with_posts(session, person_id)
        if found is None:
            abort(404)
        gazetteer = Gazetteer(session)
        told = {
            "person": found,
            "posts": [people_words.post_row(one, gazetteer, g.now) for one in posts.in_order(found, g.now)],
            "cards": [(card.id, people_words.day(card.created_at)) for card in cards_of(session, found.id)],
            "devices": [_device(one) for one in open_devices(session, found.id)],
            "code_open": has_reset_code(session, found.id, g.now), "today": people_words.day(g.now),
            "notices": people_words.notice_form(session, found.id),
            "successors": _successors(session, found), "closed_on": people_words.day(found.closed_at),
            "erasable": leavers.is_due(session, found.id, g.now),
            "absences": people_words.absences(session, found, g.now),
        } | people_words.seat_choices(session)  # fmt: skip
    page = render_template("desk/person.html", problems=problems or {}, form=form or {}, **told, **shown)
    return (page, 422) if problems else page


def _device(one) -> dict:
    parts = [say(f"browser.{name}") if words.has(f"browser.{name}") else name for name in one.label.split(" · ")]
    label = " · ".join(parts) if len(parts) == 2 else say("desk.people.office_browser")
    since, heard = people_words.day(one.created_at), people_words.rough(one.last_contact_at, g.now)
    return {"id": one.id, "label": label, "since": since, "heard": heard, "mine": one.id == g.actor.device_id}


def _successors(session, found) -> list[dict]:
    """Per station this person inspects for: who could take the cases."""
    return [
        {"id": station.id, "name": station.name,
         "people": [(one.id, one.name) for one in handing_over.successors(session, found, station.id, g.now)]}
        for station in handing_over.stations_of(found, g.now)
    ]  # fmt: skip


def _chosen() -> dict[int, str]:
    """{station: who takes over}, from fields named to-<station>."""
    given = {name.removeprefix("to-"): value for name, value in request.form.items() if name.startswith("to-")}
    return {int(station): value for station, value in given.items() if station.isdecimal() and len(station) < 10}


def done(person_id: str, text: str):
    flash(text, "")
    return redirect(url_for(".person", person_id=person_id))


def tried(person_id: str, form: str, verb):
    """Do it in one transaction; a problem is said in the form it came from, with what was typed still there."""
    try:
        with writing() as session:
            return verb(session), None
    except Problem as problem:
        if problem.status == 404:
            raise
        given = {name: value[:200] for name, value in request.form.items()}
        problems = {form: people_words.explain(problem.code, problem.fields)}
        return None, _page(person_id, problems, {form: given})


@blueprint.post("/people/<uuid:person_id>/details")
def change_details(person_id):
    given, id_ = request.form, str(person_id)

    def verb(session):
        if given.get("name"):
            people.rename(session, g.actor, id_, given["name"][:200], now=g.now)
        if given.get("phone"):
            people.change_phone(session, g.actor, id_, given["phone"][:200], now=g.now)
        if given.get("username", "").strip():
            people.set_username(session, g.actor, id_, given["username"][:200], now=g.now)

    _, refused = tried(id_, "details", verb)
    return refused or done(id_, say("desk.people.saved"))


@blueprint.post("/people/<uuid:person_id>/posts")
def give_post(person_id):
    given, id_ = request.form, str(person_id)

    def verb(session):
        seat = _seat(session)
        from_at = people_words.first_moment(given["from"]) if given.get("from") else g.now
        to_at = people_words.moment_after(given.get("to", ""))
        # A post that begins today holds from this moment on: the morning before it is not rewritten.
        posts.give(session, g.actor, id_, seat, _from(from_at), to_at, now=g.now)

    _, refused = tried(id_, "post", verb)
    return refused or done(id_, say("desk.people.post_given"))


def _from(day):
    return g.now if people_words.day(day) == people_words.day(g.now) else day


def _seat(session):
    given = request.form
    return Gazetteer(session).seat(
        given.get("role", ""),
        given.get("code", "").strip()[:40],
        given.get("station", ""),
        given.get("department", ""),
    )


@blueprint.post("/people/<uuid:person_id>/posts/<int:post_id>")
def change_post(person_id, post_id):
    given, id_ = request.form, str(person_id)

    def verb(session):
        post = next((one for one in posts.find(session, id_).posts if one.id == post_id), None)
        if post is None:
            abort(404)
        if given.get("end"):
            return posts.change(session, g.actor, id_, post_id, min(post.from_at, g.now), g.now, _chosen(), now=g.now)
        # A day left as it is keeps its hour.
        kept = given.get("from", "") == people_words.day(post.from_at)
        from_at = post.from_at if kept else people_words.first_moment(given.get("from", ""))
        same_end = given.get("to", "") == people_words.last_day(post.to_at)
        to_at = post.to_at if same_end else people_words.moment_after(given.get("to", ""))
        return posts.change(session, g.actor, id_, post_id, from_at, to_at, _chosen(), now=g.now)

    handed, refused = tried(id_, f"post-{post_id}", verb)
    return refused or done(id_, _with_cases(say("desk.people.post_changed"), handed))


def _with_cases(text: str, handed: int) -> str:
    return f"{text} {say('desk.people.handed_over', n=handed)}" if handed else text


@blueprint.post("/people/<uuid:person_id>/devices/<uuid:device>/revocation")
def revoke_device(person_id, device):
    with writing() as session:
        people.revoke_device(session, g.actor, str(person_id), str(device), now=g.now)
    return done(str(person_id), say("desk.people.device_revoked"))


@blueprint.post("/people/<uuid:person_id>/sign-out")
def sign_out(person_id):
    with writing() as session:
        people.sign_out(session, g.actor, str(person_id), now=g.now)
    return done(str(person_id), say("desk.people.signed_out"))


@blueprint.post("/people/<uuid:person_id>/card")
def make_card(person_id):
    with reading() as session:
        found = posts.find_active(session, str(person_id))
        places = card_paper.places(session, [found], g.now)
    back = url_for(".person", person_id=person_id)
    return card_paper.answer([found], places, found.name, back, as_pdf=request.form.get("as") == "pdf")


@blueprint.post("/people/<uuid:person_id>/cards/<uuid:a_card>/revocation")
def revoke_card(person_id, a_card):
    with writing() as session:
        if str(a_card) not in {card.id for card in cards_of(session, str(person_id))}:
            abort(404)
        cards.revoke(session, g.actor, str(a_card), now=g.now)
    return done(str(person_id), say("desk.people.card_revoked"))


@blueprint.post("/people/<uuid:person_id>/code")
def give_code(person_id):
    """The one page on which the code stands: nothing keeps it."""
    id_ = str(person_id)
    given, refused = tried(id_, "code", lambda session: reset_codes.issue(session, g.actor, id_, now=g.now))
    if refused:
        return refused
    with reading() as session:
        found = one_with_posts(session, id_)
    answer = render_template("desk/person_code.html", person=found, code=given[0], until=_until(given[1]))
    return answer, 200, {"Cache-Control": "no-store"}


def _until(at) -> str:
    china = at.astimezone(people_words.CHINA)
    return say("desk.people.moment", month=china.month, day=china.day, time=f"{china:%H:%M}")


@blueprint.get("/people/<uuid:person_id>/leaving")
def leaving(person_id):
    with reading() as session:
        found = posts.find_active(session, str(person_id))
        stations = _successors(session, found)
    return render_template("desk/person_leaving.html", person=found, stations=stations, problem=None)


@blueprint.post("/people/<uuid:person_id>/leaving")
def leave(person_id):
    id_ = str(person_id)
    with writing() as session:
        handed = people.close(session, g.actor, id_, _chosen(), now=g.now)
    return done(id_, _with_cases(say("desk.people.left"), handed))


@blueprint.get("/people/<uuid:person_id>/erasure")
def erasure(person_id):
    with reading() as session:
        found = one_with_posts(session, str(person_id))
        if found is None or not leavers.is_due(session, found.id, g.now):
            abort(404)
    return render_template("desk/person_erasure.html", person=found)


@blueprint.post("/people/<uuid:person_id>/erasure")
def erase(person_id):
    id_ = str(person_id)
    _, refused = tried(id_, "erasure", lambda session: leavers.ask(session, g.actor, id_, now=g.now))
    return refused or done(id_, say("desk.people.erasing"))


@blueprint.post("/people/<uuid:person_id>/return")
def come_back(person_id):
    id_ = str(person_id)

    def verb(session):
        people.reopen(session, g.actor, id_, _seat(session), request.form.get("phone", "")[:40] or None, now=g.now)

    _, refused = tried(id_, "return", verb)
    return refused or done(id_, say("desk.people.back"))
