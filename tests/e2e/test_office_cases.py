"""The office in a real browser: filters in the URL, a kept view, a file; a call; a deadline changed for new cases."""

from __future__ import annotations

import csv
import io
import json
import re

from playwright.sync_api import expect

from tests.e2e.access import axe

SEND = """async (id) => (await fetch(`/api/reports/${id}`, {
  method: "PUT", headers: {"Content-Type": "application/json", "X-Requested-With": "patrol"},
  body: JSON.stringify({kind: "waste", captured_at: new Date().toISOString()}),
})).json()"""


def test_filters_stand_in_the_url_are_kept_as_a_view_and_go_into_a_file(desk):
    page = desk("officer")
    page.goto("/desk/cases")
    page.select_option("[name=town]", label="延陵镇")
    expect(page).to_have_url(re.compile("town=321181101000"))
    page.fill("[name=q]", "九里")
    page.press("[name=q]", "Enter")
    expect(page.locator(".on .chip.calm")).to_have_text(
        [re.compile("“九里”"), re.compile("延陵镇"), re.compile("没办结")]
    )
    numbers = page.locator("tbody th").all_inner_texts()
    page.get_by_text("存下这个筛选").click()
    page.fill("form.inline [name=name]", "延陵九里")
    page.get_by_role("button", name="存下", exact=True).click()
    expect(page.locator(".chip.view[aria-current]")).to_have_text("延陵九里")
    page.goto("/desk/cases")
    page.get_by_role("link", name="延陵九里").click()
    assert page.locator("tbody th").all_inner_texts() == numbers and numbers
    with page.expect_download() as downloading:
        page.get_by_role("button", name="导出 CSV").click()
    file = downloading.value
    assert re.fullmatch(r"案件_“九里”_延陵镇_没办结_\d{8}-\d{4}\.csv", file.suggested_filename)
    rows = list(csv.reader(io.StringIO(file.path().read_text("utf-8-sig"))))
    assert [row[0] for row in rows] == ["编号", *numbers]
    page.get_by_role("link", name=numbers[0]).click()
    expect(page.locator("h1")).to_have_text(numbers[0])
    expect(page.locator(".steps [aria-current=step]")).to_have_count(1)


def test_a_call_becomes_a_case_whose_number_is_told(desk):
    page = desk("officer")
    page.goto("/desk/calls")
    page.select_option("[name=source]", "hotline")
    page.select_option("[name=kind]", "farmland_house")
    page.select_option("[name=area]", "321181101208")
    page.fill("[name=where]", "桥东边")
    page.fill("[name=phone]", "13805291234")
    page.dblclick("button.main")
    number = page.locator(".case-number")
    expect(number).to_have_text(re.compile(r"^延陵-\d{4}-\d{4}$"))
    told = number.inner_text()
    page.get_by_role("link", name="看这个案件").click()
    expect(page.locator("h1")).to_have_text(told)
    expect(page.locator("main")).to_contain_text("12336 举报")
    expect(page.locator("main")).not_to_contain_text("13805291234")


def test_a_changed_deadline_counts_for_the_next_case_and_not_for_the_last(desk, phones):
    informant = phones("informant")
    informant.sign_in("informant-liuru")
    ids = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"]
    first = informant.page.evaluate(SEND, ids[0])
    page = desk("admin")
    page.goto("/desk/settings")
    page.fill("[name=first-1-amount]", "0")
    page.locator("button[value=look]:visible").last.click()
    expect(page.locator(".wrong")).to_contain_text("至少 1")
    page.fill("[name=first-1-amount]", "12")
    page.locator("button[value=look]:visible").last.click()
    expect(page.get_by_role("heading", name="保存以后会变的").locator("..")).to_contain_text("24 小时 → 12 小时")
    page.get_by_role("button", name="保存这些改动").click()
    expect(page.locator(".said")).to_contain_text("第 1 版")
    second = informant.page.evaluate(SEND, ids[1])
    said = informant.page.evaluate(
        "async (ids) => Promise.all(ids.map(async id => (await fetch(`/api/cases/${id}`)).json()))",
        [first["case"]["id"], second["case"]["id"]],
    )
    rules = [next(due["rule"] for due in case["dues"] if due["step"] == "stop") for case in said]
    assert json.dumps(rules) == json.dumps([{"amount": 24, "unit": "hours"}, {"amount": 12, "unit": "hours"}])


def test_the_map_draws_the_list_s_cases_and_a_mark_leads_to_its_case(desk):
    page = desk("officer")
    page.goto("/desk/cases?town=321181101000")
    number = page.locator("tbody th", has_text="延陵-").last.inner_text()
    page.get_by_role("link", name="在图上看").click()
    expect(page).to_have_url(re.compile(r"/cases/map\?town=321181101000"))
    expect(page.locator(".map-box .mark").first).to_be_visible()
    drawn = [int(re.search(r"\d+", one)[0]) for one in page.locator(".map-box .mark.several").all_inner_texts()]
    alone = page.locator(".map-box a.mark").count()
    expect(page.get_by_role("status")).to_have_text(f"在图上 {sum(drawn) + alone} 件")
    page.goto(f"/desk/cases/map?q={number}")
    page.locator(".map-box a.mark").click()
    expect(page.locator("h1")).to_have_text(number)


def test_the_officer_s_pages_are_clean_for_axe(desk):
    page = desk("officer")
    page.goto("/desk/cases")
    case = page.locator("tbody th a").first.get_attribute("href")
    found = []
    pages = (
        "cases",
        "cases?q=nothing",
        "cases/map",
        "calls",
        "settings",
        "settings/history",
        "calendar",
        "log",
        "cards",
        "nothing",
    )
    for path in (case, *(f"/desk/{one}" for one in pages)):
        page.goto(path)
        found += [f"{path}: {one}" for one in axe(page)]
    assert not found, "\n".join(found)
