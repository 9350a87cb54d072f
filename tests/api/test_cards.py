"""A printed card, four digits, three browsers; and a code that moves a sign-in."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from patrol.domain import cards, enrolling
from patrol.models import Attempt, Card, Device, Person
from tests.cast import send

LAST4 = "0008"  # of the informant of 柳茹


def issue(session, cast, clock) -> str:
    return cards.issue(session, None, [session.get(Person, cast.informant.id)], now=clock())[cast.informant.id]


@pytest.fixture
def card(cast, session, clock):
    token = issue(session, cast, clock)
    session.commit()
    return token


def tap(app, token: str, last4: str = LAST4, address: str = "8.8.8.8"):
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return send(browser, "POST", f"/enrolments/{token}/redemption", {"last4": last4})


def shown(answer) -> tuple[int, str]:
    return answer.status_code, answer.json.get("error", {}).get("code")


def test_opening_its_link_shows_the_village_and_changes_nothing(app, client, card, session):
    tables = (Device, Attempt, Card)
    before = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    for _ in range(20):  # WeChat, scanners and previews open every link
        answer = client.get(f"/api/enrolments/{card}")
    village = {"code": "321181101208", "name": "柳茹村委会"}
    assert answer.json == {"area": village, "role": "informant", "tries_left": 5, "state": "open", "demo": True}
    assert "Set-Cookie" not in answer.headers
    assert [session.scalar(select(func.count()).select_from(table)) for table in tables] == before


def test_the_last_four_digits_sign_its_holder_in_from_anywhere(app, card, cast):
    answer = tap(app, card)
    assert (answer.status_code, answer.json["person"]["id"]) == (200, cast.informant.id)
    assert answer.json["posts"][0]["role"] == "informant"


def test_five_wrong_tries_lock_it_and_the_right_digits_then_do_not_help(app, card, client):
    for left in (4, 3, 2, 1, 0):
        wrong = tap(app, card, "1234")
        assert (shown(wrong), wrong.json["error"]["fields"]) == ((403, "last4_wrong"), {"tries_left": left})
    assert shown(tap(app, card)) == (423, "card_locked")
    assert client.get(f"/api/enrolments/{card}").json["state"] == "locked"


def test_the_right_digits_give_all_tries_back(app, card, client):
    for _ in range(4):
        tap(app, card, "1234")
    assert tap(app, card).status_code == 200
    assert client.get(f"/api/enrolments/{card}").json["tries_left"] == 5


def test_three_browsers_in_thirty_days_each_listed_and_revocable(app, card, cast, clock):
    browsers = [tap(app, card) for _ in range(3)]
    assert shown(tap(app, card)) == (409, "card_full")
    listed = [one["id"] for one in cast.informant.get("/devices").json["devices"] if not one["current"]]
    assert len(listed) == 3
    cast.informant.delete(f"/devices/{listed[0]}")
    assert tap(app, card).status_code == 200
    assert shown(tap(app, card)) == (409, "card_full")
    clock.forward(days=30, minutes=1)
    assert tap(app, card).status_code == 200
    assert [one.status_code for one in browsers] == [200] * 3


def test_a_new_card_and_a_revoked_one_end_the_old(app, card, cast, session, clock):
    new = issue(session, cast, clock)
    session.commit()
    assert shown(tap(app, card)) == (404, "card_missing")
    signed_in = app.test_client()
    send(signed_in, "POST", f"/enrolments/{new}/redemption", {"last4": LAST4})
    assert signed_in.get("/api/session").status_code == 200
    row = session.scalar(select(Card).where(Card.revoked_at.is_(None)))
    enrolling.revoke(session, row.id, clock())
    session.commit()
    assert shown(tap(app, new)) == (404, "card_missing")
    assert signed_in.get("/api/session").status_code == 401


def test_a_card_nobody_made_and_that_of_a_person_who_left_are_the_same(app, card, client, session, cast, clock):
    unknown = client.get("/api/enrolments/nothing")
    session.execute(update(Person).where(Person.id == cast.informant.id).values(closed_at=clock()))
    session.commit()
    left = client.get(f"/api/enrolments/{card}")
    assert (unknown.status_code, unknown.get_data()) == (404, left.get_data())


def test_an_address_that_guesses_is_throttled(app, card, cast, session, clock):
    for _ in range(8):
        for _ in range(5):
            tap(app, card, "1234", "9.9.9.9")
        card = issue(session, cast, clock)
        session.commit()
    assert shown(tap(app, card, LAST4, "9.9.9.9")) == (429, "too_many_tries")
    assert tap(app, card).status_code == 200


def test_neither_token_nor_code_stands_in_the_database(card, cast, session):
    code = cast.informant.post("/session/transfer").json["code"]
    from tests.domain.test_erase import everything

    dump = everything(session)
    assert card not in dump and f"'{code}'" not in dump


def test_only_the_administrator_makes_cards_over_the_api(cast):
    answer = cast.admin.post("/enrolments", {"person": cast.informant.id})
    assert answer.status_code == 201 and "/app/#/card/" in answer.json["link"]
    for part in ("officer", "inspector", "informant"):
        assert shown(cast[part].post("/enrolments", {"person": cast.informant.id})) == (403, "admin_only")
    assert shown(cast.admin.post("/enrolments", {"person": "nobody"})) == (404, "person_missing")


def move(app, code: str, address: str = "8.8.8.8"):
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return send(browser, "POST", "/session/transfer/redemption", {"code": code})


def test_a_code_moves_the_sign_in_once(app, cast):
    given = cast.informant.post("/session/transfer").json
    assert (len(given["code"]), given["expires_at"]) == (6, "2026-11-24T02:10:00.000Z")
    assert move(app, given["code"]).json["person"]["id"] == cast.informant.id
    assert shown(move(app, given["code"])) == (403, "code_wrong")
    assert cast.informant.get("/session").status_code == 200


def test_a_code_lasts_ten_minutes_and_a_new_one_ends_it(app, cast, clock):
    first = cast.informant.post("/session/transfer").json["code"]
    second = cast.informant.post("/session/transfer").json["code"]
    assert first == second or shown(move(app, first)) == (403, "code_wrong")
    clock.forward(minutes=9, seconds=59)
    third = cast.informant.post("/session/transfer").json["code"]
    clock.forward(minutes=10)
    assert shown(move(app, third)) == (403, "code_wrong")


def test_guessing_codes_is_throttled_per_address(app, cast):
    right = cast.informant.post("/session/transfer").json["code"]
    for guess in [code for code in (f"{number:06}" for number in range(11)) if code != right][:10]:
        assert shown(move(app, guess, "9.9.9.9")) == (403, "code_wrong")
    assert shown(move(app, right, "9.9.9.9")) == (429, "too_many_tries")
    assert move(app, right).status_code == 200
