"""The office enrols a town: a list of 700 people in 18 villages becomes people with printed cards."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from patrol.demo.county import DATA
from tests.cast import PASSWORD, YANLING
from tests.domain import sheets
from tests.e2e.access import axe
from tests.e2e.hand import PATIENCE, words
from tests.e2e.phones import DESK

PEOPLE, VILLAGES = 700, 18
INFORMANTS = """SELECT count(*) FROM posts JOIN areas ON areas.id = area_id
                WHERE role = 'informant' AND path LIKE '321181/321181101000/%'"""
# Seven hundred cards are drawn in some twelve seconds where nothing else runs.
CARDS_PATIENCE = 180_000


@pytest.fixture
def town_list(tmp_path) -> Path:
    """As a town's office keeps it: numbers as numbers, a column of its own, every village."""
    villages = [one["code"] for one in json.loads(DATA.read_text(encoding="utf-8"))["villages"]]
    villages = [code for code in villages if code.startswith(YANLING[:9])][:VILLAGES]
    assert len(villages) == VILLAGES
    rows = ((name_of(n), 13_700_000_000 + n, int(villages[n % VILLAGES]), "信息员", "2026年") for n in range(PEOPLE))
    path = tmp_path / "town.xlsx"
    path.write_bytes(sheets.xlsx(*rows, headings=(*sheets.HEADINGS, "备注")))
    return path


