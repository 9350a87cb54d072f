"""Nothing unsent is ever lost: not to a sick server, a hotel's portal, a refusal, a sign-out or an update."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.files import sha256, sha256_of, too_large
from tests.e2e.gateway import LOST, PORTAL, says
from tests.e2e.hand import PATIENCE, Hand, export, rows, state_line, words
from tests.sealing import opened
from tests.serving import wait_until

LIURU = "informant-liuru"


@pytest.fixture(scope="module")
def product(standing):
    return standing


@pytest.fixture
def phone(phones, gateway, in_liuru):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    phone.sign_in(LIURU)
    return phone


def try_now(phone) -> None:
    """待发送 → 现在再试一次: what an impatient person does instead of waiting for the backoff."""
    phone.open("#/outbox")
    Hand(phone.page).tap(words("outbox.try"))


TROUBLE = {
    "a broken server": says(500, "unforeseen"),
    "a busy server": says(503, "busy", Retry_After="1"),
    "too many requests": says(429, "too_many_tries", Retry_After="1"),
    "a captive portal": PORTAL,
    "a lost answer": LOST,
}


def test_a_report_outlives_every_trouble_on_the_way_and_arrives_once(phone, gateway, pictures, arrived):
    page = phone.page
    Hand(page).report(pictures())
    for trouble in TROUBLE.values():
        gateway.rule = lambda request, reply=trouble: reply if request.path.startswith("/api/") else None
        before = len(gateway.passed)
        try_now(phone)
        wait_until(lambda before=before: len(gateway.passed) > before)
        expect(page.get_by_role("button", name=words("outbox.try"))).to_be_enabled(timeout=PATIENCE)
        expect(state_line(page, "已存手机")).to_have_count(1)
        assert not page.locator("article.stuck-card").count()
    gateway.is_fine()
    try_now(phone)
    expect(page.get_by_text(words("outbox.none"))).to_be_visible(timeout=PATIENCE)
    arrived(1)


def test_a_photo_that_is_too_large_is_to_be_taken_again_and_the_rest_arrives(
    phone, books, pictures, arrived, tmp_path
):
    page = phone.page
    good, large, again = pictures(), too_large(tmp_path / "large.jpg"), pictures()
    Hand(page).begin(good).photograph(page.locator("label.add"), large)
    expect(page.locator("main figure")).to_have_count(2, timeout=PATIENCE)
    Hand(page).choose("waste").send()
    [report] = arrived(1)
    expect(page.locator("main p.state.stuck")).to_contain_text(words("report.state.stuck", count=1), timeout=PATIENCE)
    wait_until(lambda: books.photo_states(report)[sha256(good)] == "held")
    assert books.photo_states(report)[sha256(large)] != "held"
    phone.open("#/outbox")
    card = page.locator("article.stuck-card")
    expect(card).to_contain_text(words("outbox.reason.too_large"))
    Hand(page).photograph(card.locator("label.btn"), again)
    wait_until(
        lambda: (
            books.rows("SELECT count(*) FROM attachments WHERE sha256 = ? AND state = 'held'", sha256(again))
            == [(1,)]
        )
    )
    expect(page.get_by_text(words("outbox.none"))).to_be_visible(timeout=PATIENCE)


REFUSALS = (says(409, "content_differs", "同一个编号已经收过不同的内容"), says(422, "invalid", "有一项填得不对"))


def exported(page, button, instance) -> list[str]:
    """The ids of what a button exports, each with its photo."""
    manifest, files = opened(export(page, button), instance)
    photos = {sha for (role, sha), content in files.items() if role == "photo" and sha256_of(content) == sha}
    named = [{photo["sha256"] for photo in json.loads(item["body"])["photos"]} for item in manifest["items"]]
    assert set().union(*named) == photos and all(named)
    return [item["id"] for item in manifest["items"]]


def test_refused_reports_stay_with_their_reasons_and_never_block_the_next(phone, product, gateway, pictures, arrived):
    page = phone.page
    refused: list[str] = []

    def refuse_the_first_two(request):
        if not request.writes("/api/reports/"):
            return None
        if request.path not in refused and len(refused) < len(REFUSALS):
            refused.append(request.path)
        return REFUSALS[refused.index(request.path)] if request.path in refused else None

    gateway.rule = refuse_the_first_two
    Hand(page).report(pictures()).report(pictures(), "waste").report(pictures(), "non_grain")
    arrived(1)
    expect(state_line(page, words("report.state.refused"))).to_have_count(2, timeout=PATIENCE)
    expect(rows(page).first.locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)
    phone.open("#/outbox")
    cards = page.locator("article.stuck-card")
    for reply in REFUSALS:
        expect(cards.filter(has_text=json.loads(reply.body)["error"]["message"])).to_have_count(1)
    ids = {path.rpartition("/")[2] for path in refused}
    export_one = cards.first.get_by_role("button", name=words("outbox.export_one"), exact=True)
    alone = exported(page, export_one, product.instance)
    assert len(alone) == 1 and set(alone) < ids
    both = page.get_by_role("button", name=words("outbox.export", count=2))
    assert set(exported(page, both, product.instance)) == ids
    page.reload()
    expect(cards).to_have_count(2, timeout=PATIENCE)
    gateway.is_fine()
    for _ in REFUSALS:
        Hand(page).tap(cards.first.get_by_role("button", name=words("outbox.again")))
    arrived(3)


def test_signing_out_with_unsent_reports_asks_first_and_keeps_them(phone, pictures, arrived):
    page = phone.page
    phone.offline()
    Hand(page).report(pictures())
    phone.open("#/me")
    Hand(page).tap(words("me.sign_out"))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words("me.sign_out_question", count=1))
    Hand(page).tap(dialog.get_by_role("button", name=words("me.stay"), exact=True))
    expect(page.get_by_role("heading", name="柳茹村信息员")).to_be_visible()
    Hand(page).tap(words("me.sign_out"))
    Hand(page).tap(dialog.get_by_role("button", name=words("me.leave"), exact=True))
    expect(page.locator("input[name=username]")).to_be_visible(timeout=PATIENCE)
    phone.offline(False)
    phone.sign_in(LIURU)
    arrived(1)
    expect(rows(page).first.locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)


def test_a_page_not_yet_on_the_phone_says_so_and_opens_by_itself_with_the_network(
    phones, in_liuru, pictures, arrived
):
    phone = phones("first", geolocation=in_liuru, service_workers="block")
    phone.context.route("**/app/capturing-*", lambda route: route.abort())
    page = phone.sign_in(LIURU)
    phone.offline()
    Hand(page).photograph(page.locator("label.capture"), pictures())
    expect(page.get_by_text(words("app.part_offline"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name=words("app.update"))).to_have_count(0)
    Hand(page).tap(words("app.again"))
    expect(page.get_by_text(words("app.part_offline"))).to_be_visible(timeout=PATIENCE)
    phone.context.unroute("**/app/capturing-*")
    phone.offline(False)
    Hand(page).choose("waste").send()
    arrived(1)
