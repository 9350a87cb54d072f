"""The service worker: GET of the shell and nothing else, and no new version without a yes or while sending."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.gateway import Reply, says
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
        self.gateway, self.out, self.busy = gateway, False, False

    def __call__(self, request) -> Reply | None:
        if self.busy and request.writes("/api/photos/") and not request.path.endswith("/thumbnail"):
            return says(503, "busy", Retry_After="1")
        if not self.out or request.path not in ("/app/", "/app/sw.js"):
            return None
        old = self.gateway._forward(request, {"Host": "127.0.0.1"}, None)
        if request.path == "/app/":
            body = old.body.replace(b"<title>", b'<meta name="release" content="next"><title>')
        else:
            body = re.sub(rb'"version": "[0-9a-f]{12}', b'"version": "ffffffffffff', old.body)
        return Reply(200, body, old.kind, {**old.headers, "ETag": '"next"'})


def release(page) -> str | None:
    return page.evaluate("document.querySelector('meta[name=release]')?.content ?? null")


def test_a_new_version_waits_for_a_yes(phones, gateway, pictures, in_liuru):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    gateway.rule = update = NewVersion(gateway)
    page = phone.sign_in(LIURU)
    phone.wait_for_service_worker()
    update.out = True
    page.reload()
    offer = page.get_by_role("button", name=words("app.update"))
    expect(offer).to_be_visible(timeout=PATIENCE)
    phone.kill_tab()
    page = phone.open()
    expect(offer.or_(page.get_by_role("button", name=words("app.update"))).first).to_be_visible(timeout=PATIENCE)
    assert release(page) is None
    page.get_by_role("button", name=words("app.update")).tap()
    page.wait_for_function("document.querySelector('meta[name=release]') !== null", timeout=PATIENCE)
    expect(page.locator("label.capture")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name=words("app.update"))).to_have_count(0)
