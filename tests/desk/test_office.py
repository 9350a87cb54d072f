"""The office's pages: signing in by form, cards on paper, and forms that only our own pages can send."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from patrol.models import Card, Device
from tests.cast import LIURU, PASSWORD, send


def token_of(browser) -> str:
    with browser.session_transaction() as cookie:
        return cookie["form"]


def sign_in(browser, username: str = "admin", password: str = PASSWORD, **query):
    browser.get("/desk/sign-in")
    form = {"username": username, "password": password, "form_token": token_of(browser)}
    return browser.post("/desk/sign-in", data=form, query_string=query)


@pytest.fixture
def office(app, cast):
    browser = app.test_client()
    assert sign_in(browser).status_code == 302
    assert browser.get("/desk/").location == "/desk/areas"
    assert browser.get("/desk/cards").status_code == 200
    return browser


def cards(session) -> int:
    session.rollback()
    return session.scalar(select(func.count(Card.id)).where(Card.revoked_at.is_(None)))


def test_signed_in_one_comes_to_where_one_wanted_to_go_and_never_elsewhere(app, cast):
    for elsewhere in ("https://evil.example/", "//evil.example", "/api/session", ""):
        answer = sign_in(app.test_client(), next=elsewhere)
        assert (elsewhere, answer.status_code, answer.location.split("/")[1]) == (elsewhere, 302, "desk")
    assert sign_in(app.test_client(), next="/desk/cards/" + LIURU).location == "/desk/cards/" + LIURU


def test_a_wrong_password_is_said_on_the_form_and_signs_nobody_in(app, cast):
    browser = app.test_client()
    answer = sign_in(browser, password="wrong")
    assert answer.status_code == 400 and "密码" in answer.get_data(as_text=True)
    assert browser.get("/desk/").status_code == 302


@pytest.mark.parametrize("token", [None, "", "-", "x", "é"])
@pytest.mark.parametrize("known", [False, True])
def test_a_form_from_another_page_is_refused_even_before_the_first_visit(app, cast, session, token, known):
    browser = app.test_client()
    if known:
        browser.get("/desk/sign-in")
    form = {"username": "admin", "password": PASSWORD} | ({} if token is None else {"form_token": token})
    assert browser.post("/desk/sign-in", data=form).status_code == 400
    assert session.scalar(select(func.count(Device.id))) == 0


def test_one_who_signed_in_through_the_app_has_no_token_to_guess(cast, session):
    for path in (f"/desk/cards/{LIURU}/page", "/desk/sign-out"):
        assert cast.admin.http.post(path, data={"form_token": "-"}).status_code == 400
    assert cards(session) == 0


def test_a_village_s_cards_are_printed_and_then_work(app, office, session):
    office.get(f"/desk/cards/{LIURU}")
    page = office.post(f"/desk/cards/{LIURU}/page", data={"form_token": token_of(office)}).get_data(as_text=True)
    assert (page.count('class="qr"'), cards(session)) == (2, 2)  # two informants
    assert "<script>" not in page and "style=" not in page
    again = office.post(f"/desk/cards/{LIURU}/page", data={"form_token": token_of(office)})
    assert (again.status_code, cards(session)) == (409, 2)  # nobody is without a card
    anew = office.post(f"/desk/cards/{LIURU}/page", data={"form_token": token_of(office), "which": "all"})
    assert (anew.status_code, cards(session)) == (200, 2)


def test_a_card_is_taken_back(app, office, session, cast):
    link = send(cast.admin.http, "POST", "/enrolments", {"person": cast.informant.id}).json["link"]
    card = session.scalar(select(Card.id))
    answer = office.post(f"/desk/cards/{LIURU}/{card}/revocation", data={"form_token": token_of(office)})
    assert (answer.status_code, answer.location, cards(session)) == (302, f"/desk/cards/{LIURU}", 0)
    assert app.test_client().get(f"/api/enrolments/{link.rsplit('/', 1)[1]}").status_code == 404


@pytest.mark.parametrize("path", ["/desk/cards/321181", "/desk/cards/nowhere", "/desk/cards/%00"])
def test_a_page_of_no_village_is_not_there(office, path):
    assert office.get(path).status_code == 404
    assert office.post(f"{path}/page", data={"form_token": token_of(office)}).status_code == 404


def test_a_card_that_is_none_is_not_there(office):
    for card in ("x", "%00"):
        answer = office.post(f"/desk/cards/{LIURU}/{card}/revocation", data={"form_token": token_of(office)})
        assert answer.status_code == 404


def test_pages_speak_the_reader_s_language_and_say_that_it_is_the_demo(office):
    chinese = office.get("/desk/cards").get_data(as_text=True)
    english = office.get("/desk/cards", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert 'lang="zh-CN"' in chinese and 'lang="en"' in english and "QR cards" in english
    assert re.search(r'class="demo"[^>]*>[^<]+<', chinese)


def test_signing_out_ends_the_session(office):
    assert office.post("/desk/sign-out", data={"form_token": token_of(office)}).status_code == 302
    assert office.get("/desk/").location.startswith("/desk/sign-in")
