"""What belongs together, in the office: links and findings on the page of a case, and where things come again."""

from __future__ import annotations

from importlib import import_module

from patrol import words
from tests.api.sending import a_case, bring, case_of, done, new_case, picture, send_report
from tests.desk.browsing import Office


def number(cast, case_id: str) -> str:
    return case_of(cast.officer, case_id)["number"]


def test_a_page_shows_what_is_merged_in_with_its_photos_and_what_it_recurs_of(office, cast):
    before = a_case(cast, "closed")
    again = new_case(cast.informant)
    named = picture(1)[1]
    merged = send_report(cast.neighbour, photos=[named], note="又一车")["case"]["id"]
    done(cast.inspector, merged, "merge", into=again)
    said = office.text(f"/desk/cases/{again}")
    assert "回潮" in said and f"以前在这里办结的 占用耕地建房，办结 {number(cast, before)}" in said
    assert f"并进来的 占用耕地建房，已并案 {number(cast, merged)}" in said
    assert words.words("zh-CN", "caselist.photo_coming") in said
    assert f"后来又在这里发生的 占用耕地建房，制止 {number(cast, again)}" in office.text(f"/desk/cases/{before}")
    of_merged = office.text(f"/desk/cases/{merged}")
    assert "已并案" in of_merged and f"并入了这件 占用耕地建房，制止 {number(cast, again)}" in of_merged
    assert "已并案" in office.text("/desk/cases", state="closed")


def test_a_picture_that_was_sent_before_is_said_with_a_link(office, cast, clock):
    named = picture(2)[1]
    first = send_report(cast.informant, photos=[named])["case"]["id"]
    clock.forward(days=1)
    later = send_report(cast.neighbour, photos=[named], kind="waste")["case"]["id"]
    words = f"这张照片 11月24日 在 {number(cast, first)} 里报过"
    assert words in office.text(f"/desk/cases/{later}")


def test_recurring_places_come_newest_first_in_pages_each_once(office, cast, clock, monkeypatch):
    monkeypatch.setattr(import_module("patrol.desk.recurring"), "AT_ONCE", 1)
    assert "没有回潮的地方。" in office.text("/desk/recurring")
    first = a_case(cast, "closed")
    clock.forward(minutes=1)
    second = new_case(cast.informant)
    bring(cast, second, "closed", grave=True)
    clock.forward(minutes=1)
    third = new_case(cast.informant)
    waste = a_case(cast, "closed", kind="waste")
    clock.forward(minutes=1)
    again = new_case(cast.neighbour, kind="waste")
    page = office.get("/desk/recurring")
    said = office.text("/desk/recurring")
    assert number(cast, again) in said and "第 2 次" in said and number(cast, waste) in said
    assert number(cast, third) not in said
    following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    said = office.text(following)
    assert f"{number(cast, third)} 占用耕地建房" in said and "第 3 次" in said
    assert number(cast, second) in said and number(cast, first) in said and "下一页" not in said


def test_a_later_case_that_is_hidden_does_not_take_the_earlier_one_off_the_list(office, cast, session, clock):
    from tests.api.sending import give_post
    from tests.cast import YANLING

    a_case(cast, "closed")
    clock.forward(minutes=1)
    second = new_case(cast.informant)
    bring(cast, second, "closed", grave=True)
    clock.forward(minutes=1)
    third = new_case(cast.informant, conceal="town")
    give_post(session, cast.officer, "leader", area=YANLING)
    said = office.text("/desk/recurring")
    assert number_seen(cast, second) in said
    assert cast.officer.get(f"/cases/{third}").status_code == 404


def number_seen(cast, case_id: str) -> str:
    return case_of(cast.inspector, case_id)["number"]


def test_unfounded_or_not_a_recurrence_it_is_not_listed_and_admins_have_no_such_page(office, cast, clock):
    a_case(cast, "closed")
    clock.forward(minutes=1)
    again = new_case(cast.informant)
    done(cast.inspector, again, "verify", founded=False, reason="看错了")
    assert "没有回潮的地方。" in office.text("/desk/recurring")
    assert Office(cast, "admin").get("/desk/recurring").status_code == 403
    assert office.get("/desk/recurring", cursor="x").status_code == 422


def test_the_recurring_places_of_a_past_day_are_those_that_stood_at_its_end(office, cast, clock):
    first = a_case(cast, "closed")
    clock.forward(minutes=1)
    second = new_case(cast.informant)
    clock.forward(days=1)
    bring(cast, second, "closed", grave=True)
    third = new_case(cast.informant)
    clock.forward(days=1)
    done(cast.inspector, third, "verify", founded=False, reason="看错了")
    day = "2026-11-{}".format

    then = office.text("/desk/recurring", date=day(24))
    assert number(cast, second) in then and number(cast, first) in then and number(cast, third) not in then
    assert "第 2 次" in then and "到那天为止的。办到哪里是今天的。" in then
    assert f"{number(cast, third)} 占用耕地建房" in office.text("/desk/recurring", date=day(25))
    now = office.text("/desk/recurring")
    assert number(cast, third) not in now and "第 2 次" in now and "到那天为止" not in now
    assert "到那天为止没有回潮的地方。" in office.text("/desk/recurring", date=day(23))
    assert office.get("/desk/recurring", date="2027-01-01").status_code == 422
