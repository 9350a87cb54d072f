"""Somebody with a phone who reports what they see, and carries on where the phone left them."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e.hand import Hand, words
from tests.e2e.phones import Phone

from .ledger import Entry, Ledger
from .plan import Report
from .troubles import Interrupted, Troubles

TABLES = (Path(__file__).parent / "tables.js").read_text(encoding="utf-8")
CAPTURE = re.compile(r"#/capture/([0-9a-f-]{36})")
log = logging.getLogger(__name__)
MOST_TRIES = 40
LONGEST_STEP_SECONDS = 90
TROUBLE = (PlaywrightError, AssertionError, OSError, HTTPException)


class Person:
    def __init__(self, phone: Phone, name: str, ledger: Ledger, troubles: Troubles):
        self.phone, self.name, self.ledger, self.troubles = phone, name, ledger, troubles
        self.stumbles: list[str] = []

    def report(self, planned: Report, files: list[Path]) -> Entry:
        """Until the app has taken it, whatever comes between."""
        entry = self.ledger.begin(self.name, planned.tapped, files)
        self.troubles.expect(planned.troubles)
        if not any(self._persevere(lambda: self._is_taken(entry)) for _ in range(MOST_TRIES)):
            self.stumbles.append(f"{entry} was never taken: {self.phone.as_seen()}")
        return entry

    def _persevere(self, work: Callable[[], object]) -> object:
        """Whatever goes wrong on the screen, a person looks again and carries on. None when it did."""
        try:
            with self.phone.within(LONGEST_STEP_SECONDS):
                self.troubles.make_usable()
                return work()
        except Interrupted:
            return None
        except TROUBLE as problem:
            self.stumbles.append(f"{time.strftime('%T')} {self.name}: {str(problem).strip()[:300]}")
            log.info("stumbled: %s", self.stumbles[-1])
            with self.phone.within(LONGEST_STEP_SECONDS):
                self.troubles.stumbled()
            return None

    def _is_taken(self, entry: Entry) -> bool:
        self.sign_in_if_asked()
        kept = self.tables()
        if entry.id in kept["receipts"] or any(one["id"] == entry.id for one in kept["items"]):
            log.info("%s is taken", entry)
            entry.taken = True
            self.troubles.strike("sent")
            return True
        log.info("%s goes on at %s", entry, self.phone.page.url)
        self._next(entry, self._draft_of(entry, kept["drafts"]))
        return False

    def _draft_of(self, entry: Entry, drafts: list[dict]) -> dict | None:
        """There is at most one: a report is finished before the next is begun."""
        draft = next((one for one in drafts if entry.id in (None, one["id"])), None)
        gone = [one for one in entry.shown if one not in (draft["photos"] if draft else ())]
        if gone:
            self.ledger.missed(entry, f"{len(gone)} photos that were on the screen are gone from the draft")
            entry.shown -= set(gone)
        entry.id = draft["id"] if draft else None
        return draft

    def _next(self, entry: Entry, draft: dict | None) -> None:
        """The next thing that is still to be done, one at a time: after each the page may be gone."""
        if draft is None:
            self.troubles.at_home()
            return self._photograph(entry, 0)
        if entry.id not in self.phone.page.url:
            self.phone.open(f"#/capture/{entry.id}")
        missing = [number for number, one in enumerate(entry.hashes) if one not in draft["photos"]]
        if missing:
            return self._photograph(entry, missing[0])
        if draft["kind"] != entry.tapped:
            Hand(self.phone.page).choose(entry.tapped)
            return self.troubles.strike("chosen")
        return self._send(entry)

    def _photograph(self, entry: Entry, number: int) -> None:
        at = self.phone.page.url.partition("/app/")[2]
        with self.troubles.at_the_camera(at) as full:
            # Looked up within: a phone without room was started anew.
            page = self.phone.page
            begun = CAPTURE.search(page.url)
            Hand(page).photograph(page.locator("label.add" if begun else "label.capture"), entry.files[number])
            if full:
                expect(page.get_by_text(words("capture.storage_full"))).to_be_visible()
            else:
                self.troubles.strike("camera")
                expect(page.locator("main figure img")).to_have_count(number + 1)
        entry.id = CAPTURE.search(page.url)[1]
        entry.shown.add(entry.hashes[number])
        self.troubles.strike("shown")

    def _send(self, entry: Entry) -> None:
        hand = Hand(self.phone.page).tap(words("capture.send"))
        self.troubles.strike("tapped")
        expect(hand.page.get_by_role("status").get_by_text("已存手机", exact=True)).to_be_visible()

    def sign_in_if_asked(self) -> None:
        """A banner asks for it, or the screen does; over a bad network it takes more than one try."""
        page = self.phone.page
        expect(page.locator("main")).to_be_visible()
        asked = page.get_by_text(words("sign.again"), exact=True).count()
        if not asked and "#/signin" not in page.url and not page.locator("input[name=password]").count():
            return
        log.info("signs in")
        self.phone.open("#/signin")
        page.locator("input[name=username]").fill(self.name)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        expect(page).to_have_url(re.compile("/app/#/$"), timeout=20_000)

    def push(self) -> None:
        """待发送 → 现在再试一次, and what was not taken once more."""
        self._persevere(self._push)

    def _push(self) -> None:
        self.sign_in_if_asked()
        self.troubles.strike("sent")
        self.troubles.at_home()
        page = self.phone.open("#/outbox")
        # Its rows come from the tables: looked at before they stand there, nothing would ever need its person.
        page.get_by_role("heading", name=re.compile(f"^{words('outbox.title_none')}")).wait_for()
        again = page.get_by_role("button", name=words("outbox.again"), exact=True)
        for _ in range(again.count()):
            again.first.tap()
        tries = page.get_by_role("button", name=words("outbox.try"), exact=True)
        if tries.count() and tries.is_enabled():
            tries.tap()
        page.wait_for_timeout(1500)

    def tables(self, whole: bool = False) -> dict:
        kept = self.phone.page.evaluate(TABLES, whole)
        assert kept is not None, "the app has no tables yet"
        return kept

    def unsent(self) -> int | None:
        return self._persevere(self._unsent)

    def _unsent(self) -> int:
        kept = self.tables()
        return len(kept["drafts"]) + sum(one["state"] != "done" for one in kept["items"])

    def all_kept(self) -> dict | None:
        return self._persevere(lambda: self.tables(whole=True))
