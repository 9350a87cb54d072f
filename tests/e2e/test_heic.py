"""An iPhone's photo in a browser that cannot show it: said in words, sent unchanged, and shown by the server."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.domain import heif_fixtures as heif
from tests.domain import photo_fixtures as photos
from tests.e2e.files import sha256
from tests.e2e.hand import PATIENCE, Hand, rows, words
from tests.serving import wait_until

LIURU = "informant-liuru"
SHOWN = "image => image.complete && image.naturalWidth === 960 && image.src.includes('/api/photos/')"


def test_a_heic_is_sent_as_it_is_and_comes_back_as_a_picture(phone, product, books, tmp_path):
    photo = tmp_path / "IMG_0001.HEIC"
    photo.write_bytes(heif.large_heic(photos.tiff(**photos.PHONE), turns=[heif.quarters_left(3)]))
    page = phone.sign_in(LIURU)
    hand = Hand(page).begin(photo)
    expect(page.locator(".photos .blank").get_by_text(words("part.no_preview"))).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=tmp_path / "capture.png")
    hand.choose("farmland_house").send()
    expect(rows(page).first.locator("p.state")).to_contain_text("局里已收", timeout=PATIENCE)
    name = sha256(photo)
    wait_until(lambda: books.held(name).exists(), 60)
    assert books.held(name).read_bytes() == photo.read_bytes()
    view = books.instance / "storage" / "objects" / "renditions" / "view" / name
    wait_until(view.exists, 60)
    rows(page).first.tap()
    page.locator(".photos figure button").first.tap()
    picture = page.locator("dialog.viewer .frame img")
    expect(picture).to_be_visible(timeout=PATIENCE)
    wait_until(lambda: picture.evaluate(SHOWN), 30)
