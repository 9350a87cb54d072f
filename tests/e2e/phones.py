"""A phone in somebody's hand: a real Chromium of 360 × 740 with touch, whose profile outlives being killed."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, Request, expect
from playwright.sync_api import Error as PlaywrightError

from tests.cast import PASSWORD
from tests.serving import alive, descendants, wait_until

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chromium tells Wi-Fi from mobile data on Android; elsewhere only when asked to.
TELLS_NETWORK = "--enable-blink-features=NetInfoDownlinkMax"
# What is left on this machine, and not the ten gigabytes that every page is told.
TELLS_ROOM = "--disable-features=StaticStorageQuota"
CONTROLLED = """new Promise((done, late) => {
  if (navigator.serviceWorker.controller) done(true);
  else navigator.serviceWorker.addEventListener("controllerchange", () => done(true));
  setTimeout(() => late(new Error("No worker keeps the app.")), 60_000);
})"""
SEEN = """state => { Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
  document.dispatchEvent(new Event("visibilitychange")); }"""
# What differs for the screen of an office.
DESK = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False, "device_scale_factor": 1}
LIVE = "/api/live"
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
            "args": ARGUMENTS,
            **options,
        }
        self.said: list[str] = []
        self.asked: list[str] = []  # paths, in order
        self.under_way: set[Request] = set()
        self.context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def switch_on(self) -> Phone:
        """Open the browser; what it kept is there again."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=self.chromium, base_url=self.url, **self.options
        )
        self.context.set_default_timeout(45_000)
        if not self.context.pages:
            self.context.new_page()
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", self._begins)
        for ending in ("requestfinished", "requestfailed"):
            self.page.on(ending, lambda request: self.under_way.discard(request))
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
        expect(page).to_have_url(re.compile("/app/#/$"), timeout=60_000)
        return page

    def wait_for_service_worker(self) -> None:
        """Until the app would start without a network."""
        self.page.evaluate(CONTROLLED)

    def _begins(self, request: Request) -> None:
        path = "/" + request.url.partition("://")[2].partition("/")[2]
        self.asked.append(path)
        if path != LIVE:
            self.under_way.add(request)

    def wait_until_quiet(self) -> None:
        """Until nothing has been asked or answered for half a second; the ear of an open app stays open."""
        quiet = 0
        while quiet < 10:
            self.page.wait_for_timeout(50)
            quiet = 0 if self.under_way else quiet + 1

    def listens(self) -> None:
        """Until the open app has asked to be told, and has then looked once."""
        while LIVE not in self.asked:
            self.page.wait_for_timeout(50)
        self.wait_until_quiet()

    def put_away(self) -> None:
        """As when another app is opened: the page is there, and nobody sees it."""
        self.page.evaluate(SEEN, "hidden")

    def take_out(self) -> None:
        self.page.evaluate(SEEN, "visible")

    def offline(self, off: bool = True) -> None:
        """Once the app is kept, where one keeps it: what a first opening cut short shows is a test of its own."""
        if off and self.options.get("service_workers") != "block":
            self.page.evaluate(f"'serviceWorker' in navigator && {CONTROLLED}")
        self.context.set_offline(off)

    def move(self, lat: float, lon: float, accuracy: float = 12) -> None:
        self.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": accuracy})

    def network(self, kind: str) -> None:
        """wifi or cellular4g, on a phone that was given TELLS_NETWORK."""
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        # Chromium passes over the kind of a network that is as fast as its own.
        speed = {"offline": False, "latency": 1, "downloadThroughput": 10_000_000, "uploadThroughput": 10_000_000}
        session.send("Network.emulateNetworkConditions", {**speed, "connectionType": kind})

    def kill_tab(self) -> None:
        """The system takes the page away, as it does when memory is short; a new one is opened."""
        old = self.page
        self.context.new_page()
        old.close(run_before_unload=False)

    def crash_tab(self) -> None:
        """The process that draws the page dies, and a moment later its owner ends the browser that shows nothing."""
        for pid in (below for browser in self._processes() for below in descendants(browser)):
            if b"--type=renderer" in b" ".join(_command_line(Path("/proc") / str(pid))):
                os.kill(pid, signal.SIGKILL)
        # What the browser does about it (storage closes the page's transactions) it does while it lives.
        time.sleep(0.5)
        self.kill()

    def kill(self) -> None:
        """kill -9 of the whole browser: nothing is flushed, no page hears of it."""
        family = self.kill_processes()
        wait_until(lambda: not alive(family))
        self.switch_off()

    def kill_processes(self) -> list[int]:
        """From any thread: also while playwright waits for a page that will never answer."""
        family = self._processes()
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return family

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """A page whose process hangs answers nothing, and playwright would wait for ever: then the browser ends."""
        watch = threading.Timer(seconds, self.kill_processes)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

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
