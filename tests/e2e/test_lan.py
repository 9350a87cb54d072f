"""A phone on the same network: real Chromium at this machine's own address, trusting its authority or not."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests import system
from tests.e2e.hand import PATIENCE, Hand, rows, settle_undo, words
from tests.serving import LAN, Served, ServedOnLan, wait_until

LIURU = "informant-liuru"


@pytest.fixture
def product(demo_instance, tmp_path) -> ServedOnLan:
    shutil.copytree(demo_instance, tmp_path / "instance")
    served = ServedOnLan(tmp_path / "instance").start()
    yield served
    if served.process is not None:
        served.stop()


@pytest.fixture
def trusting(product, tmp_path) -> dict[str, str]:
    """The environment of a browser whose owner has added the authority, as the page in pictures shows."""
    database = tmp_path / "home" / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil = [system.certutil(), "-d", f"sql:{database}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    subprocess.run([*certutil, "-A", "-t", "C,,", "-n", "patrol", "-i", str(product.authority)], check=True)
    return {**os.environ, "HOME": str(tmp_path / "home")}


@pytest.fixture
def strange(tmp_path) -> dict[str, str]:
    """The environment of a browser that has never heard of it."""
    (tmp_path / "strange").mkdir()
    return {**os.environ, "HOME": str(tmp_path / "strange")}


def banner(page, why: str):
    return page.get_by_role("link", name=words(f"offline.{why}"))


def test_a_phone_that_trusts_the_authority_installs_starts_and_reports_without_a_network(
    phones, product, books, pictures, in_liuru, trusting
):
    phone = phones("phone", env=trusting, geolocation=in_liuru)
    page = phone.page
    page.goto(product.plain_url)
    expect(page.get_by_role("heading", name=words("lan.title"))).to_be_visible()
    page.get_by_role("link", name=words("lan.open")).tap()
    page.wait_for_url(f"{product.url}/app/**")
    page = phone.sign_in(LIURU)
    phone.wait_for_service_worker()
    assert page.evaluate("isSecureContext")
    assert page.evaluate("navigator.serviceWorker.ready.then(one => one.active.state)") == "activated"
    tools = phone.context.new_cdp_session(page)
    assert tools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert tools.send("Page.getAppManifest")["url"] == f"{product.url}/app/manifest.webmanifest"
    expect(banner(page, "untrusted")).to_have_count(0)

    before = books.reports_of(LIURU)
    product.kill()
    phone.switch_off()
    page = phone.switch_on().open()
    expect(page.locator("label.capture")).to_be_visible(timeout=PATIENCE)
    Hand(page).report(pictures())
    settle_undo(page)
    expect(rows(page).first.locator("p.state")).to_contain_text("已存手机", timeout=PATIENCE)

    product.start()
    assert product.health()
    wait_until(lambda: page.wait_for_timeout(50) or len(books.reports_of(LIURU)) == len(before) + 1, 90)
    expect(rows(page).first.locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)
    [report] = set(books.reports_of(LIURU)) - set(before)
    assert set(books.photo_states(report).values()) == {"held"}


def proceeded(page, url: str) -> bool:
    """The warning page listens only once it stands there, and says nothing of when that is."""
    if not page.url.startswith(url):
        page.keyboard.type("thisisunsafe")
        page.wait_for_timeout(1500)
    return page.url.startswith(f"{url}/app/")


def test_without_trust_the_browser_warns_and_behind_the_warning_the_app_says_why_and_shows_the_way(
    phones, product, strange, in_liuru
):
    phone = phones("phone", env=strange, geolocation=in_liuru)
    with pytest.raises(PlaywrightError, match="ERR_CERT_AUTHORITY_INVALID"):
        phone.open()
    # What a person does at the warning page ("advanced", "proceed"); Chromium takes these letters for it.
    page = phone.page
    wait_until(lambda: proceeded(page, product.url), 60)
    expect(banner(page, "untrusted")).to_be_visible(timeout=PATIENCE)
    page = phone.sign_in(LIURU)
    expect(banner(page, "untrusted")).to_contain_text(words("offline.untrusted_how"))
    banner(page, "untrusted").tap()
    page.wait_for_url(f"{product.url}/ca")
    expect(page.get_by_role("link", name=words("lan.download"))).to_be_visible()
    page.get_by_role("link", name=words("lan.open")).tap()
    expect(page.locator("label.capture")).to_be_visible(timeout=PATIENCE)
    expect(banner(page, "untrusted")).to_have_count(0)
    phone.open("#/me")
    expect(banner(page, "untrusted")).to_be_visible()


def test_over_plain_http_it_says_that_too_and_still_reports(phones, books, product, pictures, in_liuru):
    product.stop()
    plain = Served(product.instance, "--host", LAN).start()
    try:
        address = f"http://{LAN}:{plain.port}"
        phone = phones("phone", at=address, geolocation=in_liuru)
        page = phone.sign_in(LIURU)
        assert not page.evaluate("isSecureContext")
        expect(banner(page, "plain")).to_be_visible(timeout=PATIENCE)
        before = books.reports_of(LIURU)
        Hand(page).report(pictures())
        wait_until(lambda: page.wait_for_timeout(50) or len(books.reports_of(LIURU)) == len(before) + 1, 60)
        banner(page, "plain").tap()
        page.wait_for_url(f"{address}/ca")
        expect(page.locator("main")).to_contain_text("bin/serve --tls")
    finally:
        plain.stop()


def test_the_page_about_the_authority_fits_the_smallest_phone(phones, product):
    phone = phones("phone", viewport={"width": 320, "height": 640})
    for address in ("/ca", "/ca?lang=en"):
        page = phone.page
        page.goto(f"{product.plain_url}{address}")
        for section in page.locator("summary").all():
            if not section.locator("xpath=..").get_attribute("open") is not None:
                section.tap()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        small = page.evaluate(
            """[...document.querySelectorAll("a, summary")].filter(one => one.getBoundingClientRect().height < 48)
               .map(one => one.textContent)"""
        )
        assert small == []
