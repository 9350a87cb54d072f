"""From a notice to a person: by which ways, once each, again when it failed, and never to who may no longer know."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select

from patrol import delivering
from patrol.channels import Undelivered
from patrol.channels.robots import Robot
from patrol.domain.delivery import planning, settling, wording
from patrol.domain.sweep import sweep
from patrol.extensions import writing
from patrol.models import County, Delivery, Notice, deliveries
from tests.api.sending import act, done, end_post, give_post, new_case
from tests.receivers import BUSY, GONE, connect, deliver, reach

OPENED = "柳茹村：有人上报占用耕地建房"
SILENT = "有一件要您看的事，请打开田野巡查看"
REFUSED = "柳茹村：占用耕地建房，对方拒不停止，转到镇里"


@pytest.fixture
def mail(app, session, cast):
    """The county has mail, and the inspector of 延陵 an address."""
    reach(session, cast.inspector, email="inspector@example.cn")
    return connect(app, "email")["email"]


@pytest.fixture
def tick(app, clock):
    def once() -> None:
        with app.app_context():
            sweep(writing, now=clock())

    return once


def states(session) -> list[tuple[str, str, str | None]]:
    session.rollback()
    rows = session.scalars(select(Delivery).order_by(Delivery.created_at, Delivery.channel, Delivery.id))
    return [(one.channel, one.state, one.reason) for one in rows]


def test_a_notice_goes_once_by_the_person_s_channel(app, session, cast, mail):
    new_case(cast.informant)
    deliver(app)
    deliver(app)
    assert mail.told == [("inspector@example.cn", OPENED)]
    assert states(session) == [("email", "delivered", None)]


def test_a_message_carries_its_id_in_short_in_its_text(app, session, cast, mail):
    new_case(cast.informant)
    deliver(app)
    _, message = mail.got[0]
    assert message.id == session.scalar(select(Delivery.id))
    assert message.text == f"{OPENED}（编号 {message.code}）" and len(message.code) == 6


def test_what_was_told_while_no_channel_was_there_is_not_sent_later(app, session, cast):
    new_case(cast.informant)
    deliver(app)
    reach(session, cast.inspector, email="inspector@example.cn")
    mail = connect(app, "email")["email"]
    deliver(app)
    assert mail.told == []


def test_an_ordinary_notice_takes_the_first_channel_that_is_on_and_has_an_address(app, session, cast):
    reach(session, cast.inspector, email="inspector@example.cn", wecom="zhang")
    reach(session, cast.assistant, email="assistant@example.cn", wecom="li", off=["wecom", "sms"])
    got = connect(app, "wecom", "dingtalk", "sms", "email")
    new_case(cast.informant)
    no_demo(session)
    deliver(app)
    told = {name: [address for address, _ in one.told] for name, one in got.items()}
    neighbour = "13900000000"
    assert told == {"wecom": ["zhang"], "dingtalk": [], "sms": [neighbour], "email": ["assistant@example.cn"]}


def no_demo(session) -> None:
    session.get(County, 1).demo = False
    session.commit()


def test_no_text_message_goes_to_the_invented_numbers_of_a_demo(app, session, cast):
    sms = connect(app, "sms")["sms"]
    new_case(cast.informant)
    deliver(app)
    assert (sms.told, states(session)) == ([], [])


def test_a_county_may_keep_text_messages_for_what_must_not_wait(app, session, cast):
    sms = connect(app, "sms", sms_for="urgent")["sms"]
    done(cast.inspector, new_case(cast.informant), "stop", outcome="refused")
    no_demo(session)
    deliver(app)
    # Both levels are told of it, and nobody by text message of the report itself.
    assert sorted(sms.told) == [("13800000003", REFUSED), ("13800000008", SILENT), ("13900000000", SILENT)]


def test_a_refusal_goes_out_on_two_channels(app, session, cast):
    reach(session, cast.leader, email="leader@example.cn", wecom="wang")
    got = connect(app, "wecom", "email")
    case_id = new_case(cast.informant)
    done(cast.inspector, case_id, "stop", outcome="refused")
    deliver(app)
    assert got["wecom"].told == [("wang", REFUSED)]
    assert got["email"].told == [("leader@example.cn", REFUSED)]


def test_what_failed_for_now_comes_again_later_and_later_and_arrives(app, session, cast, clock, mail):
    new_case(cast.informant)
    mail.refuses["inspector@example.cn"] = BUSY
    for _ in range(3):
        deliver(app)
        clock.forward(seconds=60)
    row = session.scalar(select(Delivery))
    assert (row.state, row.tries, row.reason, row.answer) == ("waiting", 3, "refused", "451")
    mail.refuses.clear()
    deliver(app)
    assert len(mail.told) == 1 and states(session) == [("email", "delivered", None)]


def test_the_pauses_grow_to_an_hour_and_no_two_are_alike():
    pauses = [[settling.pause_after(tries).total_seconds() for _ in range(50)] for tries in (1, 5, 34)]
    for seconds, of_this in zip((2, 32, 3600), pauses, strict=True):
        assert all(0.6 * seconds <= one <= 1.4 * seconds for one in of_this) and len(set(of_this)) > 40


def test_what_was_tried_for_a_day_is_given_up_and_told_to_the_office(app, session, cast, clock, mail):
    new_case(cast.informant)
    mail.refuses["inspector@example.cn"] = BUSY
    for _ in range(settling.MOST_TRIES):
        deliver(app)
        clock.forward(minutes=90)
    assert states(session) == [("email", "failed", "gave_up_refused")]


def test_a_channel_that_fails_for_good_gives_way_to_the_next(app, session, cast):
    reach(session, cast.inspector, wecom="nobody", email="inspector@example.cn")
    got = connect(app, "wecom", "email")
    got["wecom"].refuses["nobody"] = Undelivered("unknown_person", 81013, for_good=True)
    new_case(cast.informant)
    deliver(app)
    assert got["email"].told == [("inspector@example.cn", OPENED)]
    assert states(session) == [("email", "delivered", None), ("wecom", "failed", "unknown_person")]


def test_a_case_hidden_meanwhile_is_told_to_nobody_it_is_hidden_from(app, session, cast, mail):
    reach(session, cast.neighbour, email="neighbour@example.cn")
    case_id = new_case(cast.informant)
    act(cast.officer, case_id, "conceal", level="village")
    deliver(app)
    assert [address for address, _ in mail.told] == ["inspector@example.cn"] * 2
    assert sorted(states(session)) == [
        ("email", "delivered", None), ("email", "delivered", None), ("email", "dropped", "hidden")
    ]  # fmt: skip


def test_a_concealed_case_leaves_the_house_without_its_place_and_kind(app, session, cast, mail):
    new_case(cast.informant, conceal="village")
    deliver(app)
    assert mail.told == [("inspector@example.cn", SILENT)]


def test_a_villager_s_message_does_not_say_what_it_is_about(app, session, cast, mail):
    """A stop is told to the reporter alone: the message would say to whoever reads it whose report it was."""
    reach(session, cast.informant, email="informant@example.cn")
    done(cast.inspector, new_case(cast.informant), "stop", outcome="stopped")
    deliver(app)
    assert ("informant@example.cn", SILENT) in mail.told and len(mail.told) == 2


def test_who_no_longer_holds_the_post_gets_nothing(app, session, cast, clock, mail):
    new_case(cast.informant)
    clock.forward(minutes=1)
    end_post(session, cast.inspector)
    deliver(app)
    assert (mail.told, states(session)) == ([], [("email", "dropped", "hidden")])


def test_what_was_read_in_the_app_is_not_sent_any_more(app, session, cast, mail):
    new_case(cast.informant)
    notice = cast.inspector.get("/inbox").json["notices"][0]["id"]
    cast.inspector.put(f"/inbox/{notice}/seen")
    deliver(app)
    assert (mail.told, states(session)) == ([], [("email", "dropped", "seen")])


def test_a_channel_switched_off_between_the_notice_and_its_message_is_not_used(app, session, cast, clock, mail):
    reach(session, cast.inspector, email="inspector@example.cn", quiet_from=9, quiet_to=12)
    new_case(cast.informant)
    deliver(app)
    reach(session, cast.inspector, email="inspector@example.cn", off=["email"])
    clock.forward(hours=3)
    deliver(app)
    assert (mail.told, states(session)) == ([], [("email", "dropped", "switched_off")])


def test_quiet_hours_wait_for_their_end(app, session, cast, clock, mail):
    reach(session, cast.inspector, email="inspector@example.cn", quiet_from=22, quiet_to=7)
    clock.forward(hours=13)  # 23:00 in China
    new_case(cast.informant)
    deliver(app)
    assert mail.told == []
    assert session.scalar(select(Delivery.due_at)) - clock.now == timedelta(hours=8)
    clock.forward(hours=8)
    deliver(app)
    assert mail.told == [("inspector@example.cn", OPENED)]


def test_quiet_hours_and_digests_are_broken_by_refusals_and_grave_cases_alone(app, session, cast, mail):
    reach(session, cast.leader, email="leader@example.cn", quiet_from=0, quiet_to=23)
    reach(session, cast.inspector, email="inspector@example.cn", digest_hour=18)
    case_id = new_case(cast.informant)
    done(cast.inspector, case_id, "stop", outcome="refused")
    new_case(cast.informant, kind="villa")
    deliver(app)
    assert sorted(mail.told) == [
        ("inspector@example.cn", "柳茹村：有人上报违建别墅"), ("leader@example.cn", REFUSED)
    ]  # fmt: skip


def test_a_digest_is_one_message_a_day_with_what_may_still_be_known(app, session, cast, clock, mail):
    reach(session, cast.inspector, email="inspector@example.cn", digest_hour=18)
    for kind in ("waste", "waste", "felling"):
        new_case(cast.informant, kind=kind)
        clock.forward(minutes=1)
    new_case(cast.informant, conceal="village")
    deliver(app)
    assert mail.got == []
    clock.forward(hours=8)
    deliver(app)
    assert [message.text.partition("（")[0].splitlines() for _, message in mail.got] == [[
        "今天有 4 条新消息，请打开田野巡查看", "柳茹村：有人上报堆放固体废弃物", "柳茹村：有人上报滥伐盗伐林木",
        SILENT,
    ]]  # fmt: skip
    assert [state for _, state, _ in states(session)] == ["delivered"] * 4


def test_a_digest_that_comes_again_has_the_same_id(app, session, cast, clock, mail):
    reach(session, cast.inspector, email="inspector@example.cn", digest_hour=18)
    new_case(cast.informant)
    new_case(cast.informant)
    deliver(app)
    clock.forward(hours=8)
    deliver(app)
    session.query(Delivery).update({"state": "waiting"})  # as if its worker had died before it said so
    session.commit()
    deliver(app)
    first, second = (message for _, message in mail.got)
    assert first == second


def test_two_workers_never_claim_the_same_row(app, session, cast, mail):
    for _ in range(3):
        new_case(cast.informant)
    with app.app_context():
        clock = app.config["CLOCK"]
        with writing() as inner:
            planning.plan(inner, app.config["PATROL"].channels, 10, now=clock())
        lease = timedelta(minutes=1)
        with writing() as inner:
            first = {one.id for one in deliveries.claim(inner, "email", "one", clock(), lease, 2)}
        with writing() as inner:
            second = {one.id for one in deliveries.claim(inner, "email", "two", clock(), lease, 9)}
        assert (len(first), len(second), first & second) == (2, 1, set())
        clock.forward(minutes=2)  # both have died
        with writing() as inner:
            assert {one.id for one in deliveries.claim(inner, "email", "three", clock(), lease, 9)} == first | second
        with writing() as inner:
            assert not deliveries.settle(inner, first, "one", {"state": "delivered"})


def watched_refusal(app, cast, session) -> str:
    """A refusal that rose to the town, whose leader can be reached by mail alone."""
    reach(session, cast.leader, email="leader@example.cn")
    case_id = new_case(cast.informant)
    done(cast.inspector, case_id, "stop", outcome="refused")
    return case_id


def told_of(cast, *parts: str) -> dict[str, list[str]]:
    return {part: [one["event"] for one in cast[part].get("/inbox").json["notices"]] for part in parts}


def test_a_refusal_that_reached_nobody_in_half_an_hour_is_told_to_the_next_level_once(
    app, session, cast, clock, mail
):
    watched_refusal(app, cast, session)
    reach(session, cast.officer, email="officer@example.cn")
    mail.refuses["leader@example.cn"] = GONE
    deliver(app)
    clock.forward(minutes=29)
    deliver(app)
    assert told_of(cast, "officer") == {"officer": []}
    clock.forward(minutes=1)
    for _ in range(3):
        deliver(app)
        clock.forward(hours=1)
    assert told_of(cast, "officer", "leader") == {"officer": ["unreached"], "leader": ["refused"]}
    passed = ("officer@example.cn", "柳茹村：占用耕地建房，镇里的人没通知到，请您接着看")
    assert mail.told[-1] == passed and mail.told.count(passed) == 1


@pytest.mark.parametrize("how", ["delivered", "seen", "closed"])
def test_a_refusal_that_reached_somebody_or_is_over_goes_no_further(app, session, cast, clock, mail, how):
    case_id = watched_refusal(app, cast, session)
    if how != "delivered":
        mail.refuses["leader@example.cn"] = BUSY
    deliver(app)
    if how == "seen":
        notice = cast.leader.get("/inbox").json["notices"][0]["id"]
        cast.leader.put(f"/inbox/{notice}/seen")
    if how == "closed":
        done(cast.inspector, case_id, "verify", founded=False, reason="不属实")
    clock.forward(minutes=31)
    deliver(app)
    assert told_of(cast, "officer") == {"officer": []}


def test_who_has_no_channel_is_reached_by_the_inbox(app, session, cast, clock, mail):
    done(cast.inspector, new_case(cast.informant), "stop", outcome="refused")
    clock.forward(hours=1)
    deliver(app)
    assert told_of(cast, "officer") == {"officer": []}


def test_one_reached_of_a_level_is_enough(app, session, cast, clock, tick, mail):
    reach(session, cast.assistant, email="assistant@example.cn")
    mail.refuses["assistant@example.cn"] = GONE
    new_case(cast.informant, kind="villa")
    clock.forward(hours=2)
    tick()
    deliver(app)
    clock.forward(minutes=31)
    deliver(app)
    assert told_of(cast, "leader") == {"leader": []}


def test_the_next_level_is_never_told_of_a_case_hidden_from_it(app, session, cast, clock, tick, mail):
    mail.refuses["inspector@example.cn"] = GONE
    new_case(cast.informant, kind="villa", conceal="village")
    give_post(session, cast.leader, "informant", area="321181101208")
    clock.forward(hours=3)
    tick()
    clock.forward(hours=5)
    tick()
    deliver(app)
    clock.forward(minutes=31)
    deliver(app)
    assert told_of(cast, "leader") == {"leader": []}


def test_a_group_robot_is_given_numbers_once_a_day(app, session, cast, clock, tick):
    said = []

    class Said(Robot):
        def send(self, address, message):
            said.append(message.text)

    connect(app, robots=(Said("321181101000", "json://localhost"),), robot_hour=8)
    new_case(cast.informant)
    new_case(cast.informant)
    new_case(cast.informant, conceal="village")
    deliver(app)
    assert said == []  # nothing is late
    clock.forward(hours=3)
    tick()
    clock.forward(hours=24)
    deliver(app)
    deliver(app)
    assert said == ["延陵镇有 2 件超期"]


def test_rows_that_have_served_go_after_a_month_and_failed_ones_stay(app, session, cast, clock, mail):
    new_case(cast.informant)
    deliver(app)
    mail.refuses["inspector@example.cn"] = GONE
    new_case(cast.informant)
    deliver(app)
    clock.forward(days=31)
    deliver(app)
    assert states(session) == [("email", "failed", "unknown_address")]
    assert session.query(Notice).count() > 0


def test_a_message_that_cannot_be_made_holds_up_no_other(app, session, cast, mail, monkeypatch):
    reach(session, cast.assistant, email="assistant@example.cn")
    said = wording.sentence

    def broken(notice, case):
        if notice.person_id == cast.assistant.id:
            raise KeyError("a mistake of ours")
        return said(notice, case)

    monkeypatch.setattr(wording, "sentence", broken)
    new_case(cast.informant)
    deliver(app)
    assert mail.told == [("inspector@example.cn", OPENED)]
    assert sorted(states(session)) == [("email", "delivered", None), ("email", "waiting", "broken")]


def test_a_receiver_that_hangs_holds_up_no_other_channel(app, session, cast):
    reach(session, cast.inspector, wecom="zhang")
    reach(session, cast.assistant, email="assistant@example.cn")
    got = connect(app, "wecom", "email")
    there, go_on = Event(), Event()

    def hang(address, message):
        there.set()
        assert go_on.wait(30)

    got["wecom"].send = hang
    new_case(cast.informant)
    with app.app_context():
        work = delivering.Delivering(app)
        while not (there.is_set() and got["email"].got):
            work.turn()
        go_on.set()
        while work.turn():
            pass
        work.end()
    assert [state for _, state, _ in states(session)] == ["delivered", "delivered"]


def test_what_was_on_its_way_by_a_channel_that_is_no_more_ends(app, session, cast, clock, mail):
    mail.refuses["inspector@example.cn"] = BUSY
    new_case(cast.informant)
    deliver(app)
    connect(app)
    clock.forward(hours=1)
    deliver(app)
    assert states(session) == [("email", "dropped", "no_address")]
