"""存储 in a real browser: a warning with a way to it, a time that is set, and what is seen of a photo that went."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import check_page
from tests.serving import Served

SHOTS = os.environ.get("SHOTS")


def ask(instance: Path, question: str, *values):
    with closing(sqlite3.connect(instance / "patrol.db", timeout=30)) as database, database:
        return database.execute(question, values).fetchall()


@pytest.fixture
def closed(demo_instance, tmp_path) -> tuple[Path, str]:
    """(an instance, one of its corrected cases with a photo, closed for more than a year)."""
    instance = tmp_path / "instance"
    shutil.copytree(demo_instance, instance)
    [(case,), *_] = ask(
        instance,
        "SELECT c.id FROM cases c JOIN dues d ON d.case_id = c.id AND d.step = 'handle' AND d.outcome = 'corrected'"
        " JOIN attachments a ON a.case_id = c.id AND a.state = 'held'"
        " WHERE c.state = 'closed' AND c.number LIKE '延陵%'",
    )
    return instance, case


@pytest.fixture
def product(closed) -> Served:
    """A county whose storage is nine tenths full."""
    instance, _case = closed
    [(stored,)] = ask(instance, "SELECT SUM(bytes) FROM blobs")
    limit = max(1_000_000, int(stored / 0.9))
    served = Served(instance, PATROL_STORAGE_LIMIT=str(limit), PATROL_SWEEP_SECONDS="1").start()
    yield served
    served.stop()


def seen(page: Page, name: str, *, desk: bool = True) -> None:
    """Clean, and kept as a picture for whoever looks."""
    assert check_page(page, desk=desk) == []
    for width, height in ((1280, 800), (360, 740)) if SHOTS else ():
        before = page.viewport_size
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        page.set_viewport_size(before)


def test_a_warning_leads_to_the_page_and_the_page_to_a_time(desk, closed):
    officer = desk("officer")
    expect(officer.locator(".said.warned", has_text="存照片的地方用了 9")).to_be_visible()
    officer.get_by_role("link", name="看怎么办").click()
    expect(officer.locator("h1")).to_have_text("存储")
    expect(officer.locator("svg.days")).to_be_visible()
    seen(officer, "storage-officer")
    admin = desk("admin")
    admin.goto("/desk/storage")
    admin.fill("[name=corrected]", "一年")
    admin.locator("button[value=look]:visible").last.click()
    expect(admin.locator(".wrong")).to_contain_text("填 1 到 600 的整数")
    seen(admin, "storage-wrong")
    admin.fill("[name=corrected]", "12")
    admin.locator("button[value=look]:visible").last.click()
    expect(admin.get_by_role("heading", name="保存以后会变的").locator("..")).to_contain_text("一直保存 → 12 个月")
    seen(admin, "storage-admin")
    admin.get_by_role("button", name="保存这些改动").click()
    expect(admin.locator(".said[role=status]")).to_contain_text("第 1 版")


def test_what_went_is_told_by_its_hash_to_everybody_who_saw_it(desk, phones, closed):
    instance, case = closed
    # As if a year had passed: the clock of a running product is not the test's.
    ask(instance, "UPDATE cases SET closed_at = '2020-01-01 00:00:00.000000' WHERE id = ?", case)
    ask(instance, "UPDATE acts SET received_at = '2020-01-01 00:00:00.000000' WHERE case_id = ?", case)
    [(sha256,), *_] = ask(instance, "SELECT sha256 FROM attachments WHERE case_id = ? AND state = 'held'", case)
    admin = desk("admin")
    admin.goto("/desk/storage")
    admin.fill("[name=corrected]", "12")
    admin.locator("button[value=look]:visible").last.click()
    admin.get_by_role("button", name="保存这些改动").click()
    officer = desk("officer")
    expect_soon(officer, f"/desk/cases/{case}", f"照片按规定已清理（SHA-256 {sha256}）")
    expect(officer.locator("main")).to_contain_text("照片和录音到期清理")
    seen(officer, "storage-case")
    phone = phones("inspector")
    phone.sign_in("inspector-yanling")
    phone.page.goto(f"/app/#/case/{case}")
    expect(phone.page.locator(".photos .blank").first).to_have_text("照片按规定已清理")
    seen(phone.page, "app-case", desk=False)
    phone.page.locator(".photos button").first.click()
    expect(phone.page.locator("dialog.viewer")).to_contain_text(sha256)
    seen(phone.page, "app-viewer", desk=False)


def expect_soon(page: Page, path: str, text: str) -> None:
    """The worker has it done within a few turns."""
    for _ in range(30):
        page.goto(path)
        if text in page.locator("main").inner_text():
            return
        page.wait_for_timeout(1000)
    expect(page.locator("main")).to_contain_text(text)
