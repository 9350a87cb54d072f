"""What is half said is kept as it was typed, whatever happens to the page; and nothing goes out by mistake."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hand import PATIENCE, Hand, rows, settle_undo, words
from tests.serving import wait_until

LIURU = "informant-liuru"
NOTE = "两台挖机，往北走了"


@pytest.fixture(scope="module")
def product(standing):
    return standing


def fill_in(page: Page) -> None:
    """Every field of the confirm screen."""
    hand = Hand(page).choose("earth_taking")
    page.get_by_role("switch").tap()
    hand.tap(page.get_by_role("button", name=words("capture.note")))
    page.get_by_placeholder(words("capture.note")).press_sequentially(NOTE)
    hand.tap(page.get_by_role("button", name=words("capture.conceal")))
    dialog = page.get_by_role("dialog")
    dialog.locator("label.pick", has_text=words("capture.conceal_choice.village")).tap()
    expect(dialog).to_have_count(0)
    hand.tap(page.get_by_role("link", name=words("place.move")))
    hand.tap(words("place.up")).tap(words("place.done"))
    expect(page.get_by_text(words("place.by_pin"))).to_be_visible()


def expect_all(page: Page, photos: int = 1) -> None:
    expect(page.locator("input[value=earth_taking]")).to_be_checked(timeout=PATIENCE)
    expect(page.get_by_role("switch")).to_be_checked()
    expect(page.get_by_placeholder(words("capture.note"))).to_have_value(NOTE)
    expect(page.get_by_text(words("capture.conceal_set.village"))).to_be_visible()
    expect(page.get_by_text(words("place.by_pin"))).to_be_visible()
    expect(page.locator("main figure img")).to_have_count(photos)


def go_on(page: Page) -> None:
    """From home to what was begun."""
    rows(page).filter(has_text=words("home.go_on")).first.tap()


def test_every_field_is_kept_through_a_killed_tab_and_a_killed_browser_and_back(phone, books, pictures):
    before = books.reports_of(LIURU)
    page = phone.sign_in(LIURU)
    Hand(page).begin(pictures())
    fill_in(page)
    draft = page.url.rpartition("#")[2]
    page.get_by_role("button", name=words("app.back")).tap()
    go_on(page)
    expect_all(page)
    page.go_back()
    expect(page.locator("label.capture")).to_be_visible()
    phone.kill_tab()
    expect_all(phone.open(f"#{draft}"))
    phone.kill()
    page = phone.switch_on().open(f"#{draft}")
    expect_all(page)
    Hand(page).send()
    settle_undo(page)
    if page.get_by_text(words("sign.again"), exact=True).count():
        phone.sign_in(LIURU)
    wait_until(lambda: len(books.reports_of(LIURU)) == len(before) + 1)
    report = next(one for one in books.reports_of(LIURU) if one not in before)
    body = json.loads(books.rows("SELECT body FROM reports WHERE id = ?", report)[0][0])
    assert (body["kind"], body["note"], body["works_going_on"]) == ("earth_taking", NOTE, True)
    assert (body["conceal"], body["place"]["by"]) == ("village", "pin")


def test_the_page_may_be_ended_while_the_camera_is_open(phone, pictures):
    page = phone.sign_in(LIURU)
    Hand(page).begin(pictures())
    fill_in(page)
    draft = page.url.rpartition("#")[2]
    page.get_by_placeholder(words("capture.note")).press_sequentially("，天快黑了")
    with page.expect_file_chooser():
        page.locator("label.add").tap()
    phone.kill()
    page = phone.switch_on().open(f"#{draft}")
    expect(page.get_by_placeholder(words("capture.note"))).to_have_value(NOTE + "，天快黑了", timeout=PATIENCE)
    Hand(page).photograph(page.locator("label.add"), pictures())
    expect(page.locator("main figure img")).to_have_count(2, timeout=PATIENCE)
    expect(page.locator("input[value=earth_taking]")).to_be_checked()


def test_two_quick_taps_on_send_make_one_report(phone, books, pictures):
    before = books.reports_of(LIURU)
    page = phone.sign_in(LIURU)
    Hand(page).begin(pictures()).choose("waste")
    button = page.get_by_role("button", name=words("capture.send"), exact=True)
    button.evaluate("button => { button.click(); button.click(); setTimeout(() => button.click()); }")
    settle_undo(page)
    wait_until(lambda: len(books.reports_of(LIURU)) > len(before))
    expect(page.get_by_text(words("net.phrase_all"))).to_be_visible(timeout=PATIENCE)
    assert len(books.reports_of(LIURU)) == len(before) + 1


def test_taken_back_within_five_seconds_it_is_a_draft_again_and_nothing_was_sent(phones, gateway, pictures, in_liuru):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    page = phone.sign_in(LIURU)
    Hand(page).report(pictures()).tap(words("capture.undo"))
    expect(page.locator("input[value=farmland_house]")).to_be_checked(timeout=PATIENCE)
    expect(page.locator("main figure img")).to_have_count(1)
    phone.open("#/outbox")
    expect(page.get_by_text(words("outbox.none"))).to_be_visible(timeout=PATIENCE)
    # Longer than 撤回 stands open: if anything had been left behind, it would go now.
    page.wait_for_timeout(6000)
    assert gateway.count("PUT", "/api/reports/") == 0
