"""From a villager's photo to the county's books, through every way a phone can let its owner down."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e.files import sha256
from tests.e2e.hand import PATIENCE, Hand, rows, settle_undo, state_line, words
from tests.serving import wait_until

LIURU, JIULI = "informant-liuru", "informant-jiuli"


def ready_to_go_offline(phone, username: str = LIURU):
    page = phone.sign_in(username)
    phone.wait_for_service_worker()
    return page


def redeem_card(wechat, link: str) -> None:
    page = wechat.open("#/card/" + link.rpartition("/")[2])
    page.locator("input.code").fill("0008")
    Hand(page).tap(words("card.enter"))
    expect(page.locator("label.capture")).to_be_visible(timeout=PATIENCE)


def transfer(wechat, phone) -> None:
    """The six digits made in WeChat bring the same person into the browser."""
    page = wechat.open("#/me")
    page.get_by_text(words("me.transfer")).tap()
    code = page.locator("p.big-code").inner_text()
    page = phone.open()
    Hand(page).tap(words("sign.have_code"))
    page.locator("input.code").fill(code)
    Hand(page).tap(words("sign.in"))
    expect(page.locator("label.capture")).to_be_visible(timeout=PATIENCE)


def test_a_card_opened_in_wechat_an_offline_capture_and_a_killed_phone_make_one_report_and_one_case(
    wechat, phone, product, books, photo
):
    before, cases = books.reports_of(LIURU), books.cases()
    redeem_card(wechat, books.command("card", LIURU, "--url", product.url).splitlines()[-1])
    registered = "navigator.serviceWorker?.getRegistrations().then(all => all.length) ?? 0"
    assert wechat.page.evaluate(registered) == 0
    transfer(wechat, phone)
    wechat.switch_off()
    phone.wait_for_service_worker()
    # Put away once: Chromium writes a new cookie to the disk half a minute late, or when it is closed.
    phone.switch_off()
    phone.switch_on()

    phone.offline()
    product.stop()
    page = phone.open()
    hand = Hand(page).report(photo)
    assert hand.taps == 3
    phone.kill()
    phone.switch_on()
    phone.offline()
    expect(state_line(phone.open(), "已存手机，等网络")).to_be_visible(timeout=PATIENCE)
    phone.kill()

    product.start()
    page = phone.switch_on().open()
    newest = rows(page).first
    expect(newest.locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)
    newest.tap()
    expect(page.get_by_text(re.compile("回执 [0-9a-f]{8}"))).to_be_visible(timeout=PATIENCE)
    after = books.reports_of(LIURU)
    new = set(after) - set(before)
    assert len(new) == 1
    assert books.cases() - cases == {after[report] for report in new}
    assert books.photo_states(*new) == {sha256(photo): "held"}
    assert books.held(sha256(photo)).read_bytes() == photo.read_bytes()


def test_two_reports_unsent_when_the_sign_in_was_ended_arrive_once_each_after_signing_in_again(
    phone, product, books, pictures
):
    before = books.reports_of(LIURU)
    page = ready_to_go_offline(phone)
    phone.offline()
    product.stop()
    Hand(page).report(pictures())
    Hand(page).report(pictures(), "waste")
    books.command("sign-out", LIURU)
    product.start()
    phone.offline(False)
    banner = page.get_by_text(words("sign.again"), exact=True)
    expect(banner).to_be_visible(timeout=PATIENCE)
    assert books.reports_of(LIURU) == before
    expect(state_line(page, "已存手机")).to_have_count(2)

    banner.tap()
    page.locator("input[name=username]").fill(LIURU)
    page.locator("input[name=password]").fill(PASSWORD)
    Hand(page).tap(words("sign.in"))
    wait_until(lambda: len(books.reports_of(LIURU)) == len(before) + 2)
    for newest in (0, 1):
        expect(rows(page).nth(newest).locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)
    new = set(books.reports_of(LIURU)) - set(before)
    assert len(new) == 2
    assert {state for report in new for state in books.photo_states(report).values()} == {"held"}


def test_another_person_on_the_phone_neither_sees_nor_sends_what_the_first_one_left(phone, phones, books, pictures):
    mine, others = books.reports_of(LIURU), books.reports_of(JIULI)
    page = ready_to_go_offline(phone)
    phone.offline()
    Hand(page).report(pictures())
    settle_undo(page)
    revoke_from_another_browser(phones("second"))
    phone.offline(False)
    expect(page.get_by_text(words("sign.again"), exact=True)).to_be_visible(timeout=PATIENCE)

    phone.open("#/signin")
    page = phone.page
    page.locator("input[name=username]").fill(JIULI)
    page.locator("input[name=password]").fill(PASSWORD)
    Hand(page).tap(words("sign.in"))
    expect(page.get_by_role("heading", name=re.compile("九里"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(words("net.phrase_all"))).to_be_visible(timeout=PATIENCE)
    expect(state_line(page, "已存手机")).to_have_count(0)
    phone.open("#/outbox")
    expect(page.get_by_text(words("outbox.none"))).to_be_visible()
    assert books.reports_of(LIURU) == mine
    assert books.reports_of(JIULI) == others

    phone.open("#/me")
    Hand(page).tap(words("me.sign_out"))
    expect(page.locator("input[name=username]")).to_be_visible(timeout=PATIENCE)
    phone.sign_in(LIURU)
    wait_until(lambda: len(books.reports_of(LIURU)) == len(mine) + 1)
    assert books.reports_of(JIULI) == others
    expect(rows(page).first.locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)


def revoke_from_another_browser(second) -> None:
    page = second.sign_in(LIURU)
    second.open("#/me")
    device = page.locator("p", has=page.get_by_role("button", name=words("me.revoke"), exact=True))
    Hand(page).tap(device.first.get_by_role("button"))
    page.get_by_role("dialog").get_by_role("button", name=words("me.revoke_do"), exact=True).tap()
    expect(device).to_have_count(0, timeout=PATIENCE)
    second.switch_off()
