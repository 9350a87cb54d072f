"""The real product and real browsers. A test holds `product` and asks `phones` for as many as it needs."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from patrol.demo.county import DATA
from tests import system
from tests.cast import PASSWORD
from tests.e2e import files
from tests.e2e.books import Books
from tests.e2e.gateway import Gateway
from tests.e2e.phones import DESK, WECHAT, Phone
from tests.serving import Served

# Of what nobody measures: a machine that runs other tests beside these is now and then ten times as slow.
expect.set_options(timeout=45_000)
LIURU = "informant-liuru"
HELD = pytest.StashKey[list]()


@pytest.fixture(scope="session")
def chromium() -> str:
    return os.environ.get("CHROMIUM") or system.chromium()


@pytest.fixture(scope="session")
def demo_instance(tmp_path_factory) -> Path:
    """The demo as the first start leaves it: made once, and copied for every test."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    served = Served(folder).start()
    served.stop()
    return folder


@pytest.fixture
def product(demo_instance, tmp_path) -> Served:
    """The product with its demo, serving on a port of its own."""
    shutil.copytree(demo_instance, tmp_path / "instance")
    served = Served(tmp_path / "instance").start()
    yield served
    if served.process is not None:
        served.stop()


@pytest.fixture(scope="session")
def standing(demo_instance, tmp_path_factory) -> Served:
    """One product for all modules whose tests neither stop it nor mind what the others report there."""
    instance = tmp_path_factory.mktemp("standing") / "instance"
    shutil.copytree(demo_instance, instance)
    served = Served(instance).start()
    yield served
    served.stop()


@pytest.fixture
def books(product) -> Books:
    return Books(product)


@pytest.fixture
def arrived(books) -> Callable[[int], list[str]]:
    """arrived(n): the ids of n reports of 柳茹 that are new since the test began, once they are in the books."""
    before = books.reports_of(LIURU)
    return lambda n: books.new_reports_of(LIURU, before, n)


@pytest.fixture
def gateway(product) -> Gateway:
    """The way between phones and product, to be broken; phones("phone", at=gateway.url) go through it."""
    between = Gateway(product)
    yield between
    between.close()


@pytest.fixture(scope="session")
def photo(tmp_path_factory) -> Path:
    """A real phone's photo of some 2 MB; where there are no real ones, a drawn one with the same kind of EXIF."""
    real = files.real_photo()
    if real is not None:
        return real
    warnings.warn("PATROL_TEST_DATA is not set: a drawn photo stands in for a real one.", stacklevel=1)
    return files.drawn(tmp_path_factory.mktemp("photo") / "drawn.jpg", seed=7)


@pytest.fixture
def pictures(tmp_path) -> Callable[[], Path]:
    """pictures() → another photo each time."""
    made = []

    def another() -> Path:
        made.append(files.drawn(tmp_path / f"IMG_{len(made):04}.jpg", seed=20 + len(made)))
        return made[-1]

    return another


@pytest.fixture
def phones(request, playwright, chromium, product, tmp_path) -> Callable[..., Phone]:
    """phones("inspector") → a phone that is switched on; options are those of Playwright's context."""
    held: dict[str, Phone] = {}
    request.node.stash[HELD] = held

    def give(name: str = "phone", at: str | None = None, **options) -> Phone:
        held[name] = Phone(playwright, chromium, tmp_path / f"phone-{name}", at or product.url, **options)
        return held[name].switch_on()

    yield give
    for phone in held.values():
        phone.switch_off()


@pytest.fixture
def phone(phones, in_liuru) -> Phone:
    """One phone, standing in the village of 柳茹."""
    return phones("phone", geolocation=in_liuru)


@pytest.fixture
def wechat(phones, in_liuru) -> Phone:
    """The view inside WeChat: its user agent, and no service worker."""
    return phones("wechat", user_agent=WECHAT, service_workers="block", geolocation=in_liuru)


@pytest.fixture
def desk(phones) -> Callable[[str], Page]:
    """desk("officer") → a page of the office, signed in."""

    def open_one(username: str) -> Page:
        page = phones(f"desk-{username}", **DESK).page
        page.goto("/desk/sign-in")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("button.main")
        expect(page.locator("nav")).to_be_visible()
        return page

    return open_one


@pytest.fixture(scope="session")
def in_liuru() -> dict[str, float]:
    """A place well inside 柳茹, as Playwright's geolocation takes it."""
    boundary = json.loads(DATA.read_text(encoding="utf-8"))["boundaries"]["321181101208"]
    inside = shape(boundary).representative_point()
    return {"latitude": inside.y, "longitude": inside.x, "accuracy": 12}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed and call.when == "call":
        for name, phone in item.stash.get(HELD, {}).items():
            report.sections.append((f"Screen of {name}", phone.as_seen()))
        product = item.funcargs.get("product")
        if product is not None:
            report.sections.append(("The product said", "\n".join(product.lines)))
