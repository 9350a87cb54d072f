"""The service worker: GET of the shell and nothing else, and no new version without a yes or while sending."""

from __future__ import annotations

import base64
import hashlib
import re
import threading

import pytest
from playwright.sync_api import expect

from tests.e2e.gateway import PORTAL, Reply, Request
from tests.e2e.hand import PATIENCE, Hand, words
from tests.serving import wait_until

LIURU = "informant-liuru"


@pytest.fixture(scope="module")
def product(standing):
    return standing


def test_the_worker_answers_get_of_the_shell_and_nothing_else(phone, books, pictures):
    phone.sign_in(LIURU)
    phone.wait_for_service_worker()
    answered = []
    phone.context.on("response", lambda response: answered.append(response))
    page = phone.open("#/home")
    page.reload()
    before = books.reports_of(LIURU)
    Hand(page).report(pictures())
    wait_until(lambda: pump(page) or len(books.reports_of(LIURU)) > len(before), 40)
    expect(page.get_by_text(words("net.phrase_all"))).to_be_visible(timeout=PATIENCE)
    by_worker = {(one.request.method, path_of(one.url)) for one in answered if one.from_service_worker}
    assert any(path == "/app/" for _, path in by_worker)
    assert {method for method, _ in by_worker} == {"GET"}
    assert all(path.startswith("/app/") and path != "/app/sw.js" for _, path in by_worker)
    written = {path_of(one.url) for one in answered if one.request.method != "GET"}
    assert any(path.startswith("/api/reports/") for path in written)
    kept = page.evaluate(
        "caches.keys().then(async names => (await Promise.all(names.map(async name =>"
        " (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname)))).flat())"
    )
    assert kept and all(path.startswith("/app/") for path in kept)


def pump(page) -> None:
    """Lets the events of the page come in while something else is waited for."""
    page.wait_for_timeout(50)


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+|[?#].*$", "", url)


class NewVersion:
    """The product as after an update: another worker, and a page that says which one it is."""

    def __init__(self, gateway):
        self.gateway, self.out, self.portal = gateway, False, False
        # Originals wait here while it is not set.
        self.way = threading.Event()
        self.way.set()
        self.waiting = threading.Event()

    def renewed(self, page: bytes) -> bytes:
        return page.replace(b"<title>", b'<meta name="release" content="next"><title>')

    def integrity(self) -> bytes:
        page = self.gateway.forward(Request("GET", "/app/"), {"Host": "127.0.0.1"}, None).body
        return b"sha256-" + base64.b64encode(hashlib.sha256(self.renewed(page)).digest())

    def __call__(self, request) -> Reply | None:
        if request.carries_original() and not self.way.is_set():
            self.waiting.set()
            self.way.wait(60)
        if not self.out or request.path not in ("/app/", "/app/sw.js"):
            return None
        if self.portal and request.path == "/app/":
            return PORTAL
        old = self.gateway.forward(request, {"Host": "127.0.0.1"}, None)
        if request.path == "/app/":
            body = self.renewed(old.body)
        else:
            body = re.sub(rb'"version": "[0-9a-f]{12}', b'"version": "ffffffffffff', old.body)
            body = re.sub(rb'"/app/": "[^"]+"', b'"/app/": "%s"' % self.integrity(), body)
        return Reply(200, body, old.kind, {**old.headers, "ETag": '"next"'})


@pytest.fixture
def updated(phones, gateway, in_liuru):
    """A phone that kept the app, and a new version at the server."""
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    gateway.rule = version = NewVersion(gateway)
    page = phone.sign_in(LIURU)
    phone.wait_for_service_worker()
    version.out = True
    page.reload()
    expect(offer(page)).to_be_visible(timeout=PATIENCE)
    yield phone, version
    version.way.set()


def offer(page):
    return page.get_by_role("button", name=words("app.update"))


def is_new(page) -> None:
    expect(page.locator("meta[name=release]")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("label.capture")).to_be_visible(timeout=PATIENCE)
    expect(offer(page)).to_have_count(0)


def test_a_new_version_waits_for_a_yes(updated):
    phone, _ = updated
    phone.kill_tab()
    page = phone.open()
    expect(offer(page)).to_be_visible(timeout=PATIENCE)
    expect(page.locator("meta[name=release]")).to_have_count(0)
    offer(page).tap()
    is_new(page)


def test_a_portal_that_answers_in_place_of_a_new_version_never_becomes_the_app(phones, gateway, in_liuru):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    gateway.rule = version = NewVersion(gateway)
    page = phone.sign_in(LIURU)
    phone.wait_for_service_worker()
    version.out = version.portal = True
    page.reload()
    wait_until(lambda: pump(page) or gateway.count("GET", "/app/sw.js", 200) > 1)
    page.wait_for_timeout(1500)
    expect(offer(page)).to_have_count(0)
    phone.kill_tab()
    expect(phone.open().locator("label.capture")).to_be_visible(timeout=PATIENCE)
    version.portal = False
    phone.page.reload()
    offer(phone.page).tap(timeout=PATIENCE)
    is_new(phone.page)


def test_a_new_version_waits_until_what_is_being_sent_has_arrived(updated, books, pictures):
    phone, version = updated
    before = books.reports_of(LIURU)
    page = phone.page
    version.way.clear()
    Hand(page).report(pictures())
    wait_until(lambda: pump(page) or version.waiting.is_set(), 40)
    offer(page).tap()
    expect(page.get_by_text(words("app.update_after_sending"))).to_be_visible()
    # Longer than it takes to look again whether something is on its way.
    page.wait_for_timeout(1500)
    expect(page.locator("meta[name=release]")).to_have_count(0)
    version.way.set()
    is_new(page)
    [report] = set(books.reports_of(LIURU)) - set(before)
    assert set(books.photo_states(report).values()) == {"held"}
