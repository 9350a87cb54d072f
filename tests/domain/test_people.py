"""People come, change, leave and come back; every step is an event, and nobody gets power in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from patrol.domain import cards, handing_over, log, people, posts, reset_codes, verifying
from patrol.domain.errors import Conflict, Invalid, Missing, Refused
from patrol.domain.seats import Gazetteer
from patrol.extensions import reading, writing
from patrol.models import Card, Device, Event, Person
from tests.api.sending import a_case, case_of, done, new_case
from tests.cast import COUNTY, JIULI, LIURU, YANLING, send


@pytest.fixture
def admin(cast, session):
    actor = cast.admin.actor(session)
    session.rollback()  # what others write before the test writes must be seen
    return actor


def seat(session, role: str, code: str = "", station: str = ""):
    return Gazetteer(session).seat(role, code, station)


def said(session) -> list[dict]:
    """What the county's own events say, the oldest first."""
    events = session.scalars(select(Event).where(Event.case_id.is_(None)).order_by(Event.n))
    return [log.content_of(event) for event in events]


def acts(session) -> list[str]:
    return [content["act"] for content in said(session)]


def told(cast, part: str) -> list[str]:
    return [one["text"] for one in cast[part].get("/inbox").json["notices"] if one["case"] is None]


def test_somebody_is_added_with_a_tidied_number_and_a_first_post(session, admin, clock):
    made = people.add(
        session, admin, " 张 小\u200b明 ", "+86 139-1234 5678", seat(session, "informant", LIURU), now=clock()
    )
    session.commit()
    assert (made.name, made.phone, made.password_hash) == ("张小明", "13912345678", None)
    assert [(post.role, post.area.code, post.from_at) for post in posts.find(session, made.id).posts] == [
        ("informant", LIURU, clock())
    ]
    event = said(session)[-1]
    assert {name: event[name] for name in ("act", "by", "person", "phone", "post")} == {
        "act": "person_added", "by": admin.id, "person": made.id, "phone": "13912345678",
        "post": {"role": "informant", "area": LIURU, "station": None},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "phone", "code"),
    [
        ("", "13912345678", "name_missing"), ("123456", "13912345678", "name_odd"),
        ("张三", "1391234567", "phone_not_11"),
        ("张三", "23912345678", "phone_not_11"), ("张三", "1.39E+10", "phone_rounded"),
        ("张三", "13800000008", "phone_taken"),
    ],
)  # fmt: skip
def test_what_is_no_name_or_number_or_is_taken_is_refused(session, admin, clock, name, phone, code):
    with pytest.raises((Invalid, Conflict)) as refused:
        people.add(session, admin, name, phone, seat(session, "informant", LIURU), now=clock())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("role", "code", "station", "problem"),
    [
        ("informant", YANLING, "", "level_wrong"), ("leader", LIURU, "", "level_wrong"),
        ("officer", YANLING, "", "level_wrong"),
        ("informant", "", "", "code_missing"), ("informant", "999", "", "code_unknown"),
        ("inspector", "", "", "seat_without_station"),
        ("informant", "321181101", "", "code_short"), ("inspector", "", "无所", "station_unknown"),
        ("king", LIURU, "", "role_unknown"),
    ],
)  # fmt: skip
def test_a_seat_that_does_not_fit_says_why(session, role, code, station, problem):
    with pytest.raises(Invalid) as refused:
        seat(session, role, code, station)
    assert refused.value.code == problem


def test_a_name_where_a_code_belongs_is_answered_with_all_who_bear_it(session):
    with pytest.raises(Invalid) as refused:
        seat(session, "informant", "中心社区居委会")
    assert refused.value.code == "code_is_name"
    assert refused.value.fields["candidates"].count("中心社区居委会") == 2
    assert "界牌镇 / 中心社区居委会" in refused.value.fields["candidates"]


def test_only_an_administrator_may(cast, session, clock):
    for part in ("officer", "inspector", "leader", "informant"):
        with pytest.raises(Refused):
            people.rename(session, cast[part].actor(session), cast.informant.id, "别名", now=clock())


