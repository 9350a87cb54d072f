"""What befalls a phone: pages and browsers that die, a wrong clock, no room, no session, a new build."""

from __future__ import annotations

import contextlib
import logging
import random
from collections.abc import Callable, Iterator

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.e2e.phones import Phone

from . import office
from .link import Link
from .plan import Trouble
from .room import no_room
from .table import Counts
from .updates import Updates

# Date follows the phone's clock; timers do not, as on a phone.
CLOCK = """(() => {
  const known = "clockIsOff" in globalThis, Real = Date;
  globalThis.clockIsOff = %d;
  if (known) return;
  globalThis.Date = new Proxy(Real, {
    construct: (real, given) => given.length ? new real(...given) : new real(real.now() + globalThis.clockIsOff),
    get: (real, name) => name === "now" ? () => real.now() + globalThis.clockIsOff : Reflect.get(real, name),
  });
})()"""
HOURS_OFF, HOUR_MS = (-72.0, -2.0, -0.3, 0.5, 3.0, 50.0, 0.0), 3_600_000
log = logging.getLogger(__name__)


class Interrupted(Exception):
    """The page that was being used is gone."""


class Troubles:
    def __init__(self, phone: Phone, link: Link, name: str, counts: Counts, dice: random.Random):
        self.phone, self.link, self.name, self.counts, self.dice = phone, link, name, counts, dice
        self.coming: list[Trouble] = []
        self.updates = Updates(phone, link.release, counts)
        self.clock_is_off, self.usable = 0, True

    # ---- when

    def expect(self, troubles: list[Trouble]) -> None:
        """Those of the next report; what could not happen in the last comes with them."""
        self.coming += troubles

    def strike(self, moment: str) -> None:
        """Raises Interrupted when the page does not outlive this moment."""
        if self.link.calm.is_set():
            return
        for trouble in [one for one in self.coming if one.kind in AT_A_MOMENT and moment in (one.moment, "sent")]:
            log.info("%s, %s", trouble.moment, trouble.kind)
            AT_A_MOMENT[trouble.kind](self)
            self.coming.remove(trouble)
            self.counts.add(trouble.kind)
            if trouble.kind in ENDS_THE_PAGE:
                raise Interrupted

    def at_home(self) -> None:
        """What comes between two reports."""
        due = next((one for one in self.coming if one.kind == "updated"), None)
        if due and self.updates.settled and not self.link.calm.is_set():
            self.coming.remove(due)
            self.link.release.number += 1
        self.updates.take()
        self.phone.open("#/home")

    @contextlib.contextmanager
    def at_the_camera(self, at: str) -> Iterator[bool]:
        """Whether there is no room for what it brings; afterwards there is again, and the person begins anew."""
        trouble = next((one for one in self.coming if one.kind == "phone full"), None)
        if trouble is None or self.link.calm.is_set():
            yield False
            return
        with no_room(self.phone, self.link.url, at, self._switch_on):
            yield True
        self.coming.remove(trouble)
        self.counts.add("phone full")
        raise Interrupted

    # ---- what

    def close_tab(self) -> None:
        self.phone.kill_tab()
        self.usable = False

    def crash_tab(self) -> None:
        self.phone.crash_tab()
        self.usable = False

    def kill_browser(self) -> None:
        self.phone.kill()
        self.usable = False

    def jump(self) -> None:
        elsewhere = [one for one in HOURS_OFF if round(one * HOUR_MS) != self.clock_is_off]
        self.clock_is_off = round(self.dice.choice(elsewhere) * HOUR_MS)
        self.phone.page.evaluate("off => { globalThis.clockIsOff = off }", self.clock_is_off)
        self.phone.context.add_init_script(CLOCK % self.clock_is_off)

    def end_session(self) -> None:
        """Half of the time the office does it, half of the time the browser."""
        if self.dice.random() < 0.5:
            self.phone.context.clear_cookies()
        else:
            office.revoke_devices(self.link.port_behind, self.name)

    # ---- and after it

    def make_usable(self) -> None:
        """As its owner does: switched on again, the app opened again."""
        if self.phone.context is None:
            self._switch_on()
            self.usable = False
        if not self.usable:
            log.info("opens the app again")
            self.phone.open()
            expect(self.phone.page.locator("main")).to_be_visible()
            self.usable = True

    def _switch_on(self) -> None:
        self.phone.switch_on().context.add_init_script(CLOCK % self.clock_is_off)

    def stumbled(self) -> None:
        """Something on the screen was not as expected: a page that hangs is opened anew."""
        try:
            self.phone.page.evaluate("1")
            self.phone.open()
        except (PlaywrightError, IndexError):
            self.phone.kill()
            self.usable = False


AT_A_MOMENT: dict[str, Callable[[Troubles], None]] = {
    "tab closed": Troubles.close_tab,
    "tab crashed": Troubles.crash_tab,
    "browser killed": Troubles.kill_browser,
    "clock jumped": Troubles.jump,
    "signed out": Troubles.end_session,
}
ENDS_THE_PAGE = {"tab closed", "tab crashed", "browser killed"}
