"""One case through all its steps, by the right people, each in a browser of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hand import PATIENCE, Hand, rows, settle_undo, words
from tests.serving import wait_until

LIURU = "informant-liuru"
STRANGERS = ("leader-yunyang", "inspector-yunyang")


@pytest.fixture(scope="module")
def product(standing):
    return standing


def reported(phone, books, picture, kind: str) -> tuple[str, str]:
    """A new report of 柳茹 that has arrived: its id and its case's."""
    before = books.reports_of(LIURU)
    page = phone.sign_in(LIURU)
    Hand(page).report(picture, kind)
    settle_undo(page)
    wait_until(lambda: len(books.reports_of(LIURU)) == len(before) + 1)
    return next((report, case) for report, case in books.reports_of(LIURU).items() if report not in before)


def sees_in_list(phone, username: str, case: str, route: str) -> Page:
    page = phone.sign_in(username)
    phone.open(route)
    return opened_from_list(page, case)


def opened_from_list(page: Page, case: str) -> Page:
    row = page.locator(f"main a.row[href='#/case/{case}']").first
    expect(row).to_be_visible(timeout=PATIENCE)
    row.tap()
    expect(page.get_by_role("list").first).to_be_visible(timeout=PATIENCE)
    return page


def act(page: Page, name: str, *choices: str, do: str) -> None:
    """Opens an act's sheet from the dock, or behind ···, chooses, and presses the button that says the act."""
    dock = page.locator("main ~ .dock").get_by_role("button", name=name, exact=True)
    expect(dock).to_be_visible(timeout=PATIENCE)
    dock.tap()
    sheet = page.get_by_role("dialog")
    for choice in choices:
        sheet.locator("label.pick", has=page.get_by_text(choice, exact=True)).tap()
    sheet.get_by_role("button", name=do, exact=True).tap()
    expect(sheet).to_have_count(0, timeout=PATIENCE)


def story(page: Page) -> str:
    return page.locator("ol.time").inner_text()


def told(page: Page, text: str) -> None:
    expect(page.locator("ol.time")).to_contain_text(text, timeout=PATIENCE)


def do_the_station_part(page: Page) -> None:
    act(page, words("act.stop"), words("report.stop.stopped"), do=words("report.stop.record"))
    told(page, words("case.story.stop.stopped"))
    act(page, words("act.verify"), words("act.verify.yes"), do=words("act.report.do"))
    told(page, words("case.story.report"))
    act(page, words("act.handle"), words("act.handle.corrected"), do=words("act.handle.do_corrected"))
    told(page, words("case.story.handle.corrected"))


def test_a_case_is_stopped_verified_reported_handled_and_closed_and_the_informant_follows_it(
    phone, phones, books, pictures
):
    report, case = reported(phone, books, pictures(), "farmland_house")
    page = sees_in_list(phones("inspector"), "inspector-yanling", case, "#/cases?list=village")
    do_the_station_part(page)
    act(page, words("act.close"), do=words("act.close.do"))
    told(page, words("case.story.close"))
    expect(page.locator("section.chain")).to_contain_text(words("case.closed"))

    mine = phone.open(f"#/report/{report}")
    mine.reload()
    told(mine, words("case.told.close"))
    for step in ("stop.stopped", "verify.founded", "handle.corrected"):
        told(mine, words(f"case.told.{step}"))
    assert "巡查员" not in mine.locator("h1").inner_text()
    assert books.rows("SELECT state FROM cases WHERE id = ?", case) == [("closed",)]


def test_a_grave_case_waits_for_the_leaders_signature_and_the_officer_sees_it(phone, phones, books, pictures):
    _, case = reported(phone, books, pictures(), "villa")
    inspector = phones("inspector")
    page = sees_in_list(inspector, "inspector-yanling", case, "#/cases?list=village")
    do_the_station_part(page)
    expect(page.locator("section.chain")).to_contain_text(words("case.owes.sign_off"), timeout=PATIENCE)
    expect(page.locator("main ~ .dock").get_by_role("button", name=words("act.close"))).to_have_count(0)

    leader = sees_in_list(phones("leader"), "leader-yanling", case, "#/today")
    act(leader, words("act.sign_off"), do=words("act.sign_off.do"))
    told(leader, words("case.story.sign_off"))
    officer = sees_in_list(phones("officer"), "officer", case, "#/cases?list=grave")
    told(officer, words("case.story.sign_off"))

    page.reload()
    act(page, words("act.close"), do=words("act.close.do"))
    told(page, words("case.story.close"))
    officer.reload()
    told(officer, words("case.story.close"))


def test_the_people_of_another_town_are_told_that_there_is_no_such_case(phones, books):
    case = books.rows("SELECT cases.id FROM cases JOIN areas ON areas.id = area_id WHERE code LIKE '321181101%'")[0][
        0
    ]
    phone = phones("stranger")
    for username in STRANGERS:
        page = phone.sign_in(username)
        answer = page.request.get(f"/api/cases/{case}")
        assert answer.status == 404
        assert answer.json()["error"]["message"] == "没有这个案件，或者不归您看。"
        phone.open(f"#/case/{case}")
        expect(page.get_by_text(re.compile("没有这个案件，或者不归您看"))).to_be_visible(timeout=PATIENCE)
        phone.open("#/cases?list=all")
        expect(page.get_by_role("heading", name=words("nav.cases"))).to_be_visible()
        expect(rows(page).filter(has=page.locator(f"[href='#/case/{case}']"))).to_have_count(0)
        phone.open("#/me")
        Hand(page).tap(words("me.sign_out"))
        expect(page.locator("input[name=username]")).to_be_visible(timeout=PATIENCE)
