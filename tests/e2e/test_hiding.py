"""When somebody looks at the phone: a calendar at once, and a phone that remembers nothing but what is unsent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.e2e.hand import PATIENCE, Hand, no_sideways_scroll, rows, words

LIURU = "informant-liuru"
# What would tell what this is: words of the app's own, of its places and of its matters.
TELLING = ("巡查", "上报", "案件", "举报", "柳茹", "信息员", "演示", "保密", "待发送", "耕地")


@pytest.fixture(scope="module")
def product(standing):
    return standing


def me(page: Page) -> None:
    page.evaluate("location.hash = '#/me'")
    expect(page.get_by_role("heading", name=words("hide.title"))).to_be_visible(timeout=PATIENCE)


def hide_for_the_first_time(page: Page, way: str) -> None:
    me(page)
    hand = Hand(page).tap(page.get_by_role("button", name=words("cover.now")))
    hand.tap(page.locator("label.pick", has_text=words(f"hide.way.{way}"))).tap(words("hide.try"))


def expect_a_calendar(page: Page) -> None:
    expect(page.locator("main.calendar")).to_be_visible(timeout=PATIENCE)
    seen = page.locator("body").inner_text() + page.title() + page.url.rpartition("#")[2]
    assert [word for word in TELLING if word in seen] == []
    assert page.title() == words("cover.title")
    assert page.locator('link[rel="icon"]').get_attribute("href") == "/app/icons/calendar.svg"
    assert no_sideways_scroll(page)


def three_taps(page: Page, target) -> None:
    for _ in range(3):
        target.tap()


def test_hidden_by_a_tap_it_is_a_calendar_also_after_a_reload_and_without_network(phone):
    page = phone.sign_in(LIURU)
    phone.wait_for_service_worker()
    hide_for_the_first_time(page, "month")
    expect_a_calendar(page)
    three_taps(page, page.locator("button.today"))  # the other way is not this owner's
    expect_a_calendar(page)
    phone.offline()
    page.reload()
    expect_a_calendar(page)
    phone.offline(False)
    three_taps(page, page.locator("button.month"))
    expect(page.get_by_role("heading", name=words("hide.title"))).to_be_visible(timeout=PATIENCE)
    assert page.title() == words("app.name")


def test_three_taps_on_a_title_or_the_eye_hide_every_page_from_then_on(phone):
    page = phone.sign_in(LIURU)
    expect(page.get_by_role("button", name=words("cover.now"))).to_have_count(0)
    hide_for_the_first_time(page, "today")
    expect_a_calendar(page)
    three_taps(page, page.locator("button.today"))
    page.evaluate("location.hash = '#/'")
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    three_taps(page, page.locator("h1"))
    expect_a_calendar(page)
    three_taps(page, page.locator("button.today"))
    Hand(page).tap(page.get_by_role("button", name=words("cover.now")))
    expect_a_calendar(page)


def test_cleared_the_phone_knows_nothing_of_before_and_the_unsent_is_still_there(phone, pictures, books):
    page = phone.sign_in(LIURU)
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    before = books.reports_of(LIURU)
    phone.offline()
    Hand(page).report(pictures(), "waste")
    me(page)
    hand = Hand(page).tap(page.get_by_role("button", name=words("past.clear")))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name=words("past.unsent", count=1))).to_be_visible()
    hand.tap(dialog.get_by_role("button", name=words("past.do")))
    expect(page.get_by_text(words("past.shut"))).to_be_visible(timeout=PATIENCE)
    assert left_on(page) == {"cases": 0, "notices": 0, "pictures": 0, "receipts": 0, "items": 1}
    phone.offline(False)
    page.reload()
    page.evaluate("location.hash = '#/'")
    expect(rows(page)).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_text(words("report.state.received")).or_(page.locator("p.state.held"))).to_be_visible(
        timeout=PATIENCE
    )
    assert len(books.reports_of(LIURU)) == len(before) + 1
    assert left_on(page)["cases"] == 0
    Hand(page).tap(words("past.again"))
    expect(rows(page).nth(1)).to_be_visible(timeout=PATIENCE)


def left_on(page: Page) -> dict[str, int]:
    script = """async (tables) => {
      const answer = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
      const db = await answer(indexedDB.open("patrol"));
      const found = {};
      for (const name of tables) found[name] = await answer(db.transaction(name).objectStore(name).count());
      db.close();
      return found;
    }"""
    return page.evaluate(script, ["cases", "notices", "pictures", "receipts", "items"])


def test_another_sign_in_is_said_on_this_phone_until_it_is_understood_here(phones, in_liuru, product):
    first = phones("first", geolocation=in_liuru)
    page = first.sign_in("informant-jiuli")
    banner = page.get_by_role("status").filter(has_text=words("notice.new_device"))
    expect(banner).to_have_count(0)
    second = phones("second", geolocation=in_liuru).sign_in("informant-jiuli", PASSWORD)
    page.reload()
    expect(banner).to_be_visible(timeout=PATIENCE)
    seen_everywhere(second)
    page.reload()
    expect(banner).to_be_visible(timeout=PATIENCE)
    banner.get_by_role("button", name=words("home.understood")).tap()
    expect(banner).to_have_count(0)
    page.reload()
    expect(rows(page).first.or_(page.locator("div.empty"))).to_be_visible(timeout=PATIENCE)
    expect(banner).to_have_count(0)


def seen_everywhere(page: Page) -> None:
    """What whoever went in by that way would do: mark everything as read on the server."""
    page.evaluate("""async () => {
      const told = await (await fetch("/api/inbox")).json();
      const options = { method: "PUT", headers: { "X-Requested-With": "patrol" } };
      for (const one of told.notices) await fetch(`/api/inbox/${one.id}/seen`, options);
    }""")