def test_a_post_given_and_ended_counts_at_once_in_who_the_session_is(cast, session, admin, clock):
    inspector = cast.inspector
    given = posts.give(session, admin, inspector.id, seat(session, "informant", JIULI), clock(), None, now=clock())
    session.commit()
    assert [post["role"] for post in inspector.get("/session").json["posts"]] == ["inspector", "informant"]
    with pytest.raises(Conflict) as twice:
        posts.give(session, admin, inspector.id, seat(session, "informant", JIULI), clock(), None, now=clock())
    assert twice.value.code == "post_there"
    session.rollback()
    clock.forward(minutes=1)
    posts.change(session, admin, inspector.id, given.id, given.from_at, clock(), now=clock())
    session.commit()
    assert [post["role"] for post in inspector.get("/session").json["posts"]] == ["inspector"]
    assert acts(session)[-2:] == ["post_given", "post_changed"]


def test_power_is_given_in_front_of_all_officers_and_of_nobody_else(cast, session, admin, clock):
    for role in ("officer", "admin"):
        posts.give(session, admin, cast.informant.id, seat(session, role, COUNTY), clock(), None, now=clock())
    session.commit()
    assert sorted(told(cast, "officer")) == ["管理员给了柳茹村信息员县局人员岗位", "管理员给了柳茹村信息员管理员岗位"]
    for part in ("inspector", "leader", "neighbour", "admin"):
        assert told(cast, part) == []


def test_an_administrator_who_makes_himself_an_officer_is_seen(cast, session, admin, clock):
    posts.give(session, admin, cast.admin.id, seat(session, "officer", COUNTY), clock(), None, now=clock())
    session.commit()
    assert told(cast, "officer") == ["管理员给了管理员县局人员岗位"]


def test_a_new_way_in_for_an_officer_is_told_to_the_officers(cast, session, admin, clock):
    reset_codes.issue(session, admin, cast.officer.id, now=clock())
    people.change_phone(session, admin, cast.officer.id, "13912340000", now=clock())
    cards.issue(session, admin, [posts.find(session, cast.officer.id)], now=clock())
    reset_codes.issue(session, admin, cast.inspector.id, now=clock())
    session.commit()
    assert len(told(cast, "officer")) == 4
    assert "管理员动了延陵所巡查员的登录：做了一次性口令" in told(cast, "officer")
    assert told(cast, "inspector") == ["局里动了您的登录：做了一次性口令。不是您要的，请打电话问县局"]
    assert "管理员动了县局人员的登录：换手机号" in told(cast, "officer")


def test_who_is_no_officer_any_more_does_not_read_on_about_the_county(cast, session, admin, clock):
    posts.give(session, admin, cast.informant.id, seat(session, "officer", COUNTY), clock(), None, now=clock())
    [post] = posts.find(session, cast.officer.id).posts
    posts.change(session, admin, cast.officer.id, post.id, post.from_at, clock(), now=clock())
    session.commit()
    assert told(cast, "officer") == []


def test_the_last_administrator_stays(cast, session, admin, clock):
    [post] = posts.find(session, cast.admin.id).posts
    with pytest.raises(Conflict) as refused:
        posts.change(session, admin, cast.admin.id, post.id, post.from_at, clock(), now=clock())
    assert refused.value.code == "last_admin"
    session.rollback()
    with pytest.raises(Conflict) as refused:
        people.close(session, None, cast.admin.id, now=clock())
    assert refused.value.code == "last_admin"
    session.rollback()
    posts.give(session, admin, cast.leader.id, seat(session, "admin", COUNTY), clock(), None, now=clock())
    people.close(session, None, cast.admin.id, now=clock())
    session.commit()


def test_nobody_closes_the_own_account(cast, session, admin, clock):
    with pytest.raises(Conflict) as refused:
        people.close(session, admin, cast.admin.id, now=clock())
    assert refused.value.code == "not_yourself"


