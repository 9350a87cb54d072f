"""A one-time code and a password of one's own: once, for a day, and nobody else ever knows the password."""

from __future__ import annotations

import pytest

from patrol.domain import reset_codes
from patrol.domain.errors import Conflict
from tests.cast import send

NEW = "自己的新密码 2026"


@pytest.fixture
def code(cast, session, clock):
    given, _ = reset_codes.issue(session, cast.admin.actor(session), cast.inspector.id, now=clock())
    session.commit()
    return given


def choose(app, code: str, password: str = NEW, address: str = "8.8.8.8"):
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return send(browser, "POST", "/session/password", {"code": code, "password": password})


def shown(answer) -> tuple[int, str]:
    return answer.status_code, answer.json.get("error", {}).get("code")


def test_it_sets_the_password_signs_in_and_signs_out_every_other_browser(app, cast, code):
    before = cast.inspector.http
    answer = choose(app, f" {code.lower().replace('-', ' ')} ")
    assert (answer.status_code, answer.json["person"]["id"]) == (200, cast.inspector.id)
    assert before.get("/api/session").status_code == 401
    again = {"username": cast.inspector.username, "password": NEW}
    assert send(app.test_client(), "POST", "/session", again).status_code == 200
    old = {"username": cast.inspector.username, "password": cast.inspector.password}
    assert shown(send(app.test_client(), "POST", "/session", old)) == (403, "wrong_password")


def test_it_is_good_once_and_for_a_day_and_a_new_one_ends_it(app, cast, code, session, clock):
    second, _ = reset_codes.issue(session, cast.admin.actor(session), cast.inspector.id, now=clock())
    session.commit()
    assert shown(choose(app, code)) == (403, "reset_code_wrong")
    assert choose(app, second).status_code == 200
    assert shown(choose(app, second)) == (403, "reset_code_wrong")
    third, until = reset_codes.issue(session, cast.admin.actor(session), cast.inspector.id, now=clock())
    session.commit()
    clock.forward(hours=24)
    assert until == clock()
    assert shown(choose(app, third)) == (403, "reset_code_wrong")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "password_short"), ("x" * 201, "password_short"),
        ("patrol-demo", "password_known"), ("INSPECTOR-yanling", "password_known"),
    ],
)  # fmt: skip
def test_a_password_that_will_not_do_uses_up_nothing(app, code, password, problem):
    answer = choose(app, code, password)
    assert answer.status_code == 422 and answer.json["error"]["code"] == problem
    assert choose(app, code).status_code == 200


def test_guessing_is_throttled(app, code):
    for _ in range(10):
        assert shown(choose(app, "AAAAA-AAAAA", address="9.9.9.9")) == (403, "reset_code_wrong")
    assert shown(choose(app, code, address="9.9.9.9")) == (429, "too_many_tries")
    assert choose(app, code).status_code == 200


def test_the_code_stands_in_no_table(code, session):
    from tests.domain.test_erase import everything

    assert code not in everything(session) and code.replace("-", "") not in everything(session)


def test_without_a_user_name_there_is_nothing_to_sign_in_with(cast, session, clock):
    from patrol.models import Person

    session.get(Person, cast.informant.id).username = None
    session.commit()
    with pytest.raises(Conflict) as refused:
        reset_codes.issue(session, cast.admin.actor(session), cast.informant.id, now=clock())
    assert refused.value.code == "username_first"
