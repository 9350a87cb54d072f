"""When originals go, when they may leave the phone, and what a phone short of room or of sleep does about it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.files import sha256
from tests.e2e.gateway import says
from tests.e2e.hand import PATIENCE, Hand, rows, settle_undo, state_line, words
from tests.e2e.phones import ARGUMENTS, TELLS_NETWORK, TELLS_ROOM
from tests.serving import wait_until

LIURU = "informant-liuru"
THREE_HOURS_LATER = """
const Real = Date, ahead = 3 * 3600_000;
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
  static now() { return Real.now() + ahead; }
};
"""
# Closing is what the system does to an app it has put to sleep; which tables were open only the page knows.
WATCH_TABLES = """
globalThis.tables = new Set();
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...given) { tables.add(this); return begin.apply(this, given); };
"""
CLOSE_TABLES = "() => { for (const one of tables) one.close(); return tables.size; }"
# What the browser does when the phone has nothing left for a photo.
NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put;
  globalThis.full = true;
  IDBObjectStore.prototype.put = function (value, key) {
    const large = this.name === "files" && value.bytes && value.bytes.byteLength > 1_000_000;
    if (full && large) throw new DOMException("full", "QuotaExceededError");
    return put.call(this, value, key);
  };
}"""
ORIGINALS = """() => new Promise(done => {
  const asked = indexedDB.open("patrol");
  asked.onsuccess = () => {
    const all = asked.result.transaction("files").objectStore("files").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.filter(one => one.bytes).map(one => one.sha256)); };
  };
})"""


@pytest.fixture
def phone(phones, gateway, in_liuru):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru, args=[*ARGUMENTS, TELLS_NETWORK, TELLS_ROOM])
    phone.sign_in(LIURU)
    return phone


def originals_carried(gateway) -> int:
    return sum(request.carries_original() for request, status in gateway.passed if status < 300)


def held(books, picture) -> bool:
    return books.held(sha256(picture)).is_file()


def wifi_only(phone) -> None:
    page = phone.open("#/me")
    page.locator("label", has_text=words("me.wifi_only")).locator("input").tap()
    expect(page.locator("main input.switch")).to_be_checked()
    phone.open("#/home")


def waiting_for_wifi(page):
    return state_line(page, words("report.state.wifi"))


def test_originals_wait_for_wifi_facts_do_not_and_one_tap_or_wifi_itself_sends_them(phone, gateway, books, pictures):
    wifi_only(phone)
    phone.network("cellular4g")
    page, first, second = phone.page, pictures(), pictures()
    Hand(page).report(first)
    settle_undo(page)
    expect(waiting_for_wifi(page)).to_have_count(1, timeout=PATIENCE)
    assert (gateway.count("PUT", "/thumbnail", 200), originals_carried(gateway)) == (1, 0)
    phone.open("#/outbox")
    Hand(page).tap(words("wifi.now"))
    wait_until(lambda: held(books, first), 40)
    phone.open("#/home")
    Hand(page).report(second, "waste")
    settle_undo(page)
    expect(waiting_for_wifi(page)).to_have_count(1, timeout=PATIENCE)
    assert not held(books, second)
    phone.network("wifi")
    wait_until(lambda: held(books, second), 40)
    expect(waiting_for_wifi(page)).to_have_count(0, timeout=PATIENCE)


def test_a_browser_that_cannot_tell_offers_no_switch_and_says_so(phones, in_liuru):
    phone = phones("phone", geolocation=in_liuru)
    phone.sign_in(LIURU)
    page = phone.open("#/me")
    expect(page.get_by_text(words("me.wifi_unknown"))).to_be_visible(timeout=PATIENCE)
    expect(page.locator("main input.switch")).to_have_count(0)


