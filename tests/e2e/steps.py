"""What a finger does on a screen, as steps that can be listed: whoever holds a page takes them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from patrol.demo.story import FACTS
from tests.e2e.hand import PATIENCE, words


class Holder(Protocol):
    @property
    def page(self) -> Page: ...


Step = Callable[[Holder], None]


def named(page: Page | Locator, key: str, **values: object) -> Locator:
    """The button, link or label with these words of the catalogue."""
    text = words(key, **values).replace("\u200b", "")
    # What explains a button in small print belongs to its name.
    name = re.compile(f"^{re.escape(text)}")
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    return found.or_(page.locator("label:visible, summary:visible").filter(has_text=text)).first


def top(page: Page) -> Page | Locator:
    """The sheet, where one is open: what lies under it cannot be touched."""
    sheet = page.locator("dialog[open]")
    return sheet if sheet.count() else page


def press(key: str, **values: object) -> Step:
    return lambda holder: named(top(holder.page), key, **values).tap(timeout=PATIENCE)


def tap(selector: str) -> Step:
    return lambda holder: holder.page.locator(selector).first.tap(timeout=PATIENCE)


def see(selector: str) -> Step:
    return lambda holder: expect(holder.page.locator(selector).first).to_be_visible(timeout=PATIENCE)


def see_sheet(holder: Holder) -> None:
    see("dialog[open] .sheet-body > *")(holder)


def says(key: str, **values: object) -> Step:
    text = words(key, **values)
    return lambda holder: expect(holder.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


def write(selector: str, text: str) -> Step:
    return lambda holder: holder.page.locator(selector).first.fill(text)


def go(route: str) -> Step:
    """To another screen without a network's help."""
    return lambda holder: holder.page.evaluate("route => { location.hash = route; }", route)


def report_of(story: str) -> str:
    """The id of the report that one of the demo's stories began with."""
    return str(uuid.uuid5(FACTS, story))


def report(story: str) -> Step:
    return there(f"#/report/{report_of(story)}", "ol.time")


def there(route: str, selector: str) -> Step:
    """To another screen, and until this is on it."""

    def step(holder: Holder) -> None:
        go(route)(holder)
        see(selector)(holder)

    return step
