"""消息送达 in the office: what did not arrive, for those who may know of it, and once more; addresses set there."""

from __future__ import annotations

import re
import sys

import pytest
from sqlalchemy import select

from patrol.models import Delivery, NoticeSettings
from tests.api.sending import done, new_case
from tests.desk.browsing import fields_of, words_of
from tests.receivers import GONE, connect, deliver, reach


@pytest.fixture
def mail(app, session, cast):
    reach(session, cast.inspector, email="inspector@example.cn")
    mail = connect(app, "email")["email"]
    mail.refuses["inspector@example.cn"] = GONE
    return mail


def test_who_could_not_be_reached_by_what_and_why(app, cast, mail, office):
    assert "没有送不到的消息" in office.text("/desk/deliveries")
    new_case(cast.informant)
    deliver(app)
    page = office.text("/desk/deliveries")
    assert "今天 10:00 延陵所巡查员 邮件 没有这个邮箱 550 延陵-2026-0001 柳茹村 再发一次 不发了" in page
    assert "inspector@example.cn" not in page
    assert "有 1 条消息没送到" in office.text("/desk/cases")


def test_an_administrator_has_no_case_there_and_the_way_to_the_person(app, cast, mail, admin):
    new_case(cast.informant)
    deliver(app)
    answer = admin.get("/desk/deliveries")
    assert "延陵-2026" not in words_of(answer) and "柳茹" not in words_of(answer)
    assert f"/desk/people/{cast.inspector.id}" in answer.get_data(as_text=True)


def test_a_failure_of_a_hidden_case_is_shown_only_to_who_may_see_the_case(app, session, cast, mail, admin, office):
    new_case(cast.informant, conceal="village")
    deliver(app)
    assert session.scalar(select(Delivery.state)) == "failed"
    assert "没有送不到的消息" in admin.text("/desk/deliveries")
    assert "没送到" not in admin.text("/desk/areas")
    assert "延陵所巡查员" in office.text("/desk/deliveries")
    failed = session.scalar(select(Delivery.id))
    assert admin.send(f"/desk/deliveries/{failed}/again").status_code == 404


def test_what_a_reporter_did_not_get_gives_no_reporter_away(app, session, cast, clock, mail, office):
    """Who closes a case tells its reporter: a case number beside that name would be the name behind 信息员."""
    reach(session, cast.informant, email="informant@example.cn")
    mail.refuses |= {"informant@example.cn": GONE}
    done(cast.inspector, new_case(cast.informant), "stop", outcome="stopped")
    clock.forward(minutes=7)
    deliver(app)
    rows = office.get("/desk/deliveries").get_data(as_text=True).split("<tr>")[2:]
    informant = next(
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows if "柳茹村信息员" in row
    )
    assert informant.startswith("11月24日 柳茹村信息员 邮件 没有这个邮箱 550 再发一次")
    assert "10:07" not in informant and "延陵-2026" not in informant


def test_once_it_is_set_right_it_goes_out_again_with_the_same_id(app, session, cast, mail, admin):
    new_case(cast.informant)
    deliver(app)
    mail.refuses.clear()
    failed = session.scalar(select(Delivery.id))
    assert admin.send(f"/desk/deliveries/{failed}/again").location == "/desk/deliveries"
    deliver(app)
    assert [message.id for _, message in mail.got] == [failed]
    assert "没有送不到的消息" in admin.text("/desk/deliveries")
    assert admin.send(f"/desk/deliveries/{failed}/again").status_code == 404


def test_what_nobody_can_set_right_is_let_go(app, session, cast, mail, office):
    new_case(cast.informant)
    deliver(app)
    failed = session.scalar(select(Delivery.id))
    assert office.send(f"/desk/deliveries/{failed}/dismissal").location == "/desk/deliveries"
    assert "没有送不到的消息" in office.text("/desk/deliveries")
    session.rollback()
    assert session.get(Delivery, failed).reason == "let_go"


def test_pages_go_on_where_the_last_one_ended(app, session, cast, clock, mail, office, monkeypatch):
    monkeypatch.setattr(sys.modules["patrol.desk.deliveries"], "AT_ONCE", 2)
    for minute in range(5):
        new_case(cast.informant)
        if minute % 2:
            clock.forward(minutes=1)
        deliver(app)
    seen, query = [], {}
    while True:
        page = office.get("/desk/deliveries", **query).get_data(as_text=True)
        seen += re.findall(r"/desk/deliveries/([0-9a-f-]+)/again", page)
        if "cursor=" not in page:
            break
        query = {"cursor": page.partition("cursor=")[2].partition('"')[0]}
    assert len(seen) == len(set(seen)) == 5
    assert office.get("/desk/deliveries", cursor="nonsense").status_code == 422


def test_the_office_sets_where_and_when_somebody_is_told(session, cast, admin, office):
    path = f"/desk/people/{cast.inspector.id}"
    page = admin.get(path).get_data(as_text=True)
    fields = fields_of(page)
    assert sorted(fields["on"]) == ["dingtalk", "email", "push", "sms", "wecom"]
    answer = admin.send(
        f"{path}/notices", email="zhang@example.cn", wecom="zhang", dingtalk="", on=["email", "wecom"],
        quiet_from="22", quiet_to="7", digest_hour="",
    )  # fmt: skip
    assert answer.status_code == 302
    kept = session.get(NoticeSettings, cast.inspector.id)
    assert (kept.email, kept.wecom, kept.dingtalk, kept.off) == (
        "zhang@example.cn", "zhang", None, ["dingtalk", "sms", "push"]
    )  # fmt: skip
    assert (kept.quiet_from, kept.quiet_to, kept.digest_hour) == (22, 7, None)
    again = fields_of(admin.get(path).get_data(as_text=True))
    assert (again["email"], again["quiet_from"], again["quiet_to"]) == (["zhang@example.cn"], ["22"], ["7"])
    assert office.send(f"{path}/notices", email="x@example.cn").status_code == 403


def test_a_wrong_address_is_said_in_its_form(session, cast, admin):
    answer = admin.send(f"/desk/people/{cast.inspector.id}/notices", email="nobody", on=["email"])
    assert answer.status_code == 422 and "这个地址看着不对" in words_of(answer)
    answer = admin.send(f"/desk/people/{cast.inspector.id}/notices", quiet_from="99", on=["email"])
    assert answer.status_code == 422
    assert session.get(NoticeSettings, cast.inspector.id) is None


def test_officers_hear_of_a_changed_address_of_one_with_power(session, cast, admin):
    admin.send(f"/desk/people/{cast.officer.id}/notices", email="other@example.cn", on=["email"])
    notice = cast.officer.get("/inbox").json["notices"][0]
    assert notice["text"] == "管理员动了县局人员的登录：改了收消息的地址"