def test_an_original_leaves_the_phone_when_a_backup_holds_it_and_its_picture_stays(phone, books, pictures, tmp_path):
    page, picture = phone.page, pictures()
    Hand(page).report(picture)
    settle_undo(page)
    wait_until(lambda: held(books, picture), 40)
    expect(state_line(page, words("report.state.received")).first).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(ORIGINALS) == [sha256(picture)]
    books.command("backup", str(tmp_path / "backup"))
    # It asks once an hour, and what was picked within the hour may still stand in a draft.
    phone.context.add_init_script(THREE_HOURS_LATER)
    page.reload()
    wait_until(lambda: page.evaluate(ORIGINALS) == [], 60)
    phone.wait_for_service_worker()
    phone.offline()
    page.reload()
    expect(rows(page).first.locator("img")).to_have_js_property("naturalWidth", 480, timeout=PATIENCE)


def test_tables_closed_by_the_system_are_open_again_and_nothing_is_lost(phone, books, pictures):
    phone.context.add_init_script(WATCH_TABLES)
    page, first, second = phone.page, pictures(), pictures()
    page.reload()
    expect(page.locator("label.capture")).to_be_visible(timeout=PATIENCE)
    hand = Hand(page).begin(first)
    assert page.evaluate(CLOSE_TABLES) > 0
    hand.choose("waste")
    assert page.evaluate(CLOSE_TABLES) > 0
    hand.send()
    settle_undo(page)
    page.evaluate(CLOSE_TABLES)
    Hand(page).report(second)
    wait_until(lambda: held(books, first) and held(books, second), 60)
    assert not [line for line in phone.said if "InvalidState" in line]


def test_a_nearly_full_phone_says_so_and_a_full_one_keeps_all_that_was_there(
    phone, gateway, books, pictures, tmp_path
):
    page, first, second = phone.page, pictures(), tmp_path / "large.jpg"
    second.write_bytes(pictures().read_bytes() + bytes(4_000_000))
    gateway.rule = lambda request: says(507, "storage_full") if request.carries_original() else None
    Hand(page).report(first)
    settle_undo(page)
    expect(state_line(page, words("report.state.full_photos"))).to_have_count(1, timeout=PATIENCE)
    session = phone.context.new_cdp_session(page)
    used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    session.send("Storage.overrideQuotaForOrigin", {"origin": gateway.url, "quotaSize": used + 30_000})
    page.reload()
    expect(page.get_by_text(words("room.send_first"))).to_be_visible(timeout=PATIENCE)
    page.evaluate(NO_ROOM)
    hand = Hand(page)
    hand.photograph(page.locator("label.capture"), second)
    expect(page.get_by_text(words("capture.storage_full"))).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=words("outbox.title_none"), exact=True).tap()
    expect(page).to_have_url(f"{gateway.url}/app/#/outbox")
    expect(rows(page)).to_have_count(1)
    session.send("Storage.overrideQuotaForOrigin", {"origin": gateway.url})
    page.evaluate("() => { globalThis.full = false; }")
    gateway.is_fine()
    hand.tap(words("outbox.try"))
    wait_until(lambda: held(books, first), 40)
    phone.open("#/home")
    Hand(page).report(second)
    settle_undo(page)
    wait_until(lambda: held(books, second), 40)


def test_a_nudge_of_background_sync_makes_an_open_page_send_at_once(phone, gateway, books, pictures):
    page, picture = phone.page, pictures()
    phone.wait_for_service_worker()
    session = phone.context.new_cdp_session(page)
    known = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    # Long enough that only a nudge can be the reason why it goes.
    gateway.rule = lambda request: says(503, "busy", Retry_After="600") if request.writes("/api/reports/") else None
    Hand(page).report(picture)
    settle_undo(page)
    wait_until(lambda: gateway.count("PUT", "/api/reports/", 503) >= 1, 40)
    gateway.is_fine()
    wait_until(lambda: page.evaluate("1") and known, 20)
    nudge = {"origin": gateway.url, "registrationId": known[0]["registrationId"], "tag": "patrol-send"}

    def nudged() -> bool:
        """Again and again, as the browser does: one that finds the worker still starting is lost."""
        session.send("ServiceWorker.dispatchSyncEvent", {**nudge, "lastChance": False})
        return held(books, picture)

    wait_until(nudged, 40)
