"""A new build of the app: offered when the page is opened, taken when its person says yes."""

from __future__ import annotations

import contextlib
import logging

from playwright.sync_api import expect

from tests.e2e.hand import words
from tests.e2e.phones import Phone

from .release import Release
from .table import Counts

log = logging.getLogger(__name__)
OFFERED_WITHIN_MS, SHOWN_WITHIN_MS = 6000, 4000


class Updates:
    def __init__(self, phone: Phone, release: Release, counts: Counts):
        self.phone, self.release, self.counts = phone, release, counts
        self.seen = 0

    @property
    def settled(self) -> bool:
        return self.seen == self.release.number

    def take(self) -> None:
        """What is being sent goes first, so the new build may show itself only later, in the middle of something."""
        self._look()
        if self.settled:
            return
        page = self.phone.page
        log.info("looks for build %s", self.release.number)
        page.reload()
        offer = page.get_by_role("button", name=words("app.update"))
        with contextlib.suppress(AssertionError):
            expect(offer).to_be_visible(timeout=OFFERED_WITHIN_MS)
            offer.tap()
            newest = page.locator(f'meta[name=release][content="{self.release.number}"]')
            expect(newest).to_have_count(1, timeout=SHOWN_WITHIN_MS)
        self._look()

    def _look(self) -> None:
        meta = self.phone.page.locator("meta[name=release]")
        number = int(meta.get_attribute("content", timeout=1000) or 0) if meta.count() else 0
        if number > self.seen:
            self.seen = number
            self.counts.add("updated")
