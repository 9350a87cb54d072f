"""Whether the small picture that a phone sent ahead is one of the original that followed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from patrol.domain import likeness, renditions
from tests.domain.photo_fixtures import real_files

FIELD, ROOM = 11, 12  # seeds of two different scenes


def scene(seed: int, size=(1200, 900)) -> Image.Image:
    """Blocks of light and dark, as a landscape has them."""
    picture = Image.new("RGB", size, (seed * 9 % 256, 140, 90))
    draw = ImageDraw.Draw(picture)
    for n in range(9):
        x, y = (seed * 131 + n * 397) % size[0], (seed * 71 + n * 223) % size[1]
        shade = (seed * 53 + n * 89) % 256
        draw.rectangle((x - 190, y - 150, x + 190, y + 150), fill=(shade, shade, 255 - shade // 2))
    return picture


def small(picture: Image.Image, quality=72, side=480) -> likeness.Square:
    """As it lies on the server: what the phone made, made anew."""
    written = io.BytesIO()
    picture = picture.convert("RGB")
    picture.thumbnail((side, side), Image.Resampling.BILINEAR)
    picture.save(written, "JPEG", quality=quality)
    return likeness.square_of(renditions.of_file(written, 320))


def original(picture: Image.Image, tmp_path) -> likeness.Square:
    picture.save(tmp_path / "original", "JPEG", quality=95)
    return renditions.make(tmp_path / "original")[likeness.SIDE]


AS_PHONES_DO: dict[str, Callable[[Image.Image], Image.Image]] = {
    "brightened": lambda picture: ImageEnhance.Brightness(picture).enhance(1.4),
    "with more contrast": lambda picture: ImageEnhance.Contrast(picture).enhance(1.5),
    "grey": lambda picture: picture.convert("L"),
    "sharpened": lambda picture: ImageEnhance.Sharpness(picture).enhance(3),
    "lying on its side": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "upside down": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "mirrored": ImageOps.mirror,
}


@pytest.mark.parametrize("done", AS_PHONES_DO.values(), ids=AS_PHONES_DO)
def test_what_phones_do_to_a_picture_leaves_it_the_same_picture(done, tmp_path):
    assert likeness.alike(small(done(scene(FIELD))), original(scene(FIELD), tmp_path))


@pytest.mark.parametrize("quality", [30, 50, 90])
def test_recompressed_it_is_the_same_picture(quality, tmp_path):
    assert likeness.alike(small(scene(FIELD), quality), original(scene(FIELD), tmp_path))


@pytest.mark.parametrize("other", range(20, 60))
def test_another_scene_is_another_picture(other, tmp_path):
    assert not likeness.alike(small(scene(other)), original(scene(FIELD), tmp_path))


def plain(shade: int) -> Image.Image:
    return Image.new("RGB", (1200, 900), (shade, shade, shade))


@pytest.mark.parametrize(
    ("ahead", "behind", "same"),
    [
        (plain(12), plain(20), True),  # two nights
        (plain(10), plain(245), False),
        (scene(ROOM), plain(10), False),
        (plain(230), scene(ROOM), False),
    ],
    ids=["night", "night and snow", "a room, then night", "snow, then a room"],
)
def test_without_a_pattern_only_the_light_is_compared(ahead, behind, same, tmp_path):
    assert likeness.alike(small(ahead), original(behind, tmp_path)) is same


def test_no_real_photo_is_taken_for_another(tmp_path):
    compared, alarms = 0, []
    for path in sorted((real_files() / "photos").iterdir()):
        made = renditions.make(path)
        if made is None or path.suffix.lower() in (".heic", ".heif", ".avif"):
            continue  # browsers make no small picture of these
        with Image.open(path) as photo:
            photo.load()
            turned, lying = ImageOps.exif_transpose(photo), photo.copy()
        ways = {"fine": small(turned), "coarse": small(turned, 30), "lying": small(lying)}
        compared += len(ways)
        alarms += [(path.name, way) for way, ahead in ways.items() if not likeness.alike(ahead, made[likeness.SIDE])]
    assert compared > 100
    assert alarms == []