def test_who_leaves_is_out_everywhere_and_nothing_of_the_past_is_lost(app, cast, session, admin, clock):
    new_case(cast.informant)
    person = posts.find(session, cast.informant.id)
    token = cards.issue(session, admin, [person], now=clock())[person.id]
    code, _ = reset_codes.issue(session, admin, person.id, now=clock())
    session.commit()
    transfer = cast.informant.post("/session/transfer").json["code"]
    clock.forward(minutes=1)
    people.close(session, admin, person.id, now=clock())
    session.commit()
    assert cast.informant.get("/cases").status_code == 401
    stranger = app.test_client()
    assert send(stranger, "POST", f"/enrolments/{token}/redemption", {"last4": "0008"}).status_code == 404
    assert send(stranger, "POST", "/session/transfer/redemption", {"code": transfer}).status_code == 403
    new = {"code": code, "password": "long enough 1"}
    assert send(stranger, "POST", "/session/password", new).status_code == 403
    assert session.scalar(select(Device.id).where(Device.person_id == person.id, Device.revoked_at.is_(None))) is None
    assert {post.to_at for post in posts.find(session, person.id).posts} == {clock()}


def test_a_card_is_not_made_for_whom_it_could_not_let_in(session, admin, clock, cast):
    person = posts.find(session, cast.informant.id)
    person.phone = None
    with pytest.raises(Conflict) as refused:
        cards.issue(session, admin, [person], now=clock())
    assert refused.value.code == "phone_first"


def test_who_comes_back_has_a_new_post_and_needs_a_new_card(cast, session, admin, clock):
    people.close(session, admin, cast.informant.id, now=clock())
    session.commit()
    clock.forward(days=1)
    people.reopen(session, admin, cast.informant.id, seat(session, "informant", JIULI), now=clock())
    session.commit()
    person = posts.find(session, cast.informant.id)
    assert (person.closed_at, person.password_hash) == (None, None)
    assert [post.area.code for post in person.posts if post.to_at is None] == [JIULI]
    assert session.scalar(select(Card.id).where(Card.person_id == person.id, Card.revoked_at.is_(None))) is None
    assert acts(session)[-2:] == ["person_left", "person_back"]


def test_a_number_whose_holder_left_may_have_a_new_holder(cast, session, admin, clock):
    people.close(session, admin, cast.informant.id, now=clock())
    people.add(session, admin, "新人", "13800000008", seat(session, "informant", LIURU), now=clock())
    with pytest.raises(Conflict) as refused:
        people.reopen(session, admin, cast.informant.id, seat(session, "informant", LIURU), now=clock())
    assert refused.value.code == "phone_taken"


def assigned(cast, lead: bool = True, assistant: bool = False, **more) -> str:
    case_id = a_case(cast, **more)
    who = {"lead": cast.inspector.id if lead else None, "assistant": cast.assistant.id if assistant else None}
    done(cast.officer, case_id, "assign", **who)
    return case_id


def people_of(cast, case_id: str) -> tuple:
    case = case_of(cast.officer, case_id)
    return tuple(case[post] and case[post]["id"] for post in ("lead", "assistant"))


def test_a_leaver_s_cases_go_to_whom_the_office_chose(cast, session, admin, clock):
    case_id, other = assigned(cast), new_case(cast.informant)
    station = posts.find(session, cast.inspector.id).posts[0].station_id
    handed = people.close(session, admin, cast.inspector.id, {station: cast.assistant.id}, now=clock())
    session.commit()
    assert (handed, people_of(cast, case_id), people_of(cast, other)) == (1, (cast.assistant.id, None), (None, None))
    entry = case_of(cast.officer, case_id)["timeline"][-1]
    assert (entry["act"], entry["cause"], entry["by"]) == ("assign", "hand_over", "管理员")
    assert verifying.verify(session) == []


def test_without_a_choice_the_assistant_moves_up_and_else_the_station_is_told(cast, session, admin, clock):
    with_both, alone = assigned(cast, assistant=True), assigned(cast)
    people.close(session, admin, cast.inspector.id, now=clock())
    session.commit()
    assert people_of(cast, with_both) == (cast.assistant.id, None)
    assert people_of(cast, alone) == (None, None)
    news = [one["case"]["id"] for one in cast.assistant.get("/inbox").json["notices"] if one["event"] == "assign"]
    assert alone in news and with_both in news
    assert verifying.verify(session) == []


