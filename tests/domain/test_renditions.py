"""Small copies: upright once, on white, without metadata, and none where there is nothing to show."""

import io
import struct

import pytest
from PIL import Image, ImageFile

from patrol.domain import photo_facts, renditions
from tests.domain import photo_fixtures as photos
from tests.domain.photo_fixtures import PHONE, short

RED, WHITE, BROWN = (255, 0, 0), (255, 255, 255), (120, 90, 60)


def made(content: bytes, tmp_path, size=320) -> bytes | None:
    (tmp_path / "original").write_bytes(content)
    every = renditions.make(tmp_path / "original")
    assert every is None or every.keys() == {16, 320, 1280}
    return every and every[size]


def opened(rendition: bytes) -> Image.Image:
    return Image.open(io.BytesIO(rendition))


def near(colour, other) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(colour, other, strict=True))


# Coding twelve million pixels as HEVC takes seconds: test_heif.py has large ones made of tiles.
@pytest.mark.parametrize("format", photos.MAKERS.keys() - {"HEIC"})
@pytest.mark.parametrize(
    ("size", "original", "small"),
    [
        (320, (4000, 3000), (320, 240)),
        (1280, (4000, 3000), (1280, 960)),
        (1280, (3000, 4000), (960, 1280)),
        (1280, (800, 600), (800, 600)),
        (320, (5000, 3), (320, 1)),
    ],
)
def test_a_rendition_is_a_jpeg_that_fits_and_is_never_enlarged(format, size, original, small, tmp_path):
    image = opened(made(photos.MAKERS[format](size=original), tmp_path, size))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", small)
    assert near(image.getpixel((0, 0)), BROWN)


@pytest.mark.parametrize("format", photos.MAKERS)
def test_nothing_of_the_metadata_is_left(format, tmp_path):
    block = photos.tiff(**PHONE)
    photo = photos.MAKERS[format](block)
    if format == "JPEG":
        extras = {"comment": b"by Zhang San", "icc_profile": b"profile" * 40, "xmp": b"<x:xmpmeta>Zhang San"}
        photo = photos.jpeg(block, **extras)
    rendition = made(photo, tmp_path)
    assert opened(rendition).info.keys() == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(word in rendition for word in (b"Exif", b"HUAWEI", b"Zhang", b"profile", b"xmpmeta"))


def marked() -> Image.Image:
    """Upright, its upper left corner is red."""
    image = Image.new("RGB", (96, 64), WHITE)
    image.paste(RED, (0, 0, 32, 32))
    return image


UNDONE = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


# The containers of the other two turn their pictures themselves, see test_heif.py.
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", UNDONE)
def test_every_orientation_is_turned_upright_exactly_once(format, orientation, tmp_path):
    undo = UNDONE[orientation]
    image = marked() if undo is None else marked().transpose(undo)
    block = photos.tiff([short(0x0112, orientation)])
    rendition = made(photos.MAKERS[format](block, image=image), tmp_path)
    upright = opened(rendition)
    corners = [upright.getpixel(at) for at in ((8, 8), (87, 8), (8, 55), (87, 55))]
    assert upright.size == (96, 64)
    assert [near(corner, RED) for corner in corners] == [True, False, False, False]
    (tmp_path / "original").write_bytes(rendition)
    assert photo_facts.read(tmp_path / "original")["orientation"] is None


def test_an_orientation_of_the_thumbnail_alone_turns_nothing(tmp_path):
    photo = photos.jpeg(photos.tiff(thumbnail=[short(0x0112, 6)]), image=marked())
    assert opened(made(photo, tmp_path)).size == (96, 64)


def palette_with_a_clear_entry() -> Image.Image:
    image = Image.new("P", (64, 48), 0)
    image.putpalette([*RED, 0, 0, 255])
    image.info["transparency"] = 0
    return image


TRANSPARENT = {
    "RGBA": Image.new("RGBA", (64, 48), (*RED, 0)),
    "LA": Image.new("LA", (64, 48), (0, 0)),
    "palette": palette_with_a_clear_entry(),
    "large RGBA": Image.new("RGBA", (1700, 1300), (*RED, 0)),
}


@pytest.mark.parametrize("image", TRANSPARENT.values(), ids=TRANSPARENT.keys())
def test_transparent_pictures_stand_on_white(image, tmp_path):
    rendition = opened(made(photos.png(image=image), tmp_path))
    assert near(rendition.getpixel((20, 20)), WHITE)


OTHER_MODES = {
    "grey": (Image.new("L", (64, 48), 90), (90, 90, 90)),
    "sixteen bit grey": (Image.new("I;16", (64, 48), 90 * 256), (90, 90, 90)),
    "black and white": (Image.new("1", (64, 48), 1), WHITE),
    "half clear": (Image.new("RGBA", (64, 48), (*RED, 128)), (255, 127, 127)),
}


@pytest.mark.parametrize(("image", "colour"), OTHER_MODES.values(), ids=OTHER_MODES.keys())
def test_colours_survive_in_every_mode(image, colour, tmp_path):
    assert near(opened(made(photos.png(image=image), tmp_path)).getpixel((20, 20)), colour)


