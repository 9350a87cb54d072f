"""A phone in somebody's hand: a real Chromium of 360 × 740 with touch, whose profile outlives being killed."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightError

from tests.cast import PASSWORD
from tests.serving import alive, wait_until

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CONTROLLED = """new Promise(done => {
  if (navigator.serviceWorker.controller) done(true);
  else navigator.serviceWorker.addEventListener("controllerchange", () => done(true));
})"""
ANDROID = "Mozilla/5.0 (Linux; Android 10; ELE-AL00) AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"{ANDROID} Chrome/120.0.0.0 Mobile Safari/537.36"
WECHAT = (
    f"{ANDROID} Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20231202"
    " MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64"
)


class Phone:
    """`page` is its one open page. Other views, sizes and places are given as options of Playwright's context."""

    def __init__(self, playwright: Playwright, chromium: str, profile: Path, url: str, **options):
        self.playwright, self.chromium, self.profile, self.url = playwright, chromium, profile, url
        self.options = {
            "viewport": {"width": 360, "height": 740},
            "device_scale_factor": 2,
            "is_mobile": True,
            "has_touch": True,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "user_agent": CHROME,
            "permissions": ["geolocation"],
            **options,
        }
        self.said: list[str] = []
        self.context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def switch_on(self) -> Phone:
        """Open the browser; what it kept is there again."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=self.chromium, args=ARGUMENTS, base_url=self.url, **self.options
        )
        self.context.set_default_timeout(15_000)
        if not self.context.pages:
            self.context.new_page()
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        return self

    def open(self, route: str = "") -> Page:
        """The app at a route such as "#/sign-in"."""
        self.page.goto(f"/app/{route}")
        return self.page

    def sign_in(self, username: str, password: str = PASSWORD) -> Page:
        page = self.open("#/signin")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator("button[type=submit]").click()
        # The app's own last step: whoever goes elsewhere before it is brought back to the start.
        expect(page).to_have_url(re.compile("/app/#/$"), timeout=30_000)
        return page

    def wait_for_service_worker(self) -> None:
        """Until the app would start without a network."""
        self.page.evaluate(CONTROLLED)

    def offline(self, off: bool = True) -> None:
        self.context.set_offline(off)

    def move(self, lat: float, lon: float, accuracy: float = 12) -> None:
        self.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": accuracy})

    def kill_tab(self) -> None:
        """The system takes the page away, as it does when memory is short; a new one is opened."""
        old = self.page
        self.context.new_page()
        old.close(run_before_unload=False)

    def kill(self) -> None:
        """kill -9 of the whole browser: nothing is flushed, no page hears of it."""
        family = self._processes()
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        wait_until(lambda: not alive(family))
        self.switch_off()

    def switch_off(self) -> None:
        context, self.context = self.context, None
        if context is not None:
            try:
                context.close()
            except PlaywrightError:
                # It was killed: there is nothing left to close.
                return

    def _processes(self) -> list[int]:
        sign = f"--user-data-dir={self.profile}".encode()
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if sign in _command_line(entry)]

    def as_seen(self) -> str:
        """What stands on the screen and what the console said: for the report of a failure."""
        try:
            shown = f"{self.page.url}\n{self.page.locator('body').inner_text(timeout=2000)}"
        except (PlaywrightError, AttributeError, IndexError) as problem:
            shown = repr(problem)
        return "\n".join([shown, *self.said[-20:]])


def _command_line(process: Path) -> list[bytes]:
    try:
        return (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
