"""Cards on paper: as a PDF, or as a page to print where PDFs cannot be made.

The tokens stand nowhere but in what is answered here. They are drawn, the paper is made, and only then they begin to
count and the earlier cards stop: a paper that could not be made has changed nothing. The PDF is never on disk.
"""

from __future__ import annotations

import json
from io import BytesIO
from threading import Lock

import segno
from flask import current_app, g, render_template, request
from markupsafe import Markup

from patrol import aside
from patrol.domain import cards
from patrol.domain.enrolling import token_hash
from patrol.domain.errors import Problem
from patrol.domain.seats import Gazetteer
from patrol.extensions import writing
from patrol.models import Person

from . import people_words
from .gate import common, language, say

# 700 cards take 9 s of CPU and 210 MB of a process of their own (measured): none of it stays in this one.
MEGABYTES, SECONDS = 1536, 120
NO_PANGO = 3
_one_at_a_time = Lock()


class NoPdf(Problem):
    status = 503


def places(session, people: list[Person], now) -> dict[str, str]:
    """{person id: what stands under the name}: town, village and group, and no word of the role."""
    gazetteer, found = Gazetteer(session), {}
    for person in people:
        post = cards.seat_of(person, now)
        found[person.id] = people_words.place(post, gazetteer).replace(" / ", " ") if post else ""
    return found


def answer(people: list[Person], places: dict[str, str], title: str, back: str, *, as_pdf: bool):
    """The paper, with the cards on it valid from now on. `people` and `places` were read before: no transaction is
    held while it is made."""
    cards.check_there(people)
    tokens = cards.draw(people)
    drawn = [{"name": one.name, "place": places[one.id], "link": link_of(tokens[one.id])} for one in people]
    made = _pdf(drawn, title) if as_pdf else None
    with writing() as session:
        cards.issue(session, g.actor, people, tokens, now=g.now)
    if made is None:
        shown = [one | {"qr": _qr(one["link"])} for one in drawn]
        return render_template("desk/card_page.html", title=title, cards=shown, back=back), 200, _headers()
    name = f"cards-{g.now:%Y%m%d}-{token_hash(title)[:6]}.pdf"
    named = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{name}"'}
    return made, 200, _headers() | named


def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-store"}


def link_of(token: str) -> str:
    base = current_app.config["PATROL"].public_url or request.host_url.rstrip("/")
    return f"{base}/app/#/card/{token}"


def _pdf(drawn: list[dict], title: str) -> bytes:
    asked = {
        "language": language(), "how": say("desk.card_sentence"), "title": title, "cards": drawn,
        "bureau": say("desk.bureau", county=common()["county_name"]),
    }  # fmt: skip
    if not _one_at_a_time.acquire(blocking=False):
        raise NoPdf("pdf_being_made")
    try:
        return aside.run("cards", json.dumps(asked).encode(), megabytes=MEGABYTES, seconds=SECONDS)
    except aside.Failed as failure:
        current_app.logger.warning("no PDF of cards: %s", failure)
        raise NoPdf("pdf_without_pango" if failure.code == NO_PANGO else "pdf_failed") from None
    finally:
        _one_at_a_time.release()


def _qr(link: str) -> Markup:
    out = BytesIO()
    segno.make(link, error="m").save(out, kind="svg", xmldecl=False, svgns=True, scale=5, border=2)
    return Markup(out.getvalue().decode())
