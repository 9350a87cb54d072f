"""What is done on a screen before its picture is taken; a step gets the hand of who holds the phone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, Route, expect

from patrol.domain.reports import CASES
from tests.e2e.hand import PATIENCE, words
from tests.e2e.phones import CONTROLLED
from tests.e2e.steps import report_of, see, tap, there

from . import county


@dataclass
class Hand:
    app: Flask
    page: Page
    camera: Path


Step = Callable[[Hand], None]
# A whole photo, or the first word about one that goes in pieces; not its thumbnail.
BEGINNING = re.compile("/api/(photos/[0-9a-f]{64}|uploads)$")


def photograph(hand: Hand) -> None:
    _hand_over(hand, "label.capture", hand.camera)
    see("label.tile")(hand)
    see("img[src^='blob:']")(hand)


def by_link(hand: Hand) -> None:
    """What a department without an account sees: a new link, opened."""
    tap("section.task button")(hand)
    tap("dialog .btn.main")(hand)
    see("svg.qr")(hand)
    hand.page.goto(hand.page.locator("dialog textarea").input_value())
    see("label.big")(hand)


def photograph_scene(scene: str) -> Step:
    """As `photograph`, of another matter."""

    def step(hand: Hand) -> None:
        photograph(Hand(hand.app, hand.page, _drawn(hand, scene)))

    return step


def add(scene: str, near: bool = False) -> Step:
    """Another photo to the report that is being written."""

    def step(hand: Hand) -> None:
        shown = hand.page.locator("main figure img").count()
        _hand_over(hand, "label.add", _drawn(hand, scene, near))
        expect(hand.page.locator("main figure img")).to_have_count(shown + 1, timeout=PATIENCE)

    return step


def _drawn(hand: Hand, scene: str, near: bool = False) -> Path:
    return county.photo(hand.camera.with_name(f"{scene}-{near}.jpg"), scene, near)


def _hand_over(hand: Hand, label: str, photo: Path) -> None:
    with hand.page.expect_file_chooser() as chooser:
        hand.page.locator(label).tap(timeout=PATIENCE)
    chooser.value.set_files(str(photo))


def let_go(photos: int) -> Step:
    """So many originals get through; what comes after them stays on its way."""

    def step(hand: Hand) -> None:
        begun: list[str] = []

        def judge(route: Route) -> None:
            begins = BEGINNING.search(route.request.url) and route.request.method in ("PUT", "POST")
            begun.extend([route.request.url] if begins else [])
            route.abort() if begins and len(begun) > photos else route.continue_()

        hand.page.route(re.compile("/api/(photos|uploads)"), judge)

    return step


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
    """Once the phone has the whole app: what is opened for the first time now could not come any more."""
    hand.page.evaluate(CONTROLLED)
    hand.page.wait_for_load_state("networkidle")
    hand.page.context.set_offline(True)
    expect(hand.page.get_by_text(re.compile(f"{words('net.offline')}|{words('net.phrase_offline')}")).first).to_be_visible(
        timeout=PATIENCE
    )  # fmt: skip


def scrolled_to(selector: str) -> Step:
    """With the heading above it."""

    def step(hand: Hand) -> None:
        hand.page.locator(selector).first.evaluate(
            "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 150)"
        )

    return step


def undo_is_over(hand: Hand) -> None:
    see(".toast")(hand)
    hand.page.clock.set_fixed_time(datetime.fromtimestamp(hand.page.evaluate("Date.now()") / 1000 + 10, UTC))
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


def case(story: str) -> Step:
    return there(f"#/case/{_case_of(story)}", "section.chain")


def desk_case(story: str, page: str = "") -> Step:
    """A page of that case in the office."""

    def step(hand: Hand) -> None:
        hand.page.goto(f"/desk/cases/{_case_of(story)}{page}")
        see("h1")(hand)

    return step


def _case_of(story: str) -> uuid.UUID:
    return uuid.uuid5(CASES, report_of(story))
