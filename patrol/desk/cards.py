"""Cards with QR codes: on paper for a town or a village, and taking a card back."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for

from patrol.domain import cards as making
from patrol.domain import enrolling
from patrol.extensions import reading, writing
from patrol.models.areas import TOWN, VILLAGE, by_code, county, under
from patrol.models.people import cards_of
from patrol.models.people_lists import without_card

from . import card_paper
from .gate import gated, say

blueprint = gated("cards")
# Measured on two slow cores: a card takes 15 to 20 ms on its way into a PDF.
CARDS_A_SECOND = 50


@blueprint.get("/cards")
def places():
    """Every town with its villages in the order of their codes, and how many hold a post there."""
    with reading() as session:
        counts = enrolling.holders_by_village(session, g.now)
        home = county(session).area.path
        villages = under(session, home, VILLAGE)
        towns = [
            (town, [one for one in villages if one.path.startswith(town.path)]) for town in under(session, home, TOWN)
        ]
    sums = {town.path: sum(counts[one.path] for one in villages) for town, villages in towns}
    return render_template("desk/card_places.html", towns=towns, counts=counts, sums=sums)


@blueprint.get("/cards/<code>")
def place(code):
    with reading() as session:
        area = _place(session, code)
        people = making.holders(session, area, g.now, missing_only=False)
        missing = len(without_card(session, people))
        rows = [(person, cards_of(session, person.id)) for person in people] if area.level == VILLAGE else []
    seconds = len(people) // CARDS_A_SECOND
    return render_template(
        "desk/card_place.html", area=area, rows=rows, people=len(people), missing=missing, seconds=seconds
    )


@blueprint.post("/cards/<code>/page")
def page(code):
    return _paper(code, as_pdf=False)


@blueprint.post("/cards/<code>/pdf")
def pdf(code):
    return _paper(code, as_pdf=True)


def _paper(code: str, *, as_pdf: bool):
    """New cards, for those without one or for all: then the earlier ones stop, as the page before says."""
    with reading() as session:
        area = _place(session, code)
        people = making.holders(session, area, g.now, missing_only=request.form.get("which") != "all")
        under_names = card_paper.places(session, people, g.now)
        session.expunge_all()
    return card_paper.answer(people, under_names, area.name, url_for(".place", code=code), as_pdf=as_pdf)


@blueprint.post("/cards/<code>/<card_id>/revocation")
def revoke(code, card_id):
    with writing() as session:
        _place(session, code)
        making.revoke(session, g.actor, card_id, now=g.now)
    flash(say("desk.people.card_revoked"), "")
    return redirect(url_for(".place", code=code))


def _place(session, code: str):
    area = by_code(session, code)
    if area is None or area.level not in (TOWN, VILLAGE):
        abort(404)
    return area
