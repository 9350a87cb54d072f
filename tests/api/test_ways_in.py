"""Who can make a way in for an informant could read as that informant: so the informant is told, and officers are."""

from __future__ import annotations

from patrol.domain import cards, reset_codes
from tests.cast import send

NEW = "自己的新密码 2026"


def told(member) -> list[tuple[str, str]]:
    return [(one["event"], one["text"]) for one in member.get("/inbox").json["notices"] if one["case"] is None]


def given_code(cast, session, clock) -> str:
    code, _ = reset_codes.issue(session, cast.admin.actor(session), cast.informant.id, now=clock())
    session.commit()
    return code


def given_card(cast, session, clock) -> str:
    from patrol.models import Person

    people = [session.get(Person, cast.informant.id)]
    [token] = cards.issue(session, cast.admin.actor(session), people, now=clock()).values()
    session.commit()
    return token


MINE = "局里动了您的登录：{}。不是您要的，请打电话问县局"
OTHER = "您的名字在另一台手机上登录了。不是您？到「我的」里把它退出"


def test_a_code_is_told_to_its_person_and_to_every_officer(cast, session, clock):
    given_code(cast, session, clock)
    assert told(cast.informant) == [("way_in_mine", MINE.format("做了一次性口令"))]
    [(event, text)] = told(cast.officer)
    assert event == "way_in" and "做了一次性口令" in text and "柳茹村信息员" in text
    assert told(cast.inspector) == told(cast.leader) == told(cast.neighbour) == []


def test_who_goes_in_with_the_code_cannot_take_that_notice_away(app, cast, session, clock):
    code = given_code(cast, session, clock)
    browser = app.test_client()
    assert send(browser, "POST", "/session/password", {"code": code, "password": NEW}).status_code == 200
    [notice] = browser.get("/api/inbox").json["notices"]
    assert send(browser, "PUT", f"/inbox/{notice['id']}/seen").status_code == 204
    [still] = browser.get("/api/inbox").json["notices"]
    assert (still["event"], still["text"]) == ("way_in_mine", MINE.format("做了一次性口令"))


def test_a_first_card_is_no_news_and_one_for_somebody_who_is_signed_in_is(cast, session, clock):
    given_card(cast, session, clock)
    assert told(cast.officer) == []
    assert told(cast.informant) == []
    given_card(cast, session, clock)  # the informant has signed in by now, to look
    assert told(cast.informant) == [("way_in_mine", MINE.format("做了新卡"))]
    assert [event for event, _ in told(cast.officer)] == ["way_in"]


def test_whoever_signs_in_as_an_informant_is_told_to_the_other_phones(cast, clock):
    first = cast.informant.http
    clock.forward(minutes=5)
    second = cast.informant.another_browser()
    for browser, event in ((first, "new_device"), (second, "this_device")):
        assert [one["event"] for one in browser.get("/api/inbox").json["notices"]] == [event]
    assert told(cast.informant) == [("new_device", OTHER)]
    labels = {device["current"] for device in first.get("/api/devices").json["devices"]}
    assert labels == {True, False}


def test_of_staff_who_sign_in_here_and_there_nobody_is_told(cast):
    cast.inspector.http  # noqa: B018
    cast.inspector.another_browser()
    assert told(cast.inspector) == []


def test_who_gave_the_code_does_not_go_in_with_it_in_the_same_browser(cast, session, clock):
    code = given_code(cast, session, clock)
    body = {"code": code, "password": NEW}
    answer = send(cast.admin.http, "POST", "/session/password", body)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "reset_code_elsewhere")
    assert cast.admin.get("/session").json["person"]["id"] == cast.admin.id
    assert send(cast.admin.app.test_client(), "POST", "/session/password", body).status_code == 200


def test_nor_at_the_desk(cast, session, clock):
    from tests.desk.browsing import Office, words_of

    code = given_code(cast, session, clock)
    answer = Office(cast, "admin").send("/desk/sign-in/password", {"code": code, "password": NEW})
    assert answer.status_code == 409 and "这台上登录的是别人" in words_of(answer)
