"""Same place, same matter, in a hand: asked without a network, answered, and evidence of the case that was there."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.access import check_page
from tests.e2e.hand import PATIENCE, Hand, settle_undo, words
from tests.e2e.telephone import act, call

LIURU = "informant-liuru"


def case_here(product, place: dict[str, float]) -> str:
    pin = {"lat": place["latitude"], "lon": place["longitude"], "by": "pin"}
    return call(product, "inspector-yanling", source="patrol", place=pin)


def on_the_phone(phone, case: str):
    page = phone.sign_in(LIURU)
    phone.wait_for_service_worker()
    page.evaluate("location.hash = '#/village'")
    expect(page.locator(f"main a.row[href='#/case/{case}']")).to_be_visible(timeout=PATIENCE)
    page.evaluate("location.hash = '#/'")
    return page


def answer(page, key: str) -> None:
    page.locator("section.same label.pick").filter(has_text=words(key)).tap(timeout=PATIENCE)


def test_without_network_a_report_is_said_to_be_the_same_and_joins_when_it_arrives(
    phone, product, books, pictures, in_liuru
):
    case = case_here(product, in_liuru)
    before = books.reports_of(LIURU)
    page = on_the_phone(phone, case)
    phone.offline()
    hand = Hand(page).begin(pictures())
    asked = page.get_by_role("region", name=words("capture.same"))
    hand.choose("villa")
    expect(asked).to_have_count(0)
    hand.choose("waste")
    expect(asked).to_be_visible(timeout=PATIENCE)
    expect(asked).to_contain_text(words("kind.waste").replace("\u200b", ""))
    assert check_page(page) == []
    answer(page, "capture.same.yes")
    expect(asked.get_by_role("radio").first).to_be_checked()
    hand.send()
    settle_undo(page)
    phone.offline(False)
    (report,) = books.new_reports_of(LIURU, before)
    assert books.reports_of(LIURU)[report] == case
    page.evaluate(f"location.hash = '#/report/{report}'")
    expect(page.get_by_text(words("report.joined"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(re.compile("^编号|延陵-|丹阳-")).first).to_be_visible(timeout=PATIENCE)


def test_what_is_another_matter_is_reported_as_one(phone, product, books, pictures, in_liuru):
    case = case_here(product, in_liuru)
    before = books.reports_of(LIURU)
    page = on_the_phone(phone, case)
    hand = Hand(page).begin(pictures()).choose("waste")
    answer(page, "capture.same.no")
    hand.send()
    (report,) = books.new_reports_of(LIURU, before)
    assert books.reports_of(LIURU)[report] != case


NO_LONGER_KEPT = """case_id => new Promise(done => {
  const asked = indexedDB.open("patrol");
  asked.onsuccess = () => {
    const cases = asked.result.transaction("cases", "readwrite").objectStore("cases");
    cases.getAllKeys().onsuccess = ({target}) => {
      for (const key of target.result) if (key[1] === case_id) cases.delete(key);
    };
    cases.transaction.oncomplete = () => { asked.result.close(); done(); };
  };
})"""


def test_a_recurrence_names_the_case_before_where_the_phone_no_longer_keeps_it_and_only_to_who_may_see_it(
    phone, product, books
):
    [(case, before)] = books.rows("SELECT id, recurs_of FROM cases WHERE recurs_of IS NOT NULL")
    [(number,)] = books.rows("SELECT number FROM cases WHERE id = ?", before)
    page = phone.sign_in("leader-erling")
    expect(page.locator("a.number").first).to_be_visible(timeout=PATIENCE)
    page.evaluate(NO_LONGER_KEPT, before)
    phone.open(f"#/case/{case}")
    page.reload()
    linked = page.locator(f".lines a[href='#/case/{before}']")
    expect(linked).to_contain_text(number, timeout=PATIENCE)
    expect(linked).to_contain_text(words("case.link.recurs_of"))
    assert act(product, "officer", before, "conceal", level="town")["outcome"] == "accepted"
    with page.expect_response(f"**/api/cases/{before}", timeout=PATIENCE) as asked:
        page.reload()
    assert asked.value.status == 404
    expect(page.get_by_role("heading", name=words("case.story"))).to_be_visible(timeout=PATIENCE)
    expect(linked).to_have_count(0, timeout=PATIENCE)
