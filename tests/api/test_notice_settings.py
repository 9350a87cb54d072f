"""Where and when I want to be told: my own alone, only what the county has, and browsers only of push services."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from patrol.channels import Undelivered
from patrol.channels.push import Push
from patrol.domain.log import content_of
from patrol.models import Delivery, Event, NoticeSettings, PushSubscription
from tests.api.sending import new_case
from tests.cast import send
from tests.receivers import connect, deliver

BROWSER = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/x",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


class Browsers(Push):
    """A push service that counts what it is given, and knows no browser any more when told so."""

    def __init__(self):
        super().__init__("7" * 64)
        object.__setattr__(self, "got", [])
        object.__setattr__(self, "problem", None)

    def send(self, address, message):
        if self.problem:
            raise self.problem
        self.got.append((address.endpoint, message.text.partition("（")[0]))


@pytest.fixture
def push(app):
    push = Browsers()
    connect(app, "sms", "email", push=push)
    return push


def choose(member, **more):
    return member.put("/notice-settings", {"off": [], "quiet": None, "digest_hour": None} | more)


def wishes(member) -> dict:
    return member.get("/notice-settings").json


def test_a_county_without_channels_offers_none(app, cast):
    connect(app)
    assert wishes(cast.informant) == {"channels": [], "quiet": None, "digest_hour": None, "push": None}


def test_what_i_choose_is_kept_and_is_mine_alone(cast, push):
    body = {"addresses": {"email": " zhang@example.cn "}, "off": ["sms"]}
    body |= {"quiet": {"from": 22, "to": 7}, "digest_hour": 18}
    answer = choose(cast.inspector, **body)
    assert answer.status_code == 200
    assert answer.json == wishes(cast.inspector) == {
        "channels": [
            {"name": "sms", "address": "13800000004", "on": False, "mine": False},
            {"name": "email", "address": "zhang@example.cn", "on": True, "mine": True},
        ],
        "quiet": {"from": 22, "to": 7}, "digest_hour": 18, "push": {"key": push.public_key, "here": False},
    }  # fmt: skip
    assert wishes(cast.assistant)["channels"][1] == {"name": "email", "address": None, "on": True, "mine": True}


def test_an_address_not_named_stays_and_an_empty_one_goes(cast, push):
    choose(cast.inspector, addresses={"email": "zhang@example.cn"}, digest_hour=3)
    choose(cast.inspector)
    told = wishes(cast.inspector)
    assert (told["channels"][1]["address"], told["digest_hour"]) == ("zhang@example.cn", None)
    choose(cast.inspector, addresses={"email": ""})
    assert wishes(cast.inspector)["channels"][1]["address"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"addresses": {"email": "zhang"}}, {"addresses": {"email": "a@b.cn\r\nBcc: x@y.cn"}},
        {"addresses": {"email": "<a@b.cn>"}}, {"addresses": {"wecom": "a|b"}}, {"addresses": {"dingtalk": "张"}},
        {"addresses": {"phone": "139"}}, {"addresses": {"email": "a" * 121}}, {"addresses": []},
        {"quiet": {"from": 24, "to": 7}}, {"quiet": {"from": 1}}, {"quiet": "night"}, {"digest_hour": -1},
        {"digest_hour": "8"}, {"digest_hour": 1.5}, {"off": ["inbox"]}, {"off": "sms"}, {"off": ["sms"] * 6},
    ],
)  # fmt: skip
def test_what_is_no_address_and_no_hour_is_refused_and_changes_nothing(cast, push, session, body):
    answer = choose(cast.inspector, **body)
    assert (answer.status_code, answer.json["error"]["code"] in ("invalid", "address_odd")) == (422, True)
    assert session.scalar(select(NoticeSettings)) is None


def test_a_changed_address_is_an_event_without_the_address(cast, push, session):
    choose(cast.inspector, addresses={"email": "zhang@example.cn"}, off=["sms"])
    choose(cast.inspector, addresses={"email": "zhang@example.cn"})
    events = [content_of(one) for one in session.scalars(select(Event))]
    assert [one["ways"] for one in events if one["act"] == "ways_changed"] == [["email"]]
    assert "zhang@example.cn" not in str(events)


def test_a_browser_is_told_what_its_owner_may_know_and_nothing_once_it_is_signed_out(app, cast, push, session):
    for member in (cast.inspector, cast.neighbour):
        browser = BROWSER | {"endpoint": BROWSER["endpoint"] + member.part}
        assert member.put("/push-subscription", browser).status_code == 204
    assert wishes(cast.inspector)["push"]["here"] is True
    cast.neighbour.delete("/session")
    new_case(cast.informant)
    deliver(app)
    assert push.got == [(BROWSER["endpoint"] + "inspector", "柳茹村：有人上报占用耕地建房")]


def test_a_browser_turned_off_or_gone_is_forgotten(app, cast, push, session):
    cast.inspector.put("/push-subscription", BROWSER)
    cast.assistant.put("/push-subscription", BROWSER | {"endpoint": BROWSER["endpoint"] + "2"})
    assert cast.inspector.delete("/push-subscription").status_code == 204
    assert wishes(cast.inspector)["push"]["here"] is False
    object.__setattr__(push, "problem", Undelivered("http", "HTTP 410", for_good=True))
    new_case(cast.informant)
    deliver(app)
    assert [(one.state, one.reason) for one in session.scalars(select(Delivery))] == [("dropped", "no_subscription")]
    assert session.scalar(select(PushSubscription)) is None


def test_one_browser_has_one_subscription_and_another_browser_its_own(cast, push, session):
    cast.inspector.put("/push-subscription", BROWSER)
    cast.inspector.put("/push-subscription", BROWSER | {"endpoint": BROWSER["endpoint"] + "new"})
    other = cast.inspector.another_browser()
    assert send(other, "PUT", "/push-subscription", BROWSER).status_code == 204
    assert sorted(session.scalars(select(PushSubscription.endpoint))) == [
        BROWSER["endpoint"], BROWSER["endpoint"] + "new"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"endpoint": "http://127.0.0.1/x"}, {"endpoint": "https://intranet.county.gov.cn/x"}, {"endpoint": "x"},
        {"p256dh": "not base64!"}, {"auth": ""}, {"auth": None},
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 999},
    ],
)  # fmt: skip
def test_what_is_no_browser_of_a_push_service_is_refused(cast, push, session, more):
    answer = cast.inspector.put("/push-subscription", BROWSER | more)
    assert (answer.status_code, answer.json["error"]["code"] in ("invalid", "push_unknown")) == (422, True)
    assert session.scalar(select(PushSubscription)) is None


def test_a_county_without_push_takes_no_browser(app, cast):
    connect(app)
    assert cast.inspector.put("/push-subscription", BROWSER).json["error"]["code"] == "push_unknown"