def test_closed_cases_keep_who_led_them_and_only_the_number_comes_back(cast, session, admin, clock):
    closed = a_case(cast, "fresh")
    done(cast.officer, closed, "assign", lead=cast.inspector.id)
    done(cast.inspector, closed, "verify", founded=False, reason="不属实")
    assigned(cast)
    assert people.close(session, admin, cast.inspector.id, now=clock()) == 1
    session.commit()
    assert people_of(cast, closed) == (cast.inspector.id, None)


def test_a_case_hidden_from_whom_it_would_go_to_goes_to_nobody(cast, session, admin, clock):
    case_id = assigned(cast)
    done(cast.officer, case_id, "conceal", level="station")
    station = posts.find(session, cast.inspector.id).posts[0].station_id
    assert people.close(session, admin, cast.inspector.id, {station: cast.assistant.id}, now=clock()) == 1
    session.commit()
    assert people_of(cast, case_id) == (None, None)
    assert "assign" not in [one["event"] for one in cast.assistant.get("/inbox").json["notices"]]


def test_a_post_at_a_station_that_ends_hands_over_too(cast, session, admin, clock):
    case_id = assigned(cast)
    [post] = posts.find(session, cast.inspector.id).posts
    assert posts.change(session, admin, cast.inspector.id, post.id, post.from_at, clock(), now=clock()) == 1
    session.commit()
    assert people_of(cast, case_id) == (None, None)


def test_a_post_that_was_to_end_today_hands_over_by_itself_and_once(app, cast, session, admin, clock):
    with_both, alone = assigned(cast, assistant=True), assigned(cast)
    [post] = posts.find(session, cast.inspector.id).posts
    end = clock() + timedelta(days=1)
    assert posts.change(session, admin, cast.inspector.id, post.id, post.from_at, end, now=clock()) == 0
    session.commit()
    for days, handed in ((0, 0), (1, 2), (2, 0)):
        with app.app_context():
            assert handing_over.sweep(reading, writing, now=end + timedelta(days=days - 1, hours=1)) == handed
    session.expire_all()
    assert (people_of(cast, with_both), people_of(cast, alone)) == ((cast.assistant.id, None), (None, None))
    assert case_of(cast.officer, alone)["timeline"][-1]["by"] == "系统"
    assert verifying.verify(session) == []


def test_a_person_s_names_and_numbers_of_all_times_are_erased(app, cast, session, admin, clock):
    from tests.domain.test_erase import everything

    made = people.add(
        session, admin, "欧阳清风", "13912345678", seat(session, "informant", LIURU), "ouyang", now=clock()
    )
    people.rename(session, admin, made.id, "欧阳明月", now=clock())
    people.change_phone(session, admin, made.id, "13912345679", now=clock())
    reset_codes.issue(session, admin, made.id, now=clock())
    posts.give(session, admin, made.id, seat(session, "officer", COUNTY), clock(), None, now=clock())
    session.commit()
    done(cast.inspector, new_case(cast.informant), "comment", note="欧阳清风来过")
    run = app.test_cli_runner().invoke(args=["patrol", "erase", made.id, "--reason", "本人要求"])
    assert run.exit_code == 0, run.output
    left = everything(session)
    for word in ("欧阳清风", "欧阳明月", "13912345678", "13912345679", "ouyang"):
        assert word not in left, word
    session.rollback()
    assert verifying.verify(session) == []
    assert sorted(told(cast, "officer")) == ["管理员动了—的登录：做了一次性口令", "管理员给了—县局人员岗位"]
    with pytest.raises(Missing):
        people.reopen(session, admin, made.id, seat(session, "informant", LIURU), now=clock())


def test_an_administrator_who_gave_posts_keeps_the_name_when_the_other_is_erased(app, cast, session, admin, clock):
    people.rename(session, admin, cast.inspector.id, "改过名", now=clock())
    session.commit()
    app.test_cli_runner().invoke(args=["patrol", "erase", cast.inspector.id, "--reason", "本人要求"])
    session.rollback()
    event = next(content for content in said(session) if content["act"] == "person_renamed")
    assert (event["name"], event["person_name"], event["name_before"]) == ("管理员", None, None)
    assert session.get(Person, cast.inspector.id).name == "—"
