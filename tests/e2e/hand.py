"""What a thumb does on the screens of the app, and the words that stand there."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

CATALOGUES = Path(__file__).resolve().parents[2] / "patrol" / "i18n"
ZH, EN = (json.loads((CATALOGUES / f"{name}.json").read_text(encoding="utf-8")) for name in ("zh-CN", "en"))
# What a busy machine may need; a test that passes waits for none of it.
PATIENCE = 60_000
SHORT_PATIENCE = 3_000


def words(key: str, **values: object) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), ZH[key])


class Hand:
    """Taps on one screen, counted."""

    def __init__(self, page: Page):
        self.page, self.taps = page, 0

    def tap(self, target: Locator | str) -> Hand:
        target = self.page.get_by_role("button", name=target, exact=True) if isinstance(target, str) else target
        target.tap(timeout=PATIENCE)
        self.taps += 1
        return self

    def photograph(self, label: Locator, *files: Path) -> Hand:
        """One tap on what is the camera; the camera's own buttons are not ours."""
        with self.page.expect_file_chooser() as chooser:
            self.tap(label)
        chooser.value.set_files([str(file) for file in files])
        return self

    def begin(self, file: Path) -> Hand:
        self.photograph(self.page.locator("label.capture"), file)
        expect(self.page.locator("label.tile").first).to_be_visible(timeout=PATIENCE)
        return self

    def choose(self, kind: str) -> Hand:
        tile = self.page.locator(f"label.tile:has(input[value={kind}])")
        if not tile.is_visible():
            self.tap(self.page.locator("details.more summary"))
        self.tap(tile)
        expect(tile.locator("input")).to_be_checked()
        return self

    def send(self) -> Hand:
        self.tap(words("capture.send"))
        expect(self.page.get_by_role("status").get_by_text("已存手机", exact=True)).to_be_visible(timeout=PATIENCE)
        return self

    def report(self, file: Path, kind: str = "farmland_house") -> Hand:
        """The whole way from home: three taps."""
        return self.begin(file).choose(kind).send()


def settle_undo(page: Page) -> None:
    """Until 撤回 is gone: what is sent may go."""
    expect(page.get_by_role("button", name=words("capture.undo"))).to_have_count(0, timeout=PATIENCE)


def send_now(page: Page) -> None:
    """待发送 → 现在再试一次, and until that try is over: what an impatient person does instead of waiting."""
    page.evaluate("location.hash = '#/outbox'")
    button, none = page.get_by_role("button", name=words("outbox.try")), page.get_by_text(words("outbox.none"))
    expect(button.or_(none).first).to_be_enabled(timeout=PATIENCE)
    if button.is_visible():
        # It goes away under the finger when the queue comes to its end by itself.
        with suppress(PlaywrightTimeout):
            button.tap(timeout=SHORT_PATIENCE)
        expect(button.or_(none).first).to_be_enabled(timeout=PATIENCE)


def rows(page: Page) -> Locator:
    return page.locator("main a.row")


def state_line(page: Page, text: str | re.Pattern) -> Locator:
    return page.locator("main p.state").filter(has_text=text)


def no_sideways_scroll(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def export(page: Page, button: Locator) -> Path:
    """The sealed file that this button of 待发送 leads to, under the name it was saved by."""
    button.tap(timeout=PATIENCE)
    dialog = page.get_by_role("dialog")
    with page.expect_download(timeout=PATIENCE) as saved:
        dialog.get_by_role("button", name=words("outbox.seal.save")).tap(timeout=PATIENCE)
    path = Path(saved.value.path()).with_name(saved.value.suggested_filename)
    saved.value.save_as(path)
    dialog.get_by_role("button", name=words("sheet.close")).tap(timeout=PATIENCE)
    expect(dialog).to_have_count(0)
    return path
