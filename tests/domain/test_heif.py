"""HEIC, HEIF and AVIF as iPhones and newer Androids write them: whole, in tiles, turned by the container."""

import io
import struct
import subprocess
import sys
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageStat

from patrol.domain import decoding_limits, image_headers, photo_facts, renditions
from tests.domain import heif_fixtures as heif
from tests.domain import photo_fixtures as photos
from tests.domain.photo_fixtures import PHONE, PHONE_FACTS, short
from tests.domain.test_renditions import RED, UNDONE, WHITE, marked, near, opened

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

MAKERS = {"HEIC": heif.heic, "AVIF": heif.avif}
# One sequence of the container's own turns for each EXIF orientation.
TURNS = {
    1: [],
    2: [heif.mirrored(1)],
    3: [heif.quarters_left(2)],
    4: [heif.mirrored(0)],
    5: [heif.quarters_left(1), heif.mirrored(0)],
    6: [heif.quarters_left(3)],
    7: [heif.quarters_left(1), heif.mirrored(1)],
    8: [heif.quarters_left(1)],
}


def facts_of(content: bytes) -> dict:
    return photo_facts.read(io.BytesIO(content))


def made(content: bytes, tmp_path, size=1280) -> Image.Image | None:
    (tmp_path / "original").write_bytes(content)
    every = renditions.make(tmp_path / "original")
    return every and opened(every[size])


@pytest.mark.parametrize("format", MAKERS)
@pytest.mark.parametrize("orientation", TURNS)
def test_the_container_alone_turns_the_picture_and_exif_is_only_told(format, orientation, tmp_path):
    undo = UNDONE[orientation]
    image = marked() if undo is None else marked().transpose(undo)
    photo = MAKERS[format](photos.tiff([short(0x0112, 6)]), image=image, turns=TURNS[orientation])
    upright = made(photo, tmp_path)
    corners = [upright.getpixel(at) for at in ((8, 8), (87, 8), (8, 55), (87, 55))]
    assert upright.size == (96, 64)
    assert [near(corner, RED) for corner in corners] == [True, False, False, False]
    assert facts_of(photo)["orientation"] == 6


@pytest.mark.parametrize("orientation", TURNS)
def test_our_reading_of_the_turn_is_that_of_libavif(orientation):
    photo = io.BytesIO(heif.avif(turns=TURNS[orientation]))
    assert image_headers.read(photo).turn == orientation
    assert Image.open(photo).getexif().get(0x0112, 1) == orientation


def test_what_the_container_cuts_off_is_not_shown(tmp_path):
    photo = heif.heic(size=(100, 75))
    assert (facts_of(photo)["width"], facts_of(photo)["height"]) == (100, 76)
    assert made(photo, tmp_path).size == (100, 75)


def test_a_clear_picture_stands_on_white(tmp_path):
    for save in ({"format": "HEIF"}, {"format": "AVIF"}):
        written = io.BytesIO()
        clear = Image.new("RGBA", (64, 64), (*RED, 0))
        if save["format"] == "HEIF":
            pillow_heif.from_pillow(clear).save(written, quality=90)
        else:
            clear.save(written, **save)
        assert near(made(written.getvalue(), tmp_path).getpixel((20, 20)), WHITE)


def test_ten_bits_a_colour_are_shown_in_eight(tmp_path):
    pixels = struct.pack("<3H", 120 << 8, 90 << 8, 60 << 8) * (64 * 64)
    written = io.BytesIO()
    pillow_heif.from_bytes("RGB;16", (64, 64), pixels).save(written, quality=90, chroma=444)
    shown = made(written.getvalue(), tmp_path)
    assert image_headers.read(written).meta is not None
    assert near(shown.getpixel((20, 20)), heif.BROWN)


