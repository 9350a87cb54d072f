"""地图: the list's own cases where they lie, without network, and no byte of it for whoever never opens it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.hand import PATIENCE, rows, words
from tests.serving import wait_until

SEVERAL = re.compile(words("map.open_several", n=0).replace("0", r"(\d+)"))


@pytest.fixture(scope="module")
def product(standing):
    return standing


def marked(page) -> int:
    """How many cases the marks stand for."""
    labels = [mark.get_attribute("aria-label") for mark in page.locator(".mark").all()]
    return sum(int(found[1]) if (found := SEVERAL.match(label)) else 1 for label in labels)


def in_sight(mark) -> bool:
    """On the part of the map that is shown."""
    inner, outer = mark.bounding_box(), mark.page.locator(".map-box").bounding_box()
    return all(
        outer[at] <= inner[at] and inner[at] + inner[size] <= outer[at] + outer[size]
        for at, size in (("x", "width"), ("y", "height"))
    )


def nearest_case(page) -> None:
    """Tap marks until one opens: a tap on several comes nearer first."""
    sheet = page.get_by_role("dialog")
    for _ in range(8):
        marks = page.locator(".mark")
        inside = [marks.nth(n) for n in range(marks.count()) if in_sight(marks.nth(n))]
        inside[0].tap()
        page.wait_for_timeout(600)
        if sheet.count():
            return
    raise AssertionError("no mark opened")


@pytest.mark.parametrize("who", ["inspector-yanling", "leader-yanling", "officer"])
def test_the_map_is_the_list_s_twin_without_network_and_leads_to_the_cases(phones, who):
    phone = phones("phone", reduced_motion="reduce")
    page = phone.sign_in(who)
    phone.wait_for_service_worker()
    phone.open("#/map")
    expect(page.locator(".leaflet-overlay-pane path").nth(1)).to_be_attached(
        timeout=PATIENCE
    )  # the outlines have come
    phone.offline()
    phone.open("#/cases?list=all")
    page.reload()
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    count = rows(page).count()
    phone.open("#/map?list=all")
    expect(page.locator(".mark").first).to_be_visible(timeout=PATIENCE)
    placed = marked(page)
    expect(page.get_by_role("heading", name=words("map.on_it", n=placed))).to_be_visible()
    if placed < count:
        expect(page.get_by_text(words("map.not_on_it", n=count - placed))).to_be_visible()
    expect(page.get_by_text(words("place.synthetic"))).to_be_visible()
    nearest_case(page)
    page.get_by_role("dialog").locator("a.row").first.tap()
    expect(page.locator("section.chain")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=words("case.back")).tap()
    expect(page.locator(".mark").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name=words("map.as_list")).tap()
    expect(rows(page)).to_have_count(count)


def test_the_map_comes_when_it_is_opened_and_not_before(phones):
    phone = phones("phone", service_workers="block")
    asked = []
    phone.context.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page = phone.sign_in("inspector-yanling")
    expect(rows(page).first).to_be_visible(timeout=PATIENCE)
    assert asked and not [name for name in asked if name.startswith(("chart-", "map-"))]
    page.get_by_role("link", name=words("nav.map"), exact=True).tap()
    expect(page.locator(".mark").first).to_be_visible(timeout=PATIENCE)
    wait_until(lambda: {name.partition("-")[0] for name in asked} >= {"chart", "map"})
    outside = [said for said in phone.said if "Content Security Policy" in said]
    assert outside == []


def test_the_own_place_is_asked_for_once_and_only_on_a_tap(phones, in_liuru):
    phone = phones("phone", geolocation=in_liuru, reduced_motion="reduce")
    phone.context.add_init_script(
        "window.watches = 0; const watch = navigator.geolocation?.watchPosition.bind(navigator.geolocation);"
        "if (watch) navigator.geolocation.watchPosition = (...all) => { window.watches += 1; return watch(...all); }"
    )
    page = phone.sign_in("inspector-yanling")
    phone.open("#/map")
    expect(page.locator(".mark").first).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("window.watches") == 0
    page.get_by_role("button", name=words("map.find_me")).tap()
    expect(page.locator(".me")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("window.watches") == 1
