"""The app on a phone: what a first opening costs, how long until it can be used on slow 4G, Lighthouse's scores."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from . import servers

HERE = Path(__file__).resolve().parent
PASSWORD = "patrol-demo"
RUNS = int(os.environ.get("BENCH_APP_RUNS", "5"))
# As Lighthouse's and DevTools' "slow 4G" on a phone of some years ago.
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 1474.56 * 125, "uploadThroughput": 675 * 125}
SLOWER_CPU = 4
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# When the first paint had what a thumb can use: seen from inside, so that our asking costs no time.
WATCH = """(selector => {
  if (location.protocol === "about:") return;
  const look = () => { const one = document.querySelector(selector);
    if (!one || !one.checkVisibility()) return;
    document.documentElement.dataset.usable ??= performance.now(); watch.disconnect(); };
  const watch = new MutationObserver(() => requestAnimationFrame(look));
  watch.observe(document, {childList: true, subtree: true});
})"""
CONTROLLED = """new Promise(done => navigator.serviceWorker.controller ? done()
  : navigator.serviceWorker.addEventListener("controllerchange", () => done()))"""
LIGHTHOUSE = "| Lighthouse, mobile (targets: 95 and 100) | performance | accessibility | FCP ms | LCP ms | TBT ms |"
HEAD = ["", "| the app | requests | KB | ms | target |", "|---|---|---|---|---|"]


@dataclass
class Loaded:
    """What came over the network for one page, as it was sent: packed, with its headers."""

    files: dict[str, int] = field(default_factory=dict)
    usable_ms: float = 0.0

    @property
    def requests(self) -> int:
        return len(self.files)

    @property
    def kb(self) -> float:
        return sum(self.files.values()) / 1000


def app(all_: servers.Servers) -> None:
    url = f"http://127.0.0.1:{all_.county().port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        cookies = {who: _cookies(browser, url, who) for who in (servers.INFORMANT, servers.INSPECTOR)}
        for row in chain(HEAD, _loads(browser, url, cookies)):
            print(row, flush=True)
        browser.close()
    for row in _lighthouse(url, cookies[servers.INFORMANT]):
        print(row, flush=True)


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        raise SystemExit("The app is measured in Chromium: install it, or name it by CHROMIUM.")
    return found


def _cookies(browser: Browser, url: str, who: str) -> list[dict]:
    context = browser.new_context(base_url=url)
    headers = {"X-Requested-With": "patrol"}
    answer = context.request.post("/api/session", data={"username": who, "password": PASSWORD}, headers=headers)
    assert answer.ok, answer.text()
    cookies = context.cookies()
    context.close()
    return cookies


# What is opened: (name, route, who, what can be used then).
OPENINGS = (
    ("first opening: sign-in", "#/signin", None, "button[type=submit]"),
    ("first opening, signed in: 上报", "#/home", servers.INFORMANT, "label.capture"),
    ("first opening, signed in: 案件", "#/cases", servers.INSPECTOR, "main a.row"),
)


def _loads(browser: Browser, url: str, cookies: dict[str, list[dict]]) -> Iterator[str]:
    for name, route, who, usable in OPENINGS:
        with _phone(browser, url, cookies.get(who, [])) as context:
            loaded = _open(context, route, usable)
            page = context.pages[0]
            yield _row(f"{name}, all that comes", loaded)
            yield "| — of it the app's own files | {} | {:.1f} | | ≤ 20 and ≤ 90 KB |".format(*_own(loaded))
            if who == servers.INSPECTOR:
                yield _row("— and then the map", _then(context, page, "#/map", ".mark"))
        slow = [_usable_on_slow_4g(browser, url, route, cookies.get(who, []), usable) for _ in range(RUNS)]
        yield f"| {name}, usable on slow 4G, CPU ÷ {SLOWER_CPU} | | | {statistics.median(slow):.0f} | |"
    again = [_again_without_network(browser, url, cookies[servers.INFORMANT]) for _ in range(RUNS)]
    yield f"| opened again without network: 上报, CPU ÷ {SLOWER_CPU} | 0 | 0 | {statistics.median(again):.0f} | |"


def _row(name: str, loaded: Loaded) -> str:
    return f"| {name} | {loaded.requests} | {loaded.kb:.1f} | {loaded.usable_ms:.0f} | |"


def _own(loaded: Loaded) -> tuple[int, float]:
    own = [size for path, size in loaded.files.items() if path.startswith("/app/")]
    return len(own), sum(own) / 1000


@contextmanager
def _phone(browser: Browser, url: str, cookies: list[dict], **options) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=url, locale="zh-CN", **PHONE, **options)
    context.add_cookies(cookies)
    yield context
    context.close()


def _open(context: BrowserContext, route: str, usable: str, **slower: bool) -> Loaded:
    page = context.new_page()
    page.add_init_script(f"{WATCH}({json.dumps(usable)})")
    loaded = _listen(page, **slower)
    page.goto(f"/app/{route}")
    return _usable(page, loaded)


def _then(context: BrowserContext, page: Page, route: str, usable: str) -> Loaded:
    loaded = _listen(page)
    began = page.evaluate("route => { location.hash = route; return performance.now(); }", route)
    page.locator(usable).first.wait_for()
    loaded.usable_ms = page.evaluate("performance.now()") - began
    page.wait_for_timeout(500)
    return loaded


def _usable(page: Page, loaded: Loaded) -> Loaded:
    page.locator("html[data-usable]").wait_for(state="attached", timeout=60_000)
    loaded.usable_ms = float(page.locator("html").get_attribute("data-usable"))
    # The lists come after the screen; the service worker's own fetches are not the page's.
    page.wait_for_timeout(1500)
    return loaded


def _listen(page: Page, *, network: bool = False, cpu: bool = False) -> Loaded:
    loaded, paths = Loaded(), {}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    if network:
        devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    if cpu:
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})

    def answered(event: dict) -> None:
        answer = event["response"]
        from_network = not answer.get("fromServiceWorker") and not answer.get("fromDiskCache")
        if from_network and answer["url"].startswith("http"):
            paths[event["requestId"]] = "/" + answer["url"].partition("://")[2].partition("/")[2]

    def finished(event: dict) -> None:
        if path := paths.get(event["requestId"]):
            loaded.files[path] = loaded.files.get(path, 0) + int(event["encodedDataLength"])

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", finished)
    return loaded


def _usable_on_slow_4g(browser: Browser, url: str, route: str, cookies: list[dict], usable: str) -> float:
    with _phone(browser, url, cookies) as context:
        return _open(context, route, usable, network=True, cpu=True).usable_ms


def _again_without_network(browser: Browser, url: str, cookies: list[dict]) -> float:
    with _phone(browser, url, cookies) as context:
        _open(context, "#/home", "label.capture")
        page = context.pages[0]
        page.evaluate(CONTROLLED)
        page.close()
        context.set_offline(True)
        return _open(context, "#/home", "label.capture", cpu=True).usable_ms


def _lighthouse(url: str, cookies: list[dict]) -> Iterator[str]:
    if not (HERE / "node_modules" / "lighthouse").is_dir():
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, check=False)
        if done.returncode != 0:
            yield "Lighthouse was left out: npm could not install it."
            return
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
    yield from (
        "",
        "| Lighthouse, mobile | performance | accessibility | FCP ms | LCP ms | TBT ms |",
        "|---|---|---|---|---|---|",
    )
    for name, route, more in (("sign-in", "#/signin", []), ("上报", "#/home", [cookie])):
        command = ["node", str(HERE / "lighthouse.mjs"), f"{url}/app/{route}", chromium(), *more]
        runs = [_told(command) for _ in range(min(RUNS, 3))]
        middle = sorted(runs, key=lambda one: one["performance"])[len(runs) // 2]
        values = (middle[key] for key in ("performance", "accessibility", "fcp", "lcp", "tbt"))
        yield f"| {name} | {' | '.join(str(one) for one in values)} |"
        yield from (f"| — below its best: {one} | | | | | |" for one in middle["short"])


def _told(command: list[str]) -> dict:
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"Lighthouse did not run:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])
