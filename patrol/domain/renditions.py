"""Smaller copies to look at: upright JPEGs on white, in screen colours, without metadata; None where there is
nothing to show.

Large or hostile pictures are decoded here too, so `make` runs in a process that may die of it (patrol/decoder.py).
"""

import io
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from . import (
    colours,
    decoding_limits,
    exif,
    heif_picture,
    heif_tiles,
    image_headers,
    image_types,
    likeness,
    shrinking,
)
from .photo_facts import orientation

SIZES = (320, 1280)
MOST_PIXELS_OF_A_SMALL_PICTURE = 4_000_000
_QUALITY = {320: 75, 1280: 82}

# The one class that fits, named here: Image.open would try forty formats, and refuses a 200 Mpx JPEG
# by its full size though draft scaling needs a sixty-fourth of it. Our own limits are checked instead.
_OPENERS = {"image/jpeg": JpegImageFile, "image/png": PngImageFile, "image/webp": WebPImageFile}

_DECODED = _OPENERS.keys() | image_types.HEIF
_one_at_a_time = threading.Lock()

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def make(source_path: str | Path, sizes: Iterable[int] = SIZES) -> dict[int, bytes] | None:
    """Of each size a JPEG, from one decoding, and their grey square (see likeness) under its side. A missing source
    raises, so that a task is tried again; a broken picture is None for good."""
    with open(source_path, "rb") as file:
        made = _renditions(file, sorted(sizes, reverse=True), decoding_limits.MOST_PIXELS_IN_FILE)
    return made and made | {likeness.SIDE: likeness.square_of(made[min(made)])}


def of_file(file: BinaryIO, size: int) -> bytes | None:
    """Of a picture that is small already, as phones send ahead: this one is decoded while the phone waits,
    beside other requests, so it gets no room for a bomb, and one after the other."""
    with _one_at_a_time:
        made = _renditions(file, [size], MOST_PIXELS_OF_A_SMALL_PICTURE, _OPENERS.keys())
    return made and made[size]


def _renditions(file: BinaryIO, sizes: list[int], most_pixels: int, types=_DECODED) -> dict[int, bytes] | None:
    if not set(SIZES).issuperset(sizes):
        raise ValueError(f"no rendition of {sizes} px is made")
    # WeasyPrint, once loaded in the same process, asks the library to show half a picture as a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Decoders raise ValueError, SyntaxError, TypeError, EOFError, struct.error … on fuzzed files, and MemoryError
    # where the process may have no more.
    try:
        header = image_headers.read(file)
        if header.media_type not in types or not _decodable(header) or header.width * header.height > most_pixels:
            return None
        picture = _upright(file, header, sizes[0])
        made = {sizes[0]: _encoded(picture, sizes[0])}
        for size in sizes[1:]:
            small = picture.resize(decoding_limits.fitted(*picture.size, size), Image.Resampling.BICUBIC)
            made[size] = _encoded(small, size)
        return made
    except Exception:
        return None


def _decodable(header) -> bool:
    return bool(header.width and header.height) and not decoding_limits.findings(header)


def _upright(file: BinaryIO, header, size: int) -> Image.Image:
    file.seek(0)
    if header.media_type not in image_types.HEIF:
        tags, _ = exif.read(header.exif) if header.exif else ({}, False)
        return _turned(_fitted(file, header, size), orientation(tags))
    if decoding_limits.by_tiles(header):
        fitted = decoding_limits.fitted(header.width, header.height, size)
        picture = heif_tiles.shrunk(file, header, fitted, heif_picture.heif).resize(fitted, Image.Resampling.BICUBIC)
        return _turned(colours.on_screen(picture, heif_tiles.colour_profile(header.meta)), header.turn)
    picture = _of_heif(heif_picture.opened(file, header.media_type), header, size)
    return _turned(picture, header.turn) if header.media_type == "image/avif" else picture


def _fitted(file: BinaryIO, header, size: int) -> Image.Image:
    with _OPENERS[header.media_type](file) as image:
        # Two readers of one header may disagree on a crafted file; the decoder goes by Pillow's.
        if image.size != (header.width, header.height):
            raise ValueError("the header tells two sizes")
        profile = image.info.get("icc_profile")
        fitted = decoding_limits.fitted(*image.size, size)
        if header.media_type == "image/jpeg":
            image.draft(None, fitted)
        return colours.on_screen(shrinking.onto_white(image, fitted), profile)


def _of_heif(image: Image.Image, header, size: int) -> Image.Image:
    with image:
        # The decoder may cut edges off and turn the picture, and must not show a larger one than was announced.
        if sorted(image.size) > sorted((header.width, header.height)):
            raise ValueError("the header tells two sizes")
        profile = image.info.get("icc_profile")
        return colours.on_screen(shrinking.onto_white(image, decoding_limits.fitted(*image.size, size)), profile)


def _turned(picture: Image.Image, asked: int | None) -> Image.Image:
    turn = _UPRIGHT.get(asked)
    return picture.transpose(turn) if turn is not None else picture


def _encoded(picture: Image.Image, size: int) -> bytes:
    # Pillow carries a JPEG comment over from the source; nothing of it may leave.
    picture.info.clear()
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=_QUALITY[size])
    return encoded.getvalue()
