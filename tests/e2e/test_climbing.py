"""Nobody has to remember: what is not done climbs by itself, and every level's screen says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.hand import PATIENCE, Hand, settle_undo, words
from tests.serving import wait_until

LIURU = "informant-liuru"


def stop_due(books, case: str) -> tuple[str, datetime]:
    level, due_at = books.rows("SELECT level, due_at FROM dues WHERE case_id = ? AND step = 'stop'", case)[0]
    return level, datetime.fromisoformat(due_at).replace(tzinfo=UTC)


def climb(books, case: str) -> str:
    """One sweep a minute after the deadline; the level that holds it now."""
    books.command("tick", "--now", (stop_due(books, case)[1] + timedelta(minutes=1)).isoformat())
    return stop_due(books, case)[0]


def opened(phone, case: str) -> Page:
    page = phone.open(f"#/case/{case}")
    page.reload()
    expect(page.locator("section.chain")).to_be_visible(timeout=PATIENCE)
    return page


def holds(page: Page, level: str, story: str) -> None:
    expect(page.locator("section.chain")).to_contain_text(words("case.held_by", level=level), timeout=PATIENCE)
    expect(page.locator("ol.time")).to_contain_text(story)


def test_a_case_climbs_from_the_village_to_the_county_and_each_screen_says_it(phone, phones, books, pictures):
    before = books.reports_of(LIURU)
    mine = phone.sign_in(LIURU)
    Hand(mine).report(pictures(), "waste")
    settle_undo(mine)
    wait_until(lambda: len(books.reports_of(LIURU)) == len(before) + 1)
    report, case = next((one, of) for one, of in books.reports_of(LIURU).items() if one not in before)
    people = {}
    for name, username in (("inspector", "inspector-yanling"), ("leader", "leader-yanling"), ("officer", "officer")):
        people[name] = phones(name)
        people[name].sign_in(username)

    assert climb(books, case) == "station"
    page = opened(people["inspector"], case)
    holds(page, "所里", "制止超期，升到延陵所")
    people["inspector"].open("#/cases?list=mine")
    row = page.locator(f"main a.row[href='#/case/{case}']")
    expect(row).to_contain_text(words("case.odd.from_village"), timeout=PATIENCE)

    assert climb(books, case) == "town"
    page.reload()
    gone = page.locator("section, div").filter(has=page.get_by_role("heading", name="所里超期，已升级")).last
    expect(gone).to_be_visible(timeout=PATIENCE)
    expect(row).to_contain_text("归镇", timeout=PATIENCE)
    town = people["leader"].open("#/today")
    town.reload()
    waits = town.locator(f"main a.row[href='#/case/{case}']")
    expect(waits).to_contain_text("超期升上来", timeout=PATIENCE)
    holds(opened(people["leader"], case), "镇里", "升到镇里")

    assert climb(books, case) == "county"
    county = people["officer"].open("#/today")
    county.reload()
    expect(county.locator(f"main a.row[href='#/case/{case}']")).to_contain_text("镇里超期升上来", timeout=PATIENCE)
    holds(opened(people["officer"], case), "县里", "升到县里")
    opened(people["leader"], case)
    mine = phone.open(f"#/report/{report}")
    mine.reload()
    expect(mine.locator("ol.time")).to_contain_text("转给", timeout=PATIENCE)
    climbs = books.rows("SELECT count(*) FROM events WHERE case_id = ? AND content LIKE '%escalate%'", case)
    assert climbs == [(3,)]
