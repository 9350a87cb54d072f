"""Takes a picture: a browser of its own for each, all clocks at the same moment, nothing moving."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from PIL import Image, ImageChops, ImageDraw
from playwright.sync_api import Browser, Page, Playwright

from tests.cast import PASSWORD
from tests.e2e.phones import ARGUMENTS, CHROME

from . import county
from .pictures import DESK, DESK_ON_PHONE, PHONE, Picture
from .steps import Hand

SMALL, LARGE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
SIZES = {PHONE: SMALL, DESK: LARGE, DESK_ON_PHONE: SMALL}
IN_THE_HAND = {"is_mobile": True, "has_touch": True, "user_agent": CHROME, "device_scale_factor": 2}
RED, WIDE, ROUND = (214, 40, 30), 4, 12
QUALITY = 72
# A difference of brightness that an eye notices, and of how many pixels.
SEEN, FEW = 24, 60


@dataclass
class Studio:
    playwright: Playwright
    chromium: str
    app: Flask
    url: str
    camera: Path
    signed_in: dict[str, dict] = field(default_factory=dict)  # cookies by user name

    def __enter__(self) -> Studio:
        self.browser: Browser = self.playwright.chromium.launch(executable_path=self.chromium, args=ARGUMENTS)
        return self

    def __exit__(self, *_) -> None:
        self.browser.close()

    def take(self, picture: Picture) -> bytes:
        """As WebP."""
        context = self.browser.new_context(
            base_url=self.url, viewport=SIZES[picture.on], locale="zh-CN", timezone_id="Asia/Shanghai",
            reduced_motion="reduce", geolocation=county.in_liuru(), permissions=["geolocation"],
            storage_state=self._cookies(picture.who), **({} if picture.on == DESK else IN_THE_HAND),
        )  # fmt: skip
        try:
            context.clock.set_fixed_time(county.NOW)
            page = context.new_page()
            page.goto(f"/app/{picture.route}" if picture.on == PHONE else picture.route)
            for step in picture.steps:
                step(Hand(self.app, page, self.camera))
            return self._developed(page, picture)
        finally:
            context.close()

    def _cookies(self, who: str | None) -> dict | None:
        if who is None:
            return None
        if who not in self.signed_in:
            request = self.playwright.request.new_context(base_url=self.url, user_agent=CHROME)
            answer = request.post("/api/session", headers={"X-Requested-With": "patrol"},
                                  data={"username": who, "password": PASSWORD})  # fmt: skip
            if not answer.ok:
                raise RuntimeError(f"{who} cannot sign in: {answer.text()}")
            self.signed_in[who] = request.storage_state()
            request.dispose()
        return self.signed_in[who]

    def _developed(self, page: Page, picture: Picture) -> bytes:
        page.evaluate("document.fonts.ready.then(() => document.activeElement?.blur())")
        _wait_for_images(page)
        box = page.locator(picture.ring).first.bounding_box() if picture.ring else None
        image = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        if box:
            _draw_ring(image, box, scale=image.width / SIZES[picture.on]["width"])
        encoded = io.BytesIO()
        image.save(encoded, "WEBP", quality=QUALITY, method=6)
        return encoded.getvalue()


def looks_the_same(one: bytes, other: bytes) -> bool:
    """A browser smooths an edge here and there in another way each time: that is no new picture."""
    old, new = (Image.open(io.BytesIO(content)).convert("RGB") for content in (one, other))
    if old.size != new.size:
        return False
    differing = ImageChops.difference(old, new).convert("L").point(lambda value: value > SEEN and 255)
    return differing.histogram()[255] < FEW


def _wait_for_images(page: Page) -> None:
    """Those in sight: the ones further down may be loaded lazily, and never come."""
    page.wait_for_function("""() => [...document.images].every(image => {
        const box = image.getBoundingClientRect();
        return box.top > innerHeight || box.bottom < 0 || (image.complete && image.naturalWidth > 0);
    })""")
    page.wait_for_timeout(250)


def _draw_ring(image: Image.Image, box: dict, scale: float) -> None:
    edges = (box["x"] - 6, box["y"] - 6, box["x"] + box["width"] + 6, box["y"] + box["height"] + 6)
    inside = [max(WIDE, min(edge * scale, limit - WIDE)) for edge, limit in zip(edges, image.size * 2, strict=True)]
    ImageDraw.Draw(image).rounded_rectangle(inside, ROUND * scale, outline=RED, width=round(WIDE * scale))
