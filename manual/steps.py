"""What is done on a screen before its picture is taken; a step gets the hand of who holds the phone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from patrol.demo.story import FACTS
from patrol.domain.reports import CASES
from tests.e2e.hand import PATIENCE, words

from . import county


@dataclass
class Hand:
    app: Flask
    page: Page
    camera: Path


Step = Callable[[Hand], None]


def named(page: Page | Locator, key: str) -> Locator:
    """The button, link or label with these words of the catalogue."""
    text = words(key).replace("\u200b", "")
    # What explains a button in small print belongs to its name.
    name = re.compile(f"^{re.escape(text)}")
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    return found.or_(page.locator("label:visible, summary:visible").filter(has_text=text)).first


def top(page: Page) -> Page | Locator:
    """The sheet, where one is open: what lies under it cannot be touched."""
    sheet = page.locator("dialog[open]")
    return sheet if sheet.count() else page


def press(key: str) -> Step:
    return lambda hand: named(top(hand.page), key).tap(timeout=PATIENCE)


def tap(selector: str) -> Step:
    return lambda hand: hand.page.locator(selector).first.tap(timeout=PATIENCE)


def see(selector: str) -> Step:
    return lambda hand: expect(hand.page.locator(selector).first).to_be_visible(timeout=PATIENCE)


def see_sheet(hand: Hand) -> None:
    see("dialog[open] .sheet-body > *")(hand)


def write(selector: str, text: str) -> Step:
    return lambda hand: hand.page.locator(selector).first.fill(text)


def photograph(hand: Hand) -> None:
    with hand.page.expect_file_chooser() as chooser:
        hand.page.locator("label.capture").tap(timeout=PATIENCE)
    chooser.value.set_files(str(hand.camera))
    see("label.tile")(hand)
    see("img[src^='blob:']")(hand)


def choose(kind: str) -> Step:
    return tap(f"label.tile:has(input[value={kind}])")


def kept(hand: Hand) -> None:
    """Until the phone has the small pictures itself; then it starts anew, with them."""
    hand.page.wait_for_load_state("networkidle")
    for _ in range(5):
        hand.page.wait_for_timeout(1000)
        hand.page.reload()
        see("main a.row img.thumb")(hand)
        hand.page.wait_for_timeout(500)
        if hand.page.locator("main a.row img.thumb:not([src^='blob:'])").count() == 0:
            return


def offline(hand: Hand) -> None:
    hand.page.context.set_offline(True)
    expect(hand.page.get_by_text(re.compile(f"{words('net.offline')}|{words('net.phrase_offline')}")).first).to_be_visible(
        timeout=PATIENCE
    )  # fmt: skip


def undo_is_over(hand: Hand) -> None:
    see(".toast")(hand)
    hand.page.clock.set_fixed_time(county.NOW + timedelta(seconds=10))
    expect(hand.page.locator(".toast")).to_have_count(0, timeout=PATIENCE)


def of_no_machine(hand: Hand) -> None:
    """The address and the code of the moment say nothing to a reader, and would differ each time."""
    hand.page.evaluate("""() => {
        document.querySelector(".big-code").textContent = "246810";
        for (const line of document.querySelectorAll("dialog p")) {
            if (line.textContent.includes(location.host)) {
                line.textContent = line.textContent.replace(location.host, "patrol.example.cn");
            }
        }
    }""")


def card(username: str) -> Step:
    def step(hand: Hand) -> None:
        hand.page.goto(f"/app/#/card/{county.new_card(hand.app, username)}")
        see("input.code")(hand)

    return step


def report(story: str) -> Step:
    return _at(f"#/report/{_report_id(story)}", "ol.time")


def case(story: str) -> Step:
    return _at(f"#/case/{uuid.uuid5(CASES, _report_id(story))}", "section.chain")


def scroll(selector: str) -> Step:
    return lambda hand: hand.page.locator(selector).first.scroll_into_view_if_needed()


def _report_id(story: str) -> str:
    return str(uuid.uuid5(FACTS, story))


def _at(route: str, selector: str) -> Step:
    def step(hand: Hand) -> None:
        hand.page.evaluate("route => { location.hash = route; }", route)
        see(selector)(hand)

    return step
