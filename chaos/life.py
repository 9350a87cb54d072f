"""One person's part of a run, in a thread of its own: report, go on sending, and at last let everything arrive."""

from __future__ import annotations

import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.e2e.phones import Phone

from .ledger import Ledger
from .link import Link
from .person import Person
from .pictures import photo
from .plan import Plan, Report
from .table import Counts
from .troubles import Troubles

# How long a phone may go on sending when nothing is broken any more.
DRAIN_SECONDS = 150
LONGEST_START_SECONDS = 180
PLACE = {"latitude": 31.8885, "longitude": 119.5072, "accuracy": 12}
# What is known of a phone that cannot be read any more: nothing, so that it counts against the app.
UNREAD = {"drafts": [], "items": [], "receipts": [], "files": {}}


@dataclass
class Cues:
    """Everybody begins together; `over` is when nothing is broken any more."""

    ready: threading.Barrier
    over: threading.Event = field(default_factory=threading.Event)


class Life(threading.Thread):
    def __init__(self, number: int, link: Link, cues: Cues, plan: Plan, ledger: Ledger, counts: Counts):
        super().__init__(daemon=True, name=plan.people[number])
        self.number, self.link, self.cues, self.plan = number, link, cues, plan
        self.ledger, self.counts = ledger, counts
        self.username = plan.people[number]
        self.reported, self.kept, self.stumbles = False, UNREAD, []
        self.troubles: Troubles | None = None

    @property
    def is_through(self) -> bool:
        """All is reported, and all that was planned has come."""
        return self.reported and not self.link.cards.left and not (self.troubles and self.troubles.coming)

    def has_phone(self, chromium: str, scratch: Path) -> Life:
        self.chromium, self.scratch = chromium, scratch
        return self

    def run(self) -> None:
        with sync_playwright() as playwright:
            expect.set_options(timeout=10_000)
            profile = self.scratch / self.username
            phone = Phone(playwright, self.chromium, profile, self.link.url, geolocation=PLACE)
            dice = self.plan.dice("person", self.number)
            self.troubles = Troubles(phone, self.link, self.username, self.counts, dice)
            person = Person(phone, self.username, self.ledger, self.troubles)
            try:
                self._live(person)
            except threading.BrokenBarrierError:
                return
            except Exception:
                # Nobody need wait for one who could not begin.
                self.cues.ready.abort()
                person.stumbles.append(f"{self.username} gave up: {traceback.format_exc()}")
            finally:
                self.reported, self.stumbles = True, person.stumbles
                phone.switch_off()

    def _live(self, person: Person) -> None:
        person.phone.switch_on().sign_in(self.username)
        person.phone.wait_for_service_worker()
        self.cues.ready.wait(LONGEST_START_SECONDS)
        dice = self.plan.dice("pictures", self.number)
        for place, planned in enumerate(self.plan.script(self.number)):
            person.report(planned, self._photos(place, planned, dice))
        self.reported = True
        while not self.cues.over.is_set():
            person.push()
        until = time.monotonic() + DRAIN_SECONDS
        while person.unsent() != 0 and time.monotonic() < until:
            person.push()
        self.kept = person.all_kept() or UNREAD

    def _photos(self, place: int, planned: Report, dice) -> list[Path]:
        paths = [self.scratch / f"{self.username}-{place}-{one}.jpg" for one in range(len(planned.widths))]
        return [photo(path, width, dice) for path, width in zip(paths, planned.widths, strict=True)]
