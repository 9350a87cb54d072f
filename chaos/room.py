"""A phone whose browser has no room left, while it lasts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from playwright.sync_api import CDPSession
from playwright.sync_api import Error as PlaywrightError

from tests.e2e.phones import Phone

# Less than the smallest photo.
ROOM_LEFT = 8 * 1024


@contextlib.contextmanager
def no_room(phone: Phone, url: str, at: str, switch_on: Callable[[], None]) -> Iterator[None]:
    """A browser that has been running remembers for half a minute how much room there was: it is started anew."""
    origin = {"origin": url}
    used = _devtools(phone).send("Storage.getUsageAndQuota", origin)["usage"]
    phone.kill()
    switch_on()
    tools = _devtools(phone)
    tools.send("Storage.overrideQuotaForOrigin", {**origin, "quotaSize": int(used) + ROOM_LEFT})
    try:
        phone.open(at)
        yield
    finally:
        with contextlib.suppress(PlaywrightError):
            tools.send("Storage.overrideQuotaForOrigin", origin)
            tools.detach()


def _devtools(phone: Phone) -> CDPSession:
    return phone.context.new_cdp_session(phone.page)