def test_a_printers_jpeg_is_shown_in_screen_colours(tmp_path):
    photo = photos.jpeg(image=Image.new("CMYK", (64, 48), (0, 255, 255, 0)))
    assert near(opened(made(photo, tmp_path)).getpixel((20, 20)), RED)


def test_strips_meet_without_a_seam(tmp_path):
    image = Image.linear_gradient("L").resize((2600, 3001)).convert("RGBA")
    rows = list(opened(made(photos.png(image=image), tmp_path)).convert("L").resize((1, 320)).tobytes())
    assert max(abs(b - a) for a, b in zip(rows, rows[1:], strict=False)) <= 3


@pytest.mark.parametrize("format", photos.MAKERS)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_picture_is_not_shown(format, kept, tmp_path):
    noise = Image.effect_noise((400, 300), 90).convert("RGB")
    photo = photos.MAKERS[format](image=noise)
    assert made(photo, tmp_path) is not None
    assert made(photo[: int(len(photo) * kept)], tmp_path) is None


def test_a_picture_sent_ahead_has_to_be_small_already():
    small, large = (io.BytesIO(photos.png(size=size)) for size in ((2000, 2000), (2001, 2000)))
    assert opened(renditions.of_file(small, 320)).size == (320, 320)
    assert renditions.of_file(large, 320) is None


def claiming(photo: bytes, width: int, height: int) -> bytes:
    """The same PNG with another size in its header, as a bomb has."""
    header = photos.png_chunk(b"IHDR", struct.pack(">II", width, height) + photo[24:29])
    return photo[:8] + header + photo[33:]


def tall(photo: bytes, side: int) -> bytes:
    """The same JPEG with another size in its frame."""
    at = photo.index(b"\xff\xc0") + 5
    return photo[:at] + struct.pack(">HH", side, side) + photo[at + 4 :]


def progressive_with_many_scans() -> bytes:
    photo = photos.jpeg(progressive=True)
    last = photo.rindex(b"\xff\xda")
    return photo[:last] + photo[last:-2] * 200 + photo[-2:]


TOO_MUCH = {
    "blank grey PNG": (claiming(photos.png(), 13_300, 13_300), "too_many_pixels"),
    "PNG strip": (claiming(photos.png(), 309, 15_403_836), "too_many_pixels"),
    "WebP canvas": (photos.webp_canvas(), "too_many_pixels"),
    "WebP picture": (photos.webp_bomb(), "too_many_pixels"),
    "endless JPEG": (tall(photos.jpeg(), 60_000), "too_many_pixels"),
    "scans": (progressive_with_many_scans(), "too_many_scans"),
}


@pytest.mark.parametrize(("photo", "finding"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_is_too_much_to_decode_is_never_decoded(photo, finding, tmp_path, monkeypatch):
    decoded = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: decoded.append(image))
    assert finding in photo_facts.read(io.BytesIO(photo))["findings"]
    assert (made(photo, tmp_path), decoded) == (None, [])


def test_a_file_that_tells_two_sizes_is_not_decoded(tmp_path):
    photo = photos.png()
    second = photos.png_chunk(b"IHDR", struct.pack(">II", 30_000, 30_000) + photo[24:29])
    assert made(photo[:33] + second + photo[33:], tmp_path) is None


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size(tmp_path):
    photo = photos.jpeg(image=Image.new("L", (8000, 6000), 90))
    (tmp_path / "48mp.jpg").write_bytes(photo)
    answer = photos.in_own_process([tmp_path / "48mp.jpg"])
    assert all(answer["files"][0]["sizes"])
    assert answer["peak_megabytes"] < 120


@pytest.mark.parametrize("progressive", [False, True])
def test_the_largest_phones_photo_stays_within_memory(progressive, tmp_path):
    for name, size in {"108": (12_000, 9_000), "200": (16_320, 12_240)}.items():
        with (tmp_path / name).open("wb") as file:
            Image.new("L", size, 90).save(file, "JPEG", progressive=progressive)
    answer = photos.in_own_process([tmp_path / "108", tmp_path / "200"])
    # No phone writes a progressive photo of that size, and its coefficients alone would take all the memory.
    shown = [all(file["sizes"]) for file in answer["files"]]
    assert shown == ([True, False] if progressive else [True, True])
    assert answer["peak_megabytes"] < 400


@pytest.mark.parametrize("content", [b"", b"<html>", b"GIF89a" + bytes(40), b"\xff\xd8\xff"])
def test_what_is_not_shown_in_this_version_has_no_rendition(content, tmp_path):
    assert made(content, tmp_path) is None


def test_a_missing_original_raises_so_that_the_task_is_tried_again(tmp_path):
    with pytest.raises(FileNotFoundError):
        renditions.make(tmp_path / "missing")


def test_only_the_two_sizes_are_made(tmp_path):
    with pytest.raises(ValueError):
        renditions.of_file(io.BytesIO(photos.jpeg()), 4000)
