"""The ground of the browser's tests: phones start, sign in, are killed and come back with what they kept."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_phone_signs_in_and_stays_signed_in_after_being_killed(phone):
    phone.sign_in("informant-liuru")
    phone.page.wait_for_timeout(500)
    phone.kill()
    phone.switch_on()
    page = phone.open()
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("input[name=password]")).to_have_count(0)


def test_a_tab_taken_away_leaves_the_phone_usable(phone):
    phone.sign_in("informant-liuru")
    phone.kill_tab()
    expect(phone.open().locator("main")).to_be_visible()


def test_a_page_whose_process_died_leaves_the_phone_usable(phone):
    phone.sign_in("informant-liuru")
    phone.crash_tab()
    expect(phone.switch_on().open().locator("main")).to_be_visible()


def test_the_server_comes_back_in_the_same_place(phone, product):
    phone.sign_in("inspector-yanling")
    product.stop()
    assert product.health() is None
    product.start()
    phone.page.reload()
    expect(phone.page.locator("main")).to_be_visible()
    expect(phone.page.locator("input[name=password]")).to_have_count(0)


def test_the_view_inside_wechat_has_no_service_worker(wechat):
    page = wechat.open()
    expect(page.locator("main")).to_be_visible()
    assert page.evaluate("navigator.userAgent").count("MicroMessenger") == 1
    registered = "navigator.serviceWorker?.getRegistrations().then(all => all.length) ?? 0"
    assert page.evaluate(registered) == 0
