"""A phone without a network hands over a sealed file; the office takes it in; what was refused is mended."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import axe, check_page
from tests.e2e.files import sha256
from tests.e2e.gateway import says
from tests.e2e.hand import PATIENCE, Hand, export, rows, settle_undo, state_line, words
from tests.serving import wait_until

LIURU = "informant-liuru"
NO_SUBTLE = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })"


@pytest.fixture
def desk(desk) -> Page:
    """The office's own browser, with the officer signed in."""
    return desk("officer")


def bring(desk: Page, file) -> None:
    desk.goto("/desk/sealed")
    desk.set_input_files("[name=file]", file)
    desk.get_by_role("button", name=words("desk.sealed.look")).click()
    expect(desk.get_by_role("heading", name=words("desk.sealed.check"))).to_be_visible(timeout=PATIENCE)


def test_three_reports_travel_in_a_file_and_nothing_is_doubled_when_the_phone_comes_online(
    phone, desk, books, pictures, tmp_path
):
    page, before = phone.sign_in(LIURU), books.cases()
    phone.wait_for_service_worker()
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    phone.offline()
    photos = [pictures() for _ in range(3)]
    for photo, kind in zip(photos, ("farmland_house", "waste", "non_grain"), strict=True):
        Hand(page).report(photo, kind)
    settle_undo(page)
    page.evaluate("location.hash = '#/outbox'")
    button = page.get_by_role("button", name=words("outbox.export", count=3))
    file = export(page, button)
    assert re.fullmatch(r"patrol-未发送-\d{8}-\d{4}\.sealed", file.name)
    content = file.read_bytes()
    assert not [photo for photo in photos if photo.read_bytes()[:400] in content] and LIURU.encode() not in content
    assert books.cases() == before

    bring(desk, file)
    expect(desk.locator("main")).to_contain_text("3 件、3 张照片，来自一位信息员的手机。")
    assert check_page(desk, desk=True) == []
    desk.get_by_role("button", name=words("desk.sealed.take", n=3)).click()
    expect(desk.locator("tbody tr")).to_have_count(3, timeout=PATIENCE)
    expect(desk.locator("tbody .chip")).to_have_text([words("desk.sealed.state.new")] * 3)
    assert axe(desk) == []
    taken = books.cases() - before
    assert len(taken) == 3
    for photo in photos:
        assert books.held(sha256(photo)).read_bytes() == photo.read_bytes()
    counted = books.rows("SELECT count(*) FROM attachments")

    phone.offline(False)
    Hand(page).tap(words("outbox.try"))
    expect(page.get_by_text(words("outbox.none"))).to_be_visible(timeout=PATIENCE)
    assert books.cases() - before == taken and books.rows("SELECT count(*) FROM attachments") == counted
    assert set(books.reports_of(LIURU).values()) >= taken
    assert books.command("verify").startswith("Clean")
    bring(desk, file)
    expect(desk.locator("main")).to_contain_text(words("desk.sealed.here", n=3))


def test_where_the_browser_does_not_let_the_page_seal_it_says_what_leaves_unsealed(phone, pictures):
    phone.context.add_init_script(NO_SUBTLE)
    page = phone.sign_in(LIURU)
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    phone.offline()
    Hand(page).report(pictures())
    page.evaluate("location.hash = '#/outbox'")
    page.get_by_role("button", name=words("outbox.export", count=1)).tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words("outbox.seal.no_crypto"))
    expect(dialog).to_contain_text(words("outbox.seal.plain_warning"))
    with page.expect_download() as saved:
        dialog.get_by_role("button", name=words("outbox.seal.plain")).tap()
    [item] = json.loads(saved.value.path().read_text())["items"]
    assert item["files"][0]["base64"] and "柳茹" not in saved.value.suggested_filename


def test_a_refused_report_is_mended_and_sent_and_the_old_one_is_kept(phones, gateway, books, in_liuru, pictures):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    page = phone.sign_in(LIURU)
    before = set(books.reports_of(LIURU))
    refused: list[str] = []

    def refuse_the_first(request):
        if request.writes("/api/reports/") and (not refused or request.path in refused):
            refused.append(request.path)
            return says(422, "invalid", "有一项填得不对")
        return None

    gateway.rule = refuse_the_first
    photo = pictures()
    Hand(page).report(photo, "waste")
    expect(state_line(page, words("report.state.refused"))).to_be_visible(timeout=PATIENCE)
    phone.open("#/outbox")
    Hand(page).tap(words("outbox.mend"))
    expect(page.locator("label.tile input[value=waste]")).to_be_checked(timeout=PATIENCE)
    expect(page.locator("main figure")).to_have_count(1)
    Hand(page).choose("non_grain").send()
    settle_undo(page)
    wait_until(lambda: len(set(books.reports_of(LIURU)) - before) == 1, 40)
    [new] = set(books.reports_of(LIURU)) - before
    old = refused[0].rpartition("/")[2]
    assert new != old
    assert books.rows("SELECT kind FROM cases JOIN reports ON case_id = cases.id WHERE reports.id = ?", new) == [
        ("non_grain",)
    ]
    wait_until(lambda: books.photo_states(new) == {sha256(photo): "held"}, 40)
    phone.open("#/outbox")
    expect(page.get_by_text(words("outbox.none"))).to_be_visible(timeout=PATIENCE)
    kept = page.evaluate(
        """async () => { const open = indexedDB.open("patrol"); await new Promise(done => open.onsuccess = done);
           const all = open.result.transaction("items").objectStore("items").getAll();
           await new Promise(done => all.onsuccess = done); return all.result.map(one => [one.id, one.state]); }"""
    )
    assert [old, "mended"] in kept


def test_the_inspector_sees_which_village_to_ring(phones, phone, product, books):
    phone.sign_in(LIURU)
    [(device,)] = books.rows(
        "SELECT devices.id FROM devices JOIN people ON people.id = person_id WHERE username = ?"
        " ORDER BY devices.created_at DESC LIMIT 1", LIURU,
    )  # fmt: skip
    phone.switch_off()
    with closing(sqlite3.connect(product.instance / "patrol.db")) as database:
        database.execute(
            "UPDATE devices SET unsent = 3, unsent_since = datetime('now', '-3 days'),"
            " last_contact_at = datetime('now', '-2 days') || '.000000' WHERE id = ?", (device,),
        )  # fmt: skip
        database.commit()
    page = phones("station").sign_in("inspector-yanling")
    page.evaluate("location.hash = '#/me'")
    page.get_by_role("link", name=words("phones.title")).tap()
    expect(page.get_by_role("heading", name="柳茹村")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("那时有 3 件没发完")
    assert page.locator("a[href^='tel:']").count() >= 1
    assert "柳茹村信息员" not in page.locator("main").inner_text()
    assert check_page(page) == []
