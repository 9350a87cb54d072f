"""WebKit as GNOME ships it, driven by WebDriver: the engine of every browser on an iPhone, WeChat's view too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests import system
from tests.serving import free_port, wait_until

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
STARTING_SECONDS = 40
NOTHING_THERE = ("no such element", "stale element reference", "element not interactable")


class Refused(Exception):
    """The browser could not do it; its text is the browser's own."""


class Browser:
    """One window. Selectors are CSS; where there are several, the first is meant."""

    def __init__(self, driver: str, program: Path):
        self.driver = driver
        options = {"binary": str(program), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}}
        made = _ask("POST", f"{driver}/session", {"capabilities": wanted}, STARTING_SECONDS)
        self.session = f"{driver}/session/{made['sessionId']}"
        self.version = made["capabilities"]["browserVersion"]

    def say(self, method: str, path: str, body: dict | None = None):
        return _ask(method, f"{self.session}{path}", {} if method == "POST" and body is None else body)

    def open(self, url: str) -> None:
        self.say("POST", "/url", {"url": url})

    def reload(self) -> None:
        self.say("POST", "/refresh")

    def url(self) -> str:
        return self.say("GET", "/url")

    def run(self, script: str, *arguments):
        """The body of a function of these arguments; what it returns may be a promise."""
        return self.say("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector: str) -> str:
        return self.say("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def when_there(self, act, seconds: float = 30):
        """What `act` gives, once the page has what it needs."""
        given = []

        def tried() -> bool:
            try:
                given.append(act())
            except Refused as refused:
                if not str(refused).startswith(NOTHING_THERE):
                    raise
            return bool(given)

        wait_until(tried, seconds)
        return given[0]

    def click(self, selector: str) -> None:
        self.when_there(lambda: self.say("POST", f"/element/{self.find(selector)}/click"))

    def write(self, selector: str, text: str) -> None:
        """Also how a file is chosen: its path is written into the input."""
        self.when_there(lambda: self.say("POST", f"/element/{self.find(selector)}/value", {"text": text}))

    def text(self, selector: str) -> str:
        return self.when_there(lambda: self.say("GET", f"/element/{self.find(selector)}/text"))

    def close(self) -> None:
        self.say("DELETE", "")


@contextmanager
def window(folder: Path):
    """A browser of its own driver. On a busy machine one now and then never gives its browser: another does."""
    for last in (False, False, True):
        with ExitStack() as stack:
            started = stack.enter_context(driver(folder))
            try:
                opened = Browser(*started)
            except TimeoutError:
                if last:
                    raise
                continue
            yield opened
            opened.close()
            return


def _ask(method: str, url: str, body: dict | None = None, seconds: float = 120):
    content = None if body is None else json.dumps(body).encode()
    request = Request(url, content, {"Content-Type": "application/json"}, method=method)
    try:
        with urlopen(request, timeout=seconds) as answer:
            return json.load(answer)["value"]
    except HTTPError as problem:
        said = json.load(problem)["value"]
        raise Refused(f"{said['error']}: {said['message']}") from None


@contextmanager
def driver(folder: Path):
    """The address of a WebDriver whose browsers draw on a screen that nobody sees."""
    port, program = free_port(), system.webkit()
    with _screen() as display:
        environment = {
            **os.environ, "DISPLAY": display, "XDG_DATA_HOME": str(folder), "XDG_CACHE_HOME": str(folder),
            "LANG": "C.UTF-8", "NO_AT_BRIDGE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }  # fmt: skip
        apart = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        process = subprocess.Popen([program.driver, f"--port={port}"], env=environment, **apart)
        try:
            wait_until(lambda: _is_ready(f"http://127.0.0.1:{port}"))
            yield f"http://127.0.0.1:{port}", program.browser
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _is_ready(url: str) -> bool:
    try:
        return _ask("GET", f"{url}/status")["ready"]
    except (URLError, OSError):
        return False


@contextmanager
def _screen():
    """An X server of this test's own; it chooses a number that is free and tells it."""
    readable, writable = os.pipe()
    command = ["Xvfb", "-displayfd", str(writable), "-screen", "0", "360x740x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writable], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writable)
    try:
        with os.fdopen(readable) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)
