"""Where a phone gives less or else: no worker, two tabs, a wrong clock, odd sizes, another language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.hand import EN, PATIENCE, Hand, no_sideways_scroll, rows, settle_undo, words
from tests.e2e.kept import NOT_KEPT
from tests.serving import wait_until

LIURU = "informant-liuru"
THREE_HOURS_FAST = """
const Real = Date, ahead = 3 * 3600_000;
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
  static now() { return Real.now() + ahead; }
};
"""


@pytest.fixture(scope="module")
def product(standing):
    return standing


def arrive(books, before: dict, n: int = 1) -> list[str]:
    wait_until(lambda: len(books.reports_of(LIURU)) >= len(before) + n, 40)
    new = [one for one in books.reports_of(LIURU) if one not in before]
    assert len(new) == n
    return new


def test_without_worker_and_with_storage_that_may_go_it_captures_and_sends(phones, books, pictures, in_liuru):
    phone = phones("phone", service_workers="block", geolocation=in_liuru)
    phone.context.add_init_script(NOT_KEPT)
    before = books.reports_of(LIURU)
    page = phone.sign_in(LIURU)
    assert page.evaluate("navigator.serviceWorker?.controller ?? null") is None
    # The page may come anew while the county cannot be reached: what was captured is in the tables.
    phone.context.route("**/api/**", lambda route: route.abort())
    Hand(page).report(pictures())
    settle_undo(page)
    page.reload()
    expect(rows(page).first.locator("p.state")).to_contain_text("已存手机，等网络", timeout=PATIENCE)
    page = phone.open("#/me")
    expect(page.get_by_text(words("me.storage.may_clear"))).to_be_visible(timeout=PATIENCE)
    page = phone.open("#/outbox")
    expect(page.get_by_text(words("outbox.stay"))).to_be_visible(timeout=PATIENCE)
    assert books.reports_of(LIURU) == before
    phone.context.unroute("**/api/**")
    Hand(page).tap(words("outbox.try"))
    arrive(books, before)
    expect(page.get_by_text(words("outbox.none"))).to_be_visible(timeout=PATIENCE)


def test_of_two_tabs_one_sends_and_nothing_goes_twice(phones, gateway, books, pictures, in_liuru):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    before = books.reports_of(LIURU)
    page = phone.sign_in(LIURU)
    other = phone.context.new_page()
    other.goto("/app/")
    expect(other.locator("label.capture")).to_be_visible(timeout=PATIENCE)
    phone.offline()
    page.bring_to_front()
    Hand(page).report(pictures()).report(pictures(), "waste")
    settle_undo(page)
    phone.offline(False)
    reports = arrive(books, before, 2)
    for tab in (page, other):
        for row in (0, 1):
            expect(rows(tab).nth(row).locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)
    assert [gateway.count("PUT", f"/api/reports/{report}") for report in reports] == [1, 1]
    originals = [hash for report in reports for hash in books.photo_states(report)]
    assert [gateway.count("PUT", f"/api/photos/{one}/thumbnail") for one in originals] == [1, 1]
    in_pieces = [one for one in originals if not gateway.count("PUT", one, 200) - 1]
    assert gateway.count("POST", "/api/uploads") == len(in_pieces)
    sent = sum(request.carries_original() for request, _ in gateway.passed)
    pieces = sum(answered == 204 for request, answered in gateway.passed if request.method == "PATCH")
    assert sent == pieces + len(originals)


def test_a_phone_whose_clock_is_three_hours_fast_gets_right_times_and_a_deadline_from_receipt(
    phones, books, pictures, in_liuru
):
    phone = phones("phone", geolocation=in_liuru)
    phone.context.add_init_script(THREE_HOURS_FAST)
    before = books.reports_of(LIURU)
    page = phone.sign_in(LIURU)
    ahead = page.evaluate("Date.now()") / 1000 - datetime.now(UTC).timestamp()
    assert ahead > 10_000
    Hand(page).report(pictures())
    [report] = arrive(books, before)
    at, received, due = (
        datetime.fromisoformat(moment).replace(tzinfo=UTC)
        for moment in books.rows(
            "SELECT at, received_at, due_at FROM reports JOIN dues USING (case_id) WHERE id = ? AND step = 'stop'",
            report,
        )[0]
    )
    assert abs(received - at) < timedelta(minutes=2)
    assert due - received == timedelta(hours=24)
    phone.open(f"#/report/{report}")
    china = received + timedelta(hours=8)
    expect(page.locator("ol.time")).to_contain_text(re.compile(f"{china:%H}:{china:%M}"), timeout=PATIENCE)


@pytest.mark.parametrize(
    "size", [{"width": 740, "height": 360}, {"width": 320, "height": 640}], ids=["740x360", "320"]
)
def test_on_its_side_and_on_a_tiny_phone_everything_is_in_reach(phones, pictures, in_liuru, size):
    phone = phones("phone", viewport=size, geolocation=in_liuru)
    page = phone.sign_in(LIURU)
    expect(page.locator("label.capture")).to_be_in_viewport(timeout=PATIENCE)
    assert no_sideways_scroll(page)
    Hand(page).begin(pictures())
    send = page.get_by_role("button", name=words("capture.send"), exact=True)
    expect(send).to_be_in_viewport(ratio=1)
    assert no_sideways_scroll(page)
    Hand(page).choose("waste").send().tap(words("capture.undo"))
    expect(send).to_be_in_viewport(ratio=1, timeout=PATIENCE)
    for route in ("#/village", "#/inbox", "#/me", "#/outbox"):
        phone.open(route)
        expect(page.locator("main h1, header h1").first).to_be_visible(timeout=PATIENCE)
        assert no_sideways_scroll(page), route


def test_the_switch_to_english_is_kept_and_shows_english(phone):
    page = phone.sign_in(LIURU)
    phone.open("#/me")
    page.locator("label.pick", has_text=words("me.language.en")).tap()
    expect(page.get_by_role("heading", name=EN["me.display"])).to_be_visible(timeout=PATIENCE)
    page = phone.open("#/home")
    page.reload()
    expect(page.locator("label.capture")).to_contain_text(EN["home.capture"], timeout=PATIENCE)
    for route in ("#/home", "#/village", "#/me", "#/outbox"):
        phone.open(route)
        expect(page.locator("nav.tabs, header.bar").first).to_be_visible(timeout=PATIENCE)
        shown = page.locator("nav.tabs, header.bar").first.inner_text()
        assert not re.search("[\u4e00-\u9fff]", shown), (route, shown)
