"""Every screen and state can be read and hit by anybody, and the checker that says so finds what is planted."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.e2e.access import check_page
from tests.e2e.books import Books
from tests.e2e.hand import PATIENCE
from tests.e2e.screens import DEPARTMENT, NEIGHBOUR, NEWCOMER, NOBODY, SCREENS, Scene, report_of
from tests.serving import Served

# A folder to keep the pictures of all screens in, for whoever compares them with the drawings.
SHOTS = os.environ.get("SHOTS")
# Screens of one name only, while one of them is worked on.
ONLY = os.environ.get("SCREENS", "")
# Those whom the demo does not have: (user name, what people read, role, area code).
ADDED = (
    (NEWCOMER, "联兴村信息员", "informant", "321181101204"),
    (NEIGHBOUR, "柳茹村信息员乙", "informant", "321181101208"),
    (DEPARTMENT, "供电所", "department", "321181"),
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
                "INSERT INTO posts (person_id, role, area_id, from_at)"
                " SELECT ?, ?, id, '2026-01-01 00:00:00.000000' FROM areas WHERE code = ?",
                (person, role, code),
            )
    yield served
    served.stop()


def scene_of(phone, product: Served, picture: Path) -> Scene:
    books = Books(product)
    return Scene(
        phone,
        picture,
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
    phone.context.add_init_script("if (location.protocol !== 'about:') localStorage.setItem('patrol.theme', 'light')")
    phone.context.set_default_timeout(10_000)
    scene = scene_of(phone, product, pictures())
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
