"""Every main screen is clean for axe-core in light and dark; nothing on it is wider than the phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hand import PATIENCE, Hand, no_sideways_scroll, rows, words
from tests.serving import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
# A folder to keep the pictures of all screens in, for whoever compares them with the drawings.
SHOTS = os.environ.get("SHOTS")


@pytest.fixture(scope="module")
def product(standing):
    return standing


def check(page: Page, screen: str, scheme: str) -> list[str]:
    """What axe finds serious or critical, each as one line."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{scheme}-{screen}.png")
    assert no_sideways_scroll(page), screen
    # Through the devices' own door: the page's policy lets in no foreign script.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [
        f"{screen} {scheme}: {found['id']} {node['target']} {node.get('failureSummary', '')}"
        for found in page.evaluate(RUN)
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def arrive(page: Page) -> None:
    expect(page.locator("main")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)


def informant(phone, picture: Path) -> Iterator[str]:
    page = phone.open("#/signin")
    arrive(page)
    yield "sign-in"
    phone.sign_in("informant-liuru")
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    yield "home"
    Hand(page).begin(picture)
    yield "capture"
    Hand(page).tap(page.get_by_role("button", name=words("capture.conceal")))
    yield "conceal"
    page.get_by_role("dialog").get_by_role("button", name=words("sheet.close"), exact=True).tap()
    page.get_by_role("link", name=words("place.move")).tap()
    expect(page.get_by_role("button", name=words("place.done"))).to_be_visible()
    yield "place"
    phone.open("#/home")
    rows(page).last.tap()
    expect(page.locator("ol.time")).to_be_visible(timeout=PATIENCE)
    yield "report"
    for route in ("village", "inbox", "me", "outbox"):
        phone.open(f"#/{route}")
        arrive(page)
        yield route


def inspector(phone, _picture: Path) -> Iterator[str]:
    page = phone.sign_in("inspector-yanling")
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    yield "cases"
    rows(page).first.tap()
    expect(page.locator("section.chain")).to_be_visible(timeout=PATIENCE)
    yield "case"
    page.locator("main ~ .dock button.main").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "sheet"
    page.get_by_role("dialog").get_by_role("button", name=words("sheet.close"), exact=True).tap()
    page.get_by_role("button", name=words("case.more")).tap()
    yield "more"


def leader(phone, _picture: Path) -> Iterator[str]:
    page = phone.sign_in("leader-yanling")
    expect(page.locator("a.number").first).to_be_visible(timeout=PATIENCE)
    yield "today"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", [informant, inspector, leader], ids=lambda who: who.__name__)
def test_the_screens_are_clean_for_axe(phones, pictures, in_liuru, who, scheme):
    phone = phones("phone", geolocation=in_liuru, color_scheme=scheme, reduced_motion="reduce")
    phone.context.add_init_script(f"localStorage.setItem('patrol.theme', '{scheme}')")
    problems = []
    for screen in who(phone, pictures()):
        problems += check(phone.page, screen, scheme)
    assert not problems, "\n".join(problems)
