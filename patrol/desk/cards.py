"""Cards with QR codes: one printed page per village, and taking a card back."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import abort, current_app, g, redirect, render_template, request, url_for
from markupsafe import Markup

from patrol.domain import enrolling
from patrol.extensions import reading, writing
from patrol.models.areas import VILLAGE, by_code, county, under
from patrol.models.people import cards_of

from .gate import gated

blueprint = gated("cards")


@blueprint.get("/cards")
def villages():
    """Every village in the order of its code, with the number of those who hold a post there."""
    with reading() as session:
        counts = enrolling.holders_by_village(session, g.now)
        rows = [(one, counts[one.path]) for one in under(session, _home(session), VILLAGE)]
    return render_template("desk/villages.html", rows=rows)


@blueprint.get("/cards/<code>")
def village(code):
    with reading() as session:
        area = _village(session, code)
        people = enrolling.holders(session, area, g.now)
        rows = [(person, cards_of(session, person.id)) for person in people]
    return render_template("desk/village.html", area=area, rows=rows)


@blueprint.post("/cards/<code>/page")
def page(code):
    """New cards for all of the village, ready to print; the earlier ones stop working, as the page before says."""
    with writing() as session:
        area = _village(session, code)
        people = enrolling.holders(session, area, g.now)
        cards = [(person, _qr(link_of(enrolling.issue(session, person, g.now)))) for person in people]
    return render_template("desk/card_page.html", area=area, cards=cards)


@blueprint.post("/cards/<code>/<card_id>/revocation")
def revoke(code, card_id):
    with writing() as session:
        _village(session, code)
        enrolling.revoke(session, card_id, g.now)
    return redirect(url_for(".village", code=code))


def link_of(token: str) -> str:
    base = current_app.config["PATROL"].public_url or request.host_url.rstrip("/")
    return f"{base}/app/#/card/{token}"


def _qr(link: str) -> dict:
    out = BytesIO()
    segno.make(link, error="m").save(out, kind="svg", xmldecl=False, svgns=True, scale=5, border=2)
    return {"svg": Markup(out.getvalue().decode()), "link": link}


def _home(session) -> str:
    return county(session).area.path


def _village(session, code: str):
    area = by_code(session, code)
    if area is None or area.level != VILLAGE:
        abort(404)
    return area
