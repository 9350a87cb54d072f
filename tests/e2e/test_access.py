"""Every screen and state can be read and hit by anybody, and the checker that says so finds what is planted."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.e2e.access import check_page
from tests.e2e.books import Books
from tests.e2e.hand import PATIENCE
from tests.e2e.screens import DEPARTMENT, NEIGHBOUR, NEWCOMER, NOBODY, SCREENS, Scene
from tests.e2e.steps import report_of
from tests.serving import Served

# A folder to keep the pictures of all screens in, for whoever compares them with the drawings.
SHOTS = os.environ.get("SHOTS")
AS_USUAL = """if (location.protocol !== "about:") {
  localStorage.setItem("patrol.theme", "light"); localStorage.setItem("patrol.language", "zh-CN"); }"""
# Screens whose names begin so, while some of them are worked on: "me,outbox-wifi".
ONLY = tuple(os.environ.get("SCREENS", "").split(","))
# Those whom the demo does not have: (user name, what people read, role, area code).
ADDED = (
    (NEWCOMER, "联兴村信息员", "informant", "321181101204"),
    (NEIGHBOUR, "柳茹村信息员乙", "informant", "321181101208"),
    (DEPARTMENT, "供电所", "department", "321181"),
    ("power-yunyang", "云阳供电所", "department", "321181001000"),
)


@pytest.fixture(scope="module")
def product(demo_instance, tmp_path_factory) -> Served:
    instance = tmp_path_factory.mktemp("access") / "instance"
    shutil.copytree(demo_instance, instance)
    served = Served(instance).start()
    with closing(sqlite3.connect(instance / "patrol.db", timeout=30)) as database, database:
        for username, name, role, code in ADDED:
            person = str(uuid.uuid4())
            database.execute(
                "INSERT INTO people (id, username, name, password_hash, epoch, created_at)"
                " SELECT ?, ?, ?, password_hash, epoch, created_at FROM people WHERE username = 'officer'",
                (person, username, name),
            )
            database.execute(
                "INSERT INTO posts (person_id, role, department, area_id, from_at)"
                " SELECT ?, ?, ?, id, '2026-01-01 00:00:00.000000' FROM areas WHERE code = ?",
                (person, role, "power" if role == "department" else None, code),
            )
    yield served
    served.stop()


def scene_of(phone, product: Served, pictures: Callable[[], Path]) -> Scene:
    books = Books(product)
    return Scene(
        phone,
        pictures,
        lambda story: books.rows("SELECT case_id FROM reports WHERE id = ?", report_of(story))[0][0],
    )


def show(one, scene: Scene) -> None:
    """Anew for each line: what the line before left open is gone."""
    page = scene.page
    page.unroute_all()
    scene.phone.offline(False)
    page.goto("about:blank")
    scene.phone.open(one.route)
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
    for step in one.steps:
        step(scene)
    page.wait_for_timeout(100)


@pytest.mark.parametrize("who", sorted({one.who for one in SCREENS}))
def test_every_screen_can_be_read_and_hit_by_anybody(phones, product, pictures, in_liuru, who):
    phone = phones("phone", geolocation=in_liuru, reduced_motion="reduce")
    phone.context.add_init_script(AS_USUAL)
    scene = scene_of(phone, product, pictures)
    if who != NOBODY:
        phone.sign_in(who)
        phone.wait_for_service_worker()
    problems = []
    for one in SCREENS:
        if one.who != who or not one.name.startswith(ONLY):
            continue
        try:
            show(one, scene)
        except (PlaywrightError, AssertionError) as problem:
            problems.append(f"{one.name}, not reached: {str(problem)[:400]}")
            continue
        if SHOTS:
            scene.page.screenshot(path=Path(SHOTS) / f"{who}-{one.name}.png")
        problems += [f"{one.name}, {found}" for found in check_page(scene.page)]
    assert not problems, "\n".join(problems)


CLEAN = """<!doctype html><html lang="zh-CN"><head><title>页</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body {{ margin: 0; font-size: 17px; color: #12181b; background: #fff }}
button, input {{ font-size: 17px; min-height: 48px; min-width: 48px; margin: 8px 0; display: block }}
button, input {{ border: 2px solid #768087 }}
{style}</style></head><body><main><h1>标题</h1><p>一句话</p>{body}</main></body></html>"""
OVER = ".over { position: relative; margin-top: -60px; height: 60px }"
# (what is planted, and what the checker must say of it)
PLANTED = {
    "a small target": ("<button style='min-height: 40px; height: 40px'>点</button>", "", "light: small target"),
    "a narrow target": ("<button style='min-width: 30px; width: 30px; padding: 0'>点</button>", "", "small target"),
    "targets too close": ("<button>一</button><button style='margin-top: -4px'>二</button>", "", "light: too close"),
    "a target under another": ("<button>点</button><p class='over'>上</p>", OVER, "covered"),
    "small print": ("<p style='font-size: 12px'>小字</p>", "", "light: small text"),
    "a small field": ("<label>名<input style='font-size: 15px'></label>", "", "light: small text"),
    "small running text": ("", "body { font-size: 16px }", "light: small body text"),
    "grey on white": ("<p style='color: #767676'>灰字</p>", "", "light: weak contrast"),
    "faint by opacity": ("<p style='opacity: .5'>淡字</p>", "", "light: weak contrast"),
    "dark on dark": ("", "[data-theme=dark] body { background: #111 }", "dark: weak contrast"),
    "a faint border": ("<label>名<input style='border-color: #ddd'></label>", "", "light: weak border"),
    "a picture without words": ("<img src='data:,x' width='9'>", "", "axe image-alt"),
    "a button without a name": ("<button></button>", "", "axe button-name"),
    "a field without a label": ("<input>", "", "axe label"),
    "something too wide": ("<div style='width: 400px'>宽</div>", "", "360 px, text 100 %: wider than"),
    "too wide for small phones": ("<div style='width: 340px'>宽</div>", "", "320 px, text 100 %: wider than"),
    "too wide when doubled": ("<div style='width: 14rem'>宽</div>", "", "360 px, text 200 %: wider than"),
    "out of its box": (f"<p style='white-space: nowrap'>{'很长的字' * 6}</p>", "", "360 px, text 100 %: wider than"),
}  # fmt: skip


def test_a_page_that_is_as_it_should_be_gives_nothing(phones):
    page = phones("phone").page
    page.set_content(CLEAN.format(style="", body="<button>一</button><button>二</button><label>名<input></label>"))
    assert check_page(page) == []


@pytest.fixture
def blank(phones):
    return phones("phone").page


def test_the_checker_finds_what_is_planted(blank):
    """In one browser: each planted thing is found, and by its own name."""
    missed = {}
    for name, (body, style, said) in PLANTED.items():
        blank.set_content(CLEAN.format(style=style, body=body))
        found = check_page(blank)
        if not any(said in one for one in found):
            missed[name] = found
    assert missed == {}


def test_the_office_has_targets_of_44_px_and_its_own_sizes(blank):
    small = "<button style='min-height: {}px; height: {}px; font-size: 16px'>点</button>"
    blank.set_viewport_size({"width": 1280, "height": 800})
    blank.set_content(CLEAN.format(style="body { font-size: 16px }", body=small.format(44, 44)))
    assert check_page(blank, desk=True) == []
    blank.set_content(CLEAN.format(style="", body=small.format(40, 40)))
    assert any("small target" in one for one in check_page(blank, desk=True))
