"""An administrator in a real browser: a town's villages come from a file, villages of two towns become one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cast import JIULI, LIURU, PASSWORD
from tests.e2e.access import axe
from tests.e2e.hand import PATIENCE, no_sideways_scroll
from tests.e2e.phones import ARGUMENTS

SUN_CITY = "321181001001"


@pytest.fixture
def office(playwright, chromium, product):
    """office(width, scheme) → a page on which the administrator is signed in."""
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)

    def open_page(width: int = 1280, scheme: str = "light") -> Page:
        view = {"width": width, "height": 800}
        page = browser.new_page(base_url=product.url, viewport=view, locale="zh-CN", color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        page.goto("/desk/sign-in?next=/desk/areas")
        page.get_by_label("用户名").fill("admin")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", name="行政区", exact=True)).to_be_visible()
        return page

    yield open_page
    browser.close()


@pytest.fixture
def villages(tmp_path) -> Path:
    """18 villages of a town that is not there yet, as a spreadsheet in China saves them."""
    rows = ["code,name,streetCode,townName"]
    rows += [f"321181120{200 + one},新桥{one + 1}村委会,321181120,新桥镇" for one in range(18)]
    file = tmp_path / "villages.csv"
    file.write_bytes("\r\n".join(rows).encode("gbk"))
    return file


def take(page: Page, file: Path) -> None:
    page.get_by_role("link", name="从文件导入").first.click()
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.get_by_role("heading", name="核对文件")).to_be_visible()


def test_villages_come_from_a_file_and_the_same_file_again_changes_nothing(office, books, villages):
    page = office()
    take(page, villages)
    expect(page.locator("table tbody tr")).to_have_count(19)
    assert books.rows("SELECT count(*) FROM areas WHERE code LIKE '321181120%'") == [(0,)]
    page.get_by_role("button", name="写入 19 项").click()
    expect(page.get_by_role("status")).to_contain_text("写好了，共 19 项")
    page.get_by_role("link", name="新桥镇").click()
    expect(page.locator("table tbody tr")).to_have_count(18)
    page.goto("/desk/areas")
    take(page, villages)
    expect(page.get_by_text("和系统里完全一样，没有要写的")).to_be_visible()
    assert books.rows("SELECT count(*) FROM areas WHERE code LIKE '321181120%'") == [(19,)]


def test_two_villages_of_two_towns_become_one(office, books):
    before = books.rows("SELECT count(*) FROM cases JOIN areas ON areas.id = area_id WHERE code = ?", LIURU)[0][0]
    assert before > 0
    page = office()
    page.get_by_label("查找").fill("柳茹")
    page.get_by_label("查找").press("Enter")
    page.get_by_role("link", name="柳茹村委会").click()
    page.get_by_role("link", name="合并、拆分").click()
    page.get_by_label("代码", exact=False).last.fill(SUN_CITY)
    page.get_by_role("button", name="看看会怎样").last.click()
    expect(page.get_by_role("heading", name="会发生什么")).to_be_visible()
    expect(page.locator("main")).to_contain_text("原来延陵镇、延陵所看，以后云阳街道、云阳所看")
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("柳茹村委会的案件和岗位都转过去了")
    expect(page.get_by_role("heading", name="太阳城社区居委会")).to_be_visible()
    moved = books.rows("SELECT count(*) FROM cases JOIN areas ON areas.id = area_id WHERE code = ?", SUN_CITY)
    assert moved[0][0] >= before
    assert books.command("verify").startswith("Clean")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_every_page_of_areas_fits_and_is_clean_for_axe(office, books, villages, width, scheme):
    page = office(width, scheme)
    (town,), (village,) = books.rows("SELECT id FROM areas WHERE code IN ('321181101000', ?) ORDER BY code", JIULI)
    paths = [
        "", "?q=中心", "?q=没有这样的", f"/{town}", f"/{village}", f"/{village}/edit", f"/{town}/new", "/stations",
        "/stations/1", "/imports", f"/reorganisation?of={village}&more=1",
        f"/reorganisation?of={village}&to_code={SUN_CITY}&see=1", "/99999",
    ]  # fmt: skip
    found = [one for path in paths for one in problems(page, page.goto(f"/desk/areas{path}").url)]
    page.goto("/desk/areas/imports")
    page.get_by_label("文件").set_input_files(villages)
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.get_by_role("heading", name="核对文件")).to_be_visible()
    assert found + problems(page, page.url) == []


def problems(page: Page, where: str) -> list[str]:
    assert no_sideways_scroll(page), where
    return [f"{where}: {one}" for one in axe(page)]
