"""An inspector where there is no signal: the cases are on the phone, and what was done there arrives later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.hand import PATIENCE, Hand, rows, words
from tests.e2e.telephone import act, call
from tests.e2e.test_chain import told


@pytest.fixture(scope="module")
def product(standing):
    return standing


def open_cases(books) -> list[str]:
    """Cases of 延陵 where 制止 is owed."""
    question = """SELECT cases.id FROM cases JOIN areas ON areas.id = area_id JOIN dues ON case_id = cases.id
                  WHERE state = 'open' AND code LIKE '321181101%' AND dues.step = 'stop' AND owed
                  AND concealed IS NULL ORDER BY cases.number"""
    return [row[0] for row in books.rows(question)]


def visit_once(phone, username: str) -> Page:
    page = phone.sign_in(username)
    phone.wait_for_service_worker()
    phone.open("#/cases?list=all")
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    thumbs = page.locator("main a.row img.thumb:not(.drawn)")
    expect(thumbs.first).to_be_visible(timeout=PATIENCE)
    return page


def shows_thumbnail(page: Page, case: str) -> Locator:
    """The photo kept on the phone: not from the network, and not the picture of its kind."""
    row = page.locator(f"main a.row[href='#/case/{case}']").first
    expect(row.locator("img.thumb")).to_have_attribute("src", re.compile("^blob:"), timeout=PATIENCE)
    return row


def go_offline(phone) -> Page:
    """Another start, without any network."""
    phone.switch_off()
    phone.switch_on()
    phone.offline()
    return phone.open("#/cases?list=all")


def test_open_cases_with_thumbnails_and_an_act_are_there_without_network(phones, books):
    phone = phones("inspector")
    case = open_cases(books)[0]
    shows_thumbnail(visit_once(phone, "inspector-yanling"), case)
    page = go_offline(phone)
    row = shows_thumbnail(page, case)
    row.tap()
    expect(page.locator("ol.time li").first).to_be_visible()
    before = stops_of(books, case)
    stop_offline(page)
    expect(page.locator("li.pending")).to_contain_text(words("case.pending.phone"), timeout=PATIENCE)
    assert stops_of(books, case) == before
    phone.offline(False)
    told(page, words("case.story.stop.stopped"))
    expect(page.locator("li.pending")).to_have_count(0, timeout=PATIENCE)
    assert stops_of(books, case) == [*before, "accepted"]


def stops_of(books, case: str) -> list[str]:
    question = "SELECT outcome FROM acts WHERE case_id = ? AND act = 'stop' ORDER BY received_at"
    return [row[0] for row in books.rows(question, case)]


def stop_offline(page: Page) -> None:
    button = page.locator("main ~ .dock").get_by_role("button", name="制止")
    Hand(page).tap(button.first)
    sheet = page.get_by_role("dialog")
    sheet.locator("label.pick", has=page.get_by_text(words("report.stop.stopped"), exact=True)).tap()
    Hand(page).tap(sheet.get_by_role("button", name=words("report.stop.record"), exact=True))
    expect(sheet).to_have_count(0, timeout=PATIENCE)


def test_of_two_who_did_the_same_offline_the_second_is_told_who_was_first(phones, books):
    case = open_cases(books)[-1]
    phones_of = {name: phones(name) for name in ("inspector", "assistant")}
    pages = {name: visit_once(phone, f"{name}-yanling") for name, phone in phones_of.items()}
    for name, phone in phones_of.items():
        phone.offline()
        phone.open(f"#/case/{case}")
        stop_offline(pages[name])
        expect(pages[name].locator("li.pending")).to_have_count(1)
    phones_of["inspector"].offline(False)
    told(pages["inspector"], words("case.story.stop.stopped"))
    phones_of["assistant"].offline(False)
    line = pages["assistant"].locator("li.pending")
    expect(line).to_contain_text(words("why.already_done", by="延陵所巡查员"), timeout=PATIENCE)
    told(pages["assistant"], words("case.story.already_done", act=words("act.stop.short")).split("：")[1])
    assert stops_of(books, case)[-2:] == ["accepted", "already_done"]


def test_an_act_that_came_too_late_is_kept_and_says_why_it_changed_nothing(phones, product, books):
    case = call(product, "informant-liuru")
    phone = phones("inspector")
    page = visit_once(phone, "inspector-yanling")
    phone.offline()
    phone.open(f"#/case/{case}")
    stop_offline(page)
    expect(page.locator("li.pending")).to_contain_text(words("case.pending.phone"), timeout=PATIENCE)
    assert (
        act(product, "assistant-yanling", case, "verify", founded=False, reason="现场没有")["outcome"] == "accepted"
    )
    phone.offline(False)
    line = page.locator("li.pending")
    expect(line).to_contain_text(words("why.closed"), timeout=PATIENCE)
    expect(page.locator("section.chain")).to_contain_text(words("case.unfounded"), timeout=PATIENCE)
    assert stops_of(books, case) == ["noted"]