def tiled(turn=1) -> bytes:
    """As an iPhone writes it: tiles, the last row and column of them filled up, turned by the container."""
    image = Image.merge("RGB", [Image.linear_gradient("L").resize((1500, 1100)).rotate(a) for a in (0, 90, 180)])
    image.paste(RED, (100, 100, 300, 250))
    exif = Image.Exif()
    exif[0x0112] = turn
    written = io.BytesIO()
    pillow_heif.from_pillow(image).save(written, quality=90, tile_size=256, exif=exif.tobytes())
    return written.getvalue()


@pytest.mark.parametrize("turn", [1, 6, 7])
def test_a_large_picture_shrunk_tile_by_tile_looks_as_the_decoder_shows_it_whole(turn, tmp_path, monkeypatch):
    photo = tiled(turn)
    whole = made(photo, tmp_path)
    monkeypatch.setattr(decoding_limits, "MOST_HEIF_PIXELS_AT_ONCE", 1_000_000)
    assert decoding_limits.by_tiles(image_headers.read(io.BytesIO(photo)))
    by_tiles = made(photo, tmp_path)
    assert by_tiles.size == whole.size
    assert max(ImageStat.Stat(ImageChops.difference(by_tiles, whole)).mean) < 2


LARGE = {"24 Mpx": (12, 9, 5712, 4284), "48 Mpx": (16, 12, 8064, 6048), "108 Mpx": (24, 18, 12_000, 9_000)}


@pytest.mark.parametrize("grid", LARGE.values(), ids=LARGE)
def test_large_photos_in_tiles_are_understood_and_shown(grid, tmp_path):
    columns, rows, width, height = grid
    photo = heif.heif(photos.tiff(**PHONE), heif.plain((512, 512)), grid=(rows, columns, width, height))
    assert facts_of(photo) == photo_facts.nothing_known() | PHONE_FACTS | {
        "format": "HEIC",
        "width": width,
        "height": height,
    }
    shown = made(photo, tmp_path)
    assert shown.size == decoding_limits.fitted(width, height, 1280)
    assert near(shown.getpixel((5, 5)), heif.BROWN) and near(shown.getpixel((1270, 940)), heif.BROWN)


def test_two_hundred_million_pixels_take_no_more_memory_than_a_small_picture(tmp_path):
    (tmp_path / "200.heic").write_bytes(heif.large_heic(photos.tiff(**PHONE), turns=[heif.quarters_left(3)]))
    answer = photos.in_own_process([tmp_path / "200.heic"])
    assert all(answer["files"][0]["sizes"])
    assert answer["files"][0]["facts"]["gps"] == PHONE_FACTS["gps"]
    assert answer["peak_megabytes"] < 120


def test_a_profile_of_colours_is_applied_and_left_behind(tmp_path):
    """The same numbers mean a stronger red in a phone's colours than on a plain screen."""
    profile = swapped_profile()
    for photo in (
        heif.heic(profile=profile),
        photos.jpeg(image=Image.new("RGB", (64, 48), heif.BROWN), icc_profile=profile),
    ):
        shown = made(photo, tmp_path)
        assert near(shown.getpixel((20, 20)), (heif.BROWN[2], heif.BROWN[1], heif.BROWN[0]))
        assert "icc_profile" not in shown.info


def swapped_profile() -> bytes:
    """sRGB with red and blue exchanged, so that its effect cannot be missed."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")


def test_a_film_behind_the_picture_is_told():
    film = heif.box(b"mpvd", heif.box(b"ftyp", b"mp42") + bytes(500))
    assert facts_of(heif.heic(behind=film))["findings"] == ["motion_photo"]
    assert facts_of(heif.heic())["findings"] == []


def test_neither_facts_nor_the_web_load_the_decoders(tmp_path):
    (tmp_path / "photo.heic").write_bytes(heif.heic(photos.tiff(**PHONE)))
    program = (
        "import sys, patrol.api.photos\n"
        "from patrol.domain import photo_facts\n"
        f"print(photo_facts.read({str(tmp_path / 'photo.heic')!r})['model'])\n"
        "print(sorted({'pillow_heif', '_pillow_heif', 'PIL.AvifImagePlugin', 'PIL.ImageCms'} & sys.modules.keys()))"
    )
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["ELE-AL00", "[]"]