def name_of(number: int) -> str:
    family, given = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋"
    return family[number % 10] + given[number // 10 % 10] + given[number // 100 % 10]


@pytest.fixture
def desk(phones) -> Page:
    page = phones("office", **DESK).page
    enter(page)
    return page


def enter(page: Page) -> None:
    page.goto("/desk/sign-in")
    page.locator("[name=username]").fill("admin")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button.main").click()
    expect(page.locator("nav")).to_be_visible(timeout=PATIENCE)


def bring(page: Page, file: Path) -> Page:
    """Upload a list; what the office then says is on the page."""
    page.goto("/desk/people/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=words("desk.people.check"), exact=True).click()
    return page


def test_a_town_is_enrolled_and_a_villager_signs_in_with_the_printed_card(desk, phones, town_list, tmp_path, books):
    [(already,)] = books.rows(INFORMANTS)
    bring(desk, town_list)
    checked = words("desk.people.check_words", new=PEOPLE, changed=0, unchanged=0)
    expect(desk.get_by_text(checked)).to_be_visible(timeout=PATIENCE)
    expect(desk.get_by_text(words("desk.people.ignored", columns="备注"))).to_be_visible()
    desk.get_by_role("button", name=words("desk.people.take_all", n=PEOPLE), exact=True).click()
    done = words("desk.people.done_words", new=PEOPLE, changed=0, unchanged=0)
    expect(desk.get_by_text(done)).to_be_visible(timeout=PATIENCE)

    desk.get_by_role("link", name=words("desk.people.now_cards"), exact=True).click()
    desk.get_by_role("link", name=words("desk.people.whole_town", town="延陵镇"), exact=True).click()
    with desk.expect_download(timeout=CARDS_PATIENCE) as download:
        desk.get_by_role("button", name=words("desk.people.cards_pdf"), exact=True).click()
        expect(desk.get_by_text(words("desk.people.pdf_wait"))).to_be_visible()
    expect(desk.get_by_text(words("desk.people.pdf_wait"))).to_be_hidden()
    path = tmp_path / "cards.pdf"
    download.value.save_as(path)
    pdf = PdfReader(path)
    cards = PEOPLE + already
    assert len(pdf.pages) == -(-cards // 8)

    links = {one.get_object()["/A"]["/URI"] for page in pdf.pages for one in page["/Annots"]}
    assert len(links) == cards
    name, link, phone_end = a_card(pdf, town_list)
    villager = phones("villager").page
    villager.goto(link)
    villager.get_by_role("textbox").fill(phone_end)
    villager.locator("form button[type=submit], button.main").first.tap()
    expect(villager).to_have_url(re.compile("/app/#/$"), timeout=PATIENCE)
    expect(villager.locator("label.capture")).to_be_visible(timeout=PATIENCE)

    desk.goto("/desk/people?q=" + phone_end)
    desk.get_by_role("link", name=name, exact=True).first.click()
    expect(desk.get_by_text(words("desk.people.device_heard", day=words("desk.people.today")))).to_be_visible()


def a_card(pdf: PdfReader, town_list: Path) -> tuple[str, str, str]:
    """(name, link, last four digits) of the first card of a villager with a name nobody shares."""
    names = [name_of(n) for n in range(PEOPLE)]
    page = pdf.pages[0]
    shown = [line.strip() for line in page.extract_text().splitlines()]
    links = [*dict.fromkeys(one.get_object()["/A"]["/URI"] for one in page["/Annots"])]
    name = next(line for line in shown if names.count(line) == 1)
    place = [line for line in shown if line in names].index(name)
    return name, links[place], f"{names.index(name):04}"


def test_the_same_list_again_changes_nothing_and_says_so(desk, town_list):
    bring(desk, town_list)
    desk.get_by_role("button", name=words("desk.people.take_all", n=PEOPLE), exact=True).click()
    expect(desk.get_by_role("heading", name=words("desk.people.done"))).to_be_visible(timeout=PATIENCE)
    bring(desk, town_list)
    expect(desk.get_by_text(words("desk.people.nothing_new", n=PEOPLE))).to_be_visible(timeout=PATIENCE)
    expect(desk.get_by_role("button", name=re.compile(words("desk.people.take_all", n=".*")))).to_have_count(0)


def test_three_broken_files_are_explained(desk, tmp_path):
    wrong = (
        ("password.xlsx", sheets.locked(), "sheet_password"), ("bomb.xlsx", sheets.bomb(), "sheet_bomb"),
        ("photo.xlsx", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "sheet_unknown"),
    )  # fmt: skip
    for name, data, problem in wrong:
        (tmp_path / name).write_bytes(data)
        bring(desk, tmp_path / name)
        expect(desk.get_by_role("alert")).to_have_text(words(f"error.{problem}"), timeout=PATIENCE)


def test_wrong_rows_are_explained_one_by_one(desk, tmp_path):
    rows = (("张小明", "13912345678", "321181101208", "信息员"), ("李四", "1.39E+10", "中心社区居委会", "村长"))
    (tmp_path / "rows.xlsx").write_bytes(sheets.xlsx(*rows))
    bring(desk, tmp_path / "rows.xlsx")
    row = desk.get_by_role("row").filter(has_text="李四")
    for words_of_it in ("1.39E+10", "没有“村长”这个角色"):
        expect(row).to_contain_text(words_of_it, timeout=PATIENCE)
    take = words("desk.people.take_good", n=1)
    expect(desk.get_by_role("button", name=take, exact=True)).to_be_visible()


def test_who_forgot_the_password_chooses_a_new_one_in_the_app(desk, phones):
    desk.goto("/desk/people?q=0004")
    desk.locator("tbody a").first.click()
    desk.get_by_role("button", name=words("desk.people.make_code"), exact=True).click()
    code = desk.locator("#code").inner_text()
    phone = phones("phone")
    page = phone.open("#/signin")
    page.get_by_role("button", name=words("sign.have_reset_code"), exact=True).tap()
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=password]").fill("short")
    page.locator("button[type=submit]").tap()
    expect(page.get_by_role("alert")).to_have_text(words("sign.password_short"), timeout=PATIENCE)
    page.locator("input[name=password]").fill("a password of my own")
    page.locator("button[type=submit]").tap()
    expect(page).to_have_url(re.compile("/app/#/$"), timeout=PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_office_s_pages_about_people_are_clean_for_axe(phones, tmp_path, scheme, width):
    page = phones("office", **DESK | {"viewport": {"width": width, "height": 800}}, color_scheme=scheme).page
    enter(page)
    (tmp_path / "rows.xlsx").write_bytes(sheets.xlsx(("李四", "1.39E+10", "中心社区居委会", "村长")))
    bring(page, tmp_path / "rows.xlsx")
    expect(page.get_by_role("row").filter(has_text="李四")).to_be_visible(timeout=PATIENCE)
    problems = [f"people-check: {one}" for one in axe(page)]
    page.goto("/desk/people?q=0004")
    person = page.locator("tbody a").first.get_attribute("href")
    routes = ("/desk/people", person, f"{person}/leaving", "/desk/people/new", "/desk/people/import", "/desk/cards",
              f"/desk/cards/{YANLING}", "/desk/sign-in/password")  # fmt: skip
    for route in routes:
        page.goto(route)
        for summary in page.locator("main summary").all():
            summary.click()
        problems += [f"{route}: {one}" for one in axe(page)]
    assert not problems, "\n".join(problems)
