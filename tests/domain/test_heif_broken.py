"""HEIC and AVIF made to break a reader: cut, lying about their size, or built to keep it busy for hours."""

import io
import random
import struct
import time

import pytest
from PIL import Image

from patrol.domain import isobmff, photo_facts, renditions
from tests.domain import heif_fixtures as heif
from tests.domain import photo_fixtures as photos
from tests.domain.heif_fixtures import box, full
from tests.domain.photo_fixtures import PHONE

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

MAKERS = {"HEIC": heif.heic, "AVIF": heif.avif}


def facts_of(content: bytes) -> dict:
    return photo_facts.read(io.BytesIO(content))


def made(content: bytes, tmp_path) -> dict | None:
    (tmp_path / "original").write_bytes(content)
    return renditions.make(tmp_path / "original")


@pytest.mark.parametrize("format", MAKERS)
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.95])
def test_a_file_cut_anywhere_is_said_to_be_cut_and_not_shown(format, kept, tmp_path):
    photo = MAKERS[format](photos.tiff(**PHONE), image=Image.effect_noise((256, 192), 90).convert("RGB"))
    cut = photo[: int(len(photo) * kept)]
    assert {"truncated", "boxes_unreadable"} & set(facts_of(cut)["findings"])
    assert made(cut, tmp_path) is None
    assert facts_of(cut)["gps"]["status"] == "none"


def test_a_large_file_with_one_tile_cut_off_is_not_shown(tmp_path):
    photo = heif.heif(picture=heif.plain((512, 512)), grid=(6, 8, 4000, 3000))
    assert made(photo, tmp_path) is not None
    assert made(photo[:-1], tmp_path) is None


@pytest.mark.parametrize("format", MAKERS)
@pytest.mark.parametrize("claimed", [(30_000, 30_000), (2**31, 2), (2**32 - 1, 2**32 - 1), (0, 48)])
def test_a_size_that_cannot_be_is_never_decoded(format, claimed, tmp_path):
    photo = MAKERS[format](claimed=claimed)
    assert {"too_many_pixels", "size_unknown"} & set(facts_of(photo)["findings"])
    assert made(photo, tmp_path) is None


@pytest.mark.parametrize("format", MAKERS)
def test_a_picture_larger_than_it_says_is_not_decoded_into_memory(format, tmp_path):
    photo = MAKERS[format](size=(512, 512), claimed=(64, 48))
    shown = made(photo, tmp_path)
    # libheif cuts to the size announced or refuses; what it never does is grow beyond it.
    assert shown is None or max(Image.open(io.BytesIO(shown[1280])).size) <= 64


GRIDS = {
    "too few tiles": (2, 2, 4000, 3000),
    "half a million wide": (1, 256, 500_000_000, 1),
    "larger than its tiles": (10, 10, 30_000, 30_000),
}


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_tiles_that_do_not_make_a_picture_are_not_shown(grid, tmp_path):
    assert made(heif.heif(picture=heif.plain((512, 512)), grid=grid), tmp_path) is None


def test_a_tile_that_says_it_is_small_and_is_not_ends_the_picture(tmp_path):
    tile = heif.plain((512, 512))
    lying = heif.Coded(tile.data, tile.settings, (64, 64), tile.kind, ())
    assert made(heif.heif(picture=lying, grid=(64, 80, 5000, 4000)), tmp_path) is None


def moving() -> bytes:
    written = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), (n * 60, 90, 60)) for n in range(4)]
    frames[0].save(written, "AVIF", save_all=True, append_images=frames[1:], duration=100)
    return written.getvalue()


def test_a_moving_avif_shows_its_first_picture(tmp_path):
    photo = moving()
    assert facts_of(photo)["format"] == "AVIF"
    assert Image.open(io.BytesIO(made(photo, tmp_path)[320])).size == (64, 64)


def test_a_film_that_calls_itself_a_picture_has_no_size_and_is_not_shown(tmp_path):
    film = box(b"ftyp", b"hevc\0\0\0\0msf1hevc") + box(b"moov", bytes(400)) + box(b"mdat", bytes(400))
    assert facts_of(film) == photo_facts.nothing_known() | {"format": "HEIC", "findings": ["size_unknown"]}
    assert made(film, tmp_path) is None


def meta(*boxes: bytes) -> bytes:
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + full(b"meta", b"".join(boxes)) + box(b"mdat", bytes(64))


BUSY = {
    # Extents of no bytes at all: 40,000 items of 65,535 extents each in 240 KB.
    "extents": lambda: meta(
        full(b"iloc", struct.pack(">BBH", 0, 0, 40_000) + struct.pack(">HHH", 1, 0, 65_535) * 40_000)
    ),
    "references": lambda: meta(full(b"iref", heif.reference(b"dimg", 1, range(60_000)) * 4)),
    "properties": lambda: meta(
        box(b"iprp", full(b"ipma", struct.pack(">I", 2**32 - 1) + struct.pack(">HB", 1, 255) * 900))
    ),
    "empty boxes": lambda: meta(box(b"free", b"") * 60_000),
    "boxes in a row": lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"free", b"") * 100_000,
    "box of no size": lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic") + b"\0\0\0\0meta" + bytes(2_000_000),
    "box smaller than its head": lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic") + b"\0\0\0\4meta" * 1000,
    "box of 2^64": lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic") + b"\0\0\0\1meta" + b"\xff" * 8 + bytes(64),
    "exif in exif": lambda: heif.heic(struct.pack(">I", 2**32 - 1) * 100),
    "exif of 2 MB": lambda: heif.heic(b"II*\0" + bytes(2_000_000)),
}


@pytest.mark.parametrize("content", BUSY.values(), ids=BUSY)
def test_a_file_made_to_keep_readers_busy_is_answered_at_once(content, tmp_path):
    photo = content()
    before = time.monotonic()
    facts = facts_of(photo)
    assert time.monotonic() - before < 2
    assert facts["gps"]["status"] == "none" and "unreadable" not in facts["findings"]
    made(photo, tmp_path)
    assert time.monotonic() - before < 5


def test_boxes_within_boxes_are_read_no_deeper_than_we_ask():
    nested = b""
    for _ in range(20_000):
        nested = box(b"meta", bytes(4) + nested)
    assert "boxes_unreadable" not in facts_of(box(b"ftyp", b"heic\0\0\0\0mif1heic") + nested)["findings"]


@pytest.mark.parametrize("format", MAKERS)
def test_damaged_boxes_never_raise_anything_but_broken(format):
    dice = random.Random(12)
    photo = MAKERS[format](photos.tiff(**PHONE), grid=(2, 2, 100, 80), turns=[heif.quarters_left(1)])
    for _ in range(1500):
        damaged = bytearray(photo)
        for _ in range(dice.randrange(1, 6)):
            damaged[dice.randrange(12, len(damaged))] = dice.choice((0, 1, 255, dice.randrange(256)))
        facts = facts_of(bytes(damaged))
        assert photo_facts.FINDINGS.issuperset(facts["findings"]) and "unreadable" not in facts["findings"]


def test_a_reader_asked_for_more_than_there_is_says_so():
    for size in (-1, 5):
        with pytest.raises(isobmff.Broken):
            isobmff.Reader(b"four").take(size)
