"""The capture story under WebKit, the engine of every browser and of WeChat's view on an iPhone."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests import system
from tests.cast import PASSWORD
from tests.e2e import webkit
from tests.e2e.files import drawn, sha256
from tests.e2e.gateway import Reply
from tests.e2e.hand import words
from tests.e2e.weighing import CUT, Weighing
from tests.serving import wait_until

LIURU = "informant-liuru"
NO_WORKER = Reply(404, b"", "text/plain")


@pytest.fixture(scope="module")
def product(standing):
    return standing


@pytest.fixture
def gateway(product):
    between = Weighing(product)
    yield between
    between.close()


@pytest.fixture
def window(tmp_path):
    try:
        system.webkit()
    except system.Absent as absent:
        pytest.skip(str(absent))
    system.chinese_font()
    with webkit.window(tmp_path / "webkit") as opened:
        yield opened
        # pytest shows what was printed only of a test that failed.
        print(f"{opened.url()}\n{opened.text('body')}")


def shows(window, text: str) -> None:
    wait_until(lambda: text in window.text("body").replace("\u200b", ""), 30)


def sign_in(window, url: str) -> None:
    window.open(f"{url}/app/#/signin")
    window.write("input[name=username]", LIURU)
    window.write("input[name=password]", PASSWORD)
    window.click("button[type=submit]")
    shows(window, words("home.capture"))


def begin(window, photo) -> None:
    window.write("label.capture input", str(photo))
    window.click("label.tile:has(input[value=waste])")
    wait_until(lambda: window.run("return document.querySelector('input[value=waste]').checked"))


def kept_as_chosen(window) -> bool:
    """The choice is on the phone: a reload within the milliseconds before that may lose it, never the photo."""
    window.run(
        "window.kept ??= {}; const open = indexedDB.open('patrol'); open.onsuccess = () => {"
        " const all = open.result.transaction('drafts').objectStore('drafts').getAll();"
        " all.onsuccess = () => { window.kept.kinds = all.result.map(one => one.kind).join();"
        " open.result.close(); }; };"
    )
    return window.run("return window.kept.kinds") == "waste"


def send(window) -> None:
    """Until the report is on the phone. Of a busy machine's taps one may get lost: a person taps once more."""
    left = lambda: "#/capture" not in window.url()  # noqa: E731
    window.click(".dock .btn.main")
    with suppress(AssertionError):
        wait_until(left, 10)
    if not left():
        window.click(".dock .btn.main")
    wait_until(left, 30)


def send_now(window) -> None:
    window.run("location.hash = '#/outbox'")
    window.click(".dock .btn.main")


@pytest.mark.parametrize("worker", [True, False], ids=["worker", "no-worker"])
def test_what_is_captured_without_a_network_outlives_a_reload_and_arrives_once(
    window, gateway, books, tmp_path, worker
):
    photo, before = drawn(tmp_path / "IMG_0001.jpg", seed=61), books.reports_of(LIURU)
    usual = lambda request: NO_WORKER if request.path == "/app/sw.js" and not worker else None  # noqa: E731
    gateway.rule = usual
    sign_in(window, gateway.url)
    gateway.rule = lambda request: CUT if request.path.startswith("/api/") else usual(request)
    begin(window, photo)
    send(window)
    window.reload()
    shows(window, words("report.state.phone"))
    window.run("location.hash = '#/outbox'")
    shows(window, words("outbox.stay"))
    assert books.reports_of(LIURU) == before
    gateway.rule = usual
    send_now(window)
    [report] = books.new_reports_of(LIURU, before)
    wait_until(lambda: books.photo_states(report) == {sha256(photo): "held"}, 40)
    shows(window, words("outbox.none"))
    assert books.held(sha256(photo)).read_bytes() == photo.read_bytes()
    assert gateway.weighed(photo.stat().st_size)
    assert bool(window.run("return navigator.serviceWorker?.controller ?? null")) <= worker


def test_a_draft_outlives_a_reload_and_a_photo_in_pieces_outlives_a_cut(window, gateway, books, tmp_path):
    photo, before = drawn(tmp_path / "IMG_0002.jpg", seed=62, width=1800), books.reports_of(LIURU)
    sign_in(window, gateway.url)
    begin(window, photo)
    wait_until(lambda: kept_as_chosen(window))
    window.reload()
    wait_until(lambda: window.run("return document.querySelector('input[value=waste]')?.checked ?? false"))
    turns = iter([None, CUT, None, CUT])
    gateway.rule = lambda request: next(turns, None) if request.carries_original() else None
    send(window)
    [report] = books.new_reports_of(LIURU, before)
    wait_until(lambda: books.photo_states(report) == {sha256(photo): "held"}, 60)
    assert next(turns, "over") == "over"
    assert books.held(sha256(photo)).read_bytes() == photo.read_bytes()
    assert gateway.weighed(photo.stat().st_size)
