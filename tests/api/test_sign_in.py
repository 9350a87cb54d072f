"""Who gets in, how often one may try, and how every sign-in ends."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from patrol.domain import signing_in
from patrol.models import County, Person
from tests.cast import PASSWORD, send

WRONG = {"password": "not this one"}


def attempt(app, username: str, password: str = PASSWORD, address: str = "127.0.0.1"):
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return send(browser, "POST", "/session", {"username": username, "password": password})


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json.get("error", {}).get("code")


def test_a_session_says_who_one_is_and_what_the_phone_needs(cast):
    mine = cast.informant.get("/session").json
    area = {"code": "321181101208", "name": "柳茹村委会", "level": "village"}
    assert mine["person"] == {"id": cast.informant.id, "name": "柳茹村信息员"}
    assert mine["posts"] == [{"role": "informant", "level": "village", "area": area, "station": None}]
    assert (mine["demo"], mine["county"].pop("epoch") > 0) == (True, True)
    assert mine["county"] == {"code": "321181", "name": "丹阳市", "backup": "none"}
    assert len(mine["kinds"]) == 13 and {"kind": "villa", "grave": True} in mine["kinds"]
    assert mine["rules"].items() >= {"photo_max_bytes": 62914560, "voice_max_seconds": 60}.items()
    assert "2026-10-01" in mine["rules"]["calendar"]["off"]
    assert mine["server_time"] == "2026-11-24T02:00:00.000Z"
    names = "person posts device demo county kinds rules server_time version sealing"
    assert set(mine) == set(names.split())


@pytest.mark.parametrize(
    ("username", "password"), [("officer", "wrong"), ("nobody", PASSWORD), ("", ""), ("Officer", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(app, cast, username, password):
    answer = attempt(app, username, password)
    assert (answer.status_code, answer.json["error"]["code"], answer.json["error"]["fields"]) == (
        403, "wrong_password", {},
    )  # fmt: skip


def test_eight_failures_lock_the_account_for_a_quarter_of_an_hour_from_every_address(app, cast, clock):
    for number in range(8):
        assert code_of(attempt(app, "officer", "wrong", f"10.0.0.{number}")) == (403, "wrong_password")
    assert code_of(attempt(app, "officer", PASSWORD, "10.0.1.1")) == (429, "too_many_tries")
    assert attempt(app, "admin").status_code == 200
    clock.forward(minutes=15)
    assert attempt(app, "officer").status_code == 200


def test_forty_failures_lock_the_address_whatever_the_account(app, cast, monkeypatch):
    monkeypatch.setattr(signing_in, "is_right", lambda person, password: False)
    for number in range(40):
        assert code_of(attempt(app, f"name-{number}", address="10.0.0.9")) == (403, "wrong_password")
    monkeypatch.undo()
    locked = attempt(app, "officer", address="10.0.0.9")
    assert (code_of(locked), locked.headers["Retry-After"]) == ((429, "too_many_tries"), "5")
    assert attempt(app, "officer", address="10.0.0.8").status_code == 200


def test_the_office_s_form_counts_in_the_same_table(app, cast):
    for _ in range(8):
        attempt(app, "officer", "wrong")
    browser = app.test_client()
    browser.get("/desk/sign-in")
    with browser.session_transaction() as cookie:
        token = cookie["form"]
    answer = browser.post("/desk/sign-in", data={"username": "officer", "password": PASSWORD, "form_token": token})
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("192.168.1.7", 200), ("10.9.8.7", 200), ("::1", 200), ("::ffff:192.168.1.7", 200),
     ("8.8.8.8", 403), ("::ffff:8.8.8.8", 403), ("2400:3200::1", 403), ("unknown", 403)],
)  # fmt: skip
def test_the_demo_s_password_counts_only_nearby(app, cast, address, status):
    assert attempt(app, "officer", PASSWORD, address).status_code == status


def test_the_demo_s_password_counts_only_in_the_demo(app, cast, session):
    session.execute(update(County).values(demo=False))
    session.commit()
    assert code_of(attempt(app, "officer")) == (403, "wrong_password")


def test_a_real_password_counts_from_everywhere(app, cast, session):
    own = signing_in.hash_password("a longer password")
    session.execute(update(Person).where(Person.username == "officer").values(password_hash=own))
    session.commit()
    assert attempt(app, "officer", "a longer password", "8.8.8.8").status_code == 200
    assert attempt(app, "officer", PASSWORD).status_code == 403


def test_signing_out_ends_this_browser_alone(cast):
    here, there = cast.officer.another_browser(), cast.officer.another_browser()
    cookie = here.get_cookie("patrol").value
    assert send(here, "DELETE", "/session").status_code == 204
    here.set_cookie("patrol", cookie)  # an old copy of the cookie is worth nothing
    assert here.get("/api/session").status_code == 401
    assert there.get("/api/session").status_code == 200


def test_a_lost_phone_is_signed_out_from_another(cast, clock):
    lost = cast.officer.another_browser()
    clock.forward(minutes=1)
    listed = cast.officer.get("/devices").json["devices"]
    assert [(one["label"], one["current"]) for one in listed] == [
        ("Chrome · Android", False),
        ("Chrome · Android", True),
    ]
    other = next(one["id"] for one in listed if not one["current"])
    assert cast.admin.delete(f"/devices/{other}").status_code == 404
    assert cast.officer.delete(f"/devices/{other}").status_code == 204
    assert lost.get("/api/session").status_code == 401
    assert len(cast.officer.get("/devices").json["devices"]) == 1


def test_a_browser_is_named_in_the_reader_s_words(cast):
    agent = "Mozilla/5.0 (Linux; Android 10) Chrome/120 Mobile MicroMessenger/8.0"
    cast.officer.agent = agent
    browser = cast.officer.http
    for language, label in (("zh-CN", "微信 · Android"), ("en", "WeChat · Android")):
        listed = browser.get("/api/devices", headers={"Accept-Language": language}).json["devices"]
        assert [one["label"] for one in listed] == [label]


def test_signed_out_everywhere_no_browser_and_no_open_code_is_left(app, cast):
    here, there = cast.officer.http, cast.officer.another_browser()
    code = cast.officer.post("/session/transfer").json["code"]
    assert app.test_cli_runner().invoke(args=["patrol", "sign-out", "officer"]).exit_code == 0
    assert {one.get("/api/session").status_code for one in (here, there)} == {401}
    assert send(app.test_client(), "POST", "/session/transfer/redemption", {"code": code}).status_code == 403
    assert attempt(app, "officer").status_code == 200


def test_who_has_left_is_out_at_once_and_stays_out(app, cast, session, clock):
    browser = cast.officer.http
    session.execute(update(Person).where(Person.id == cast.officer.id).values(closed_at=clock()))
    session.commit()
    assert browser.get("/api/session").status_code == 401
    assert code_of(attempt(app, "officer")) == (403, "wrong_password")


def test_a_forged_or_foreign_cookie_is_nobody(app, client, cast):
    for value in ("x", "eyJfdXNlcl9pZCI6ICJ4In0.x.y", ""):
        client.set_cookie("patrol", value)
        assert client.get("/api/session").status_code == 401


def test_nothing_of_an_earlier_session_is_carried_into_the_next(app, cast):
    browser = app.test_client()
    browser.get("/desk/sign-in")
    with browser.session_transaction() as cookie:
        planted = cookie["form"]
    send(browser, "POST", "/session", {"username": "officer", "password": PASSWORD})
    with browser.session_transaction() as cookie:
        assert cookie.get("form") != planted


def test_last_contact_moves_at_most_every_ten_minutes(cast, clock):
    browser = cast.officer.http
    for minutes, shown in [(5, "02:00"), (6, "02:11"), (30, "02:41")]:
        clock.forward(minutes=minutes)
        browser.get("/api/session")
        assert browser.get("/api/devices").json["devices"][0]["last_contact_at"] == f"2026-11-24T{shown}:00.000Z"
