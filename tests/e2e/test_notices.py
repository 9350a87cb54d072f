"""我的 → 通知 and 消息送达 in real browsers: set on the phone, failing, set right in the office, arriving."""

from __future__ import annotations

import json
import os
import re
import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import axe, check_page
from tests.receiving import Post, mail_server
from tests.serving import Served

SHOTS = os.environ.get("SHOTS")
PUSHED = """async (data) => {
  const shown = [];
  self.registration.showNotification = async (title, { tag, data }) => { shown.push([title, tag, data]); };
  for (let times = 0; times < 2; times++) self.dispatchEvent(new PushEvent("push", { data }));
  for (let tries = 0; shown.length < 2 && tries < 100; tries++) await new Promise((done) => setTimeout(done, 50));
  return shown;
}"""


@pytest.fixture
def post() -> Post:
    return Post(gone=frozenset({"gone@example.cn"}))


@pytest.fixture
def product(demo_instance, tmp_path, post) -> Served:
    """A county with mail and WeCom."""
    instance = tmp_path / "instance"
    shutil.copytree(demo_instance, instance)
    with mail_server(post) as port:
        served = Served(
            instance, PATROL_SMTP=f"smtp+plain://127.0.0.1:{port}", PATROL_SMTP_FROM="patrol@example.cn",
            PATROL_WECOM="ww1/7", PATROL_WECOM_SECRET="none", PATROL_WECOM_API="http://127.0.0.1:9",
            PATROL_SMS="gateway", PATROL_SMS_URL="http://127.0.0.1:9/?p={phone}&t={text}", PATROL_SWEEP_SECONDS="1",
        )  # fmt: skip
        yield served.start()
        served.stop()


def seen(page: Page, name: str, *, desk: bool) -> None:
    """Clean, and kept as a picture for whoever looks."""
    assert check_page(page, desk=desk) == []
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.fixture
def office(desk) -> Page:
    return desk("admin")


def switch(page: Page, name: str):
    return page.get_by_role("switch", name=re.compile(f"^{name}"))


def test_who_gives_a_wrong_address_is_found_by_the_office_and_then_reached(phones, office, post):
    page = phones("leader").sign_in("leader-yanling")
    page.goto("/app/#/me")
    page.get_by_role("link", name=re.compile("^通知")).click()
    expect(page.locator("h1")).to_have_text("通知")
    page.fill("[name=email]", "gone@example.cn")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("gone@example.cn")).to_be_visible()
    switch(page, "企业微信").click()
    switch(page, "夜里不打扰").click()
    expect(page.get_by_text("22:00 到 07:00 之间不发")).to_be_visible()
    page.get_by_label("到几点为止").select_option("6")
    expect(page.get_by_text("22:00 到 06:00 之间不发")).to_be_visible()
    switch(page, "夜里不打扰").click()
    page.reload()
    expect(switch(page, "企业微信")).not_to_be_checked()
    expect(page.locator("[name=email]")).to_have_value("gone@example.cn")
    seen(page, "app-notices", desk=False)
    _refused_on_site(phones)
    _set_right(office)
    expect_until(office, lambda: any(one["to"] == "right@example.cn" for one in post.taken))
    office.goto("/desk/deliveries")
    expect(office.get_by_text("没有送不到的消息")).to_be_visible()


def _refused_on_site(phones) -> None:
    """An inspector of the station says that somebody does not stop: the town's leader is told."""
    page = phones("inspector").sign_in("inspector-yanling")
    made = page.evaluate(
        """async () => {
          const ask = (method, path, body) => fetch(`/api${path}`, {method, body: JSON.stringify(body),
            headers: {"X-Requested-With": "patrol", "Content-Type": "application/json"}}).then((one) => one.json());
          const at = new Date().toISOString();
          const place = {lat: 31.888, lon: 119.507, by: "pin"};
          const report = {kind: "waste", captured_at: at, place, works_going_on: true, source: "patrol"};
          const receipt = await ask("PUT", `/reports/${crypto.randomUUID()}`, report);
          const act = {act: "stop", at, outcome: "refused"};
          return ask("PUT", `/cases/${receipt.case.id}/acts/${crypto.randomUUID()}`, act);
        }"""
    )
    assert made["outcome"] == "accepted", made


def _set_right(office: Page) -> None:
    expect_until(office, lambda: "延陵镇分管领导" in _text_of(office, "/desk/deliveries"))
    seen(office, "desk-deliveries", desk=True)
    office.get_by_role("link", name="延陵镇分管领导").first.click()
    expect(office.locator("#notices")).to_be_visible()
    assert axe(office) == []
    if SHOTS:
        office.locator("#notices").scroll_into_view_if_needed()
        office.screenshot(path=f"{SHOTS}/desk-person-notices.png")
    office.fill("[name=email]", "right@example.cn")
    office.locator("form", has=office.locator("[name=email]")).get_by_role("button", name="保存").click()
    office.goto("/desk/deliveries")
    office.get_by_role("button", name="再发一次").first.click()
    expect(office.locator(".said[role=status]")).to_be_visible()


def _text_of(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator("main").inner_text()


def expect_until(page: Page, condition) -> None:
    for _ in range(60):
        if condition():
            return
        page.wait_for_timeout(500)
    raise AssertionError("still not so after half a minute")


def test_a_push_is_shown_in_the_server_s_words_and_the_same_one_under_the_same_tag(phones):
    """By the tag the system shows one where two came; a headless browser has no place to show any."""
    phone = phones("leader")
    page = phone.sign_in("leader-yanling")
    phone.wait_for_service_worker()
    pushed = json.dumps({"id": "7d444840-9dc0-11d1-b245-5ffdce74fad2", "text": "柳茹村：对方拒不停止", "url": None})
    [worker] = page.context.service_workers
    shown = worker.evaluate(PUSHED, pushed)
    assert shown == [["柳茹村：对方拒不停止", "7d444840-9dc0-11d1-b245-5ffdce74fad2", "/app/"]] * 2


def test_the_browser_is_asked_only_by_a_tap_and_its_no_is_said_calmly(phones):
    page = phones("informant").sign_in("informant-liuru")
    page.add_init_script("window.asked = 0; Notification.requestPermission = async () => (window.asked++, 'denied');")
    page.goto("/app/#/notices")
    page.reload()
    toggle = switch(page, "在这台手机上弹出通知")
    expect(toggle).not_to_be_checked()
    assert page.evaluate("window.asked") == 0
    toggle.click()
    expect(page.get_by_text("这台手机没允许")).to_be_visible()
    expect(toggle).not_to_be_checked()
    assert page.evaluate("window.asked") == 1
