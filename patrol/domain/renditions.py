"""Smaller copies to look at: upright JPEGs on white without metadata; None where there is nothing to show."""

import io
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from . import decoding_limits, exif, image_headers, shrinking
from .photo_facts import orientation

SIZES = (320, 1280)
MOST_PIXELS_OF_A_SMALL_PICTURE = 4_000_000
_QUALITY = {320: 75, 1280: 82}

# The one class that fits, named here: Image.open would try forty formats, and refuses a 200 Mpx JPEG
# by its full size though draft scaling needs a sixty-fourth of it. Our own limits are checked instead.
_OPENERS = {"image/jpeg": JpegImageFile, "image/png": PngImageFile, "image/webp": WebPImageFile}

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_REFUSED = {"unreadable", "not_an_image", "format_not_read", "size_unknown", "too_many_pixels", "too_many_scans"}


def can_preview(facts: dict) -> bool:
    """Whether trying is worth it; only decoding finds out whether the file is whole."""
    return _REFUSED.isdisjoint(facts["findings"])


def make(source_path: str | Path, size: int) -> bytes | None:
    """A missing source raises, so that a task is tried again; a broken picture is None for good."""
    with open(source_path, "rb") as file:
        return _rendition(file, size)


def of_file(file: BinaryIO, size: int) -> bytes | None:
    """Of a picture that is small already, as phones send ahead: this one is decoded while the phone waits,
    beside other requests, so it gets no room for a bomb."""
    return _rendition(file, size, MOST_PIXELS_OF_A_SMALL_PICTURE)


def _rendition(file: BinaryIO, size: int, most_pixels: int = decoding_limits.MOST_PIXELS_IN_FILE) -> bytes | None:
    if size not in SIZES:
        raise ValueError(f"no rendition of {size} px is made")
    # Decoders raise ValueError, SyntaxError, TypeError, EOFError, struct.error … on fuzzed files.
    try:
        header = image_headers.read(file)
        if not _decodable(header) or header.width * header.height > most_pixels:
            return None
        return _encoded(_picture(file, header, size), size)
    except Exception:
        return None


def _decodable(header) -> bool:
    known = header.media_type in _OPENERS and header.width and header.height
    return bool(known) and not decoding_limits.findings(header)


def _picture(file: BinaryIO, header, size: int) -> Image.Image:
    file.seek(0)
    with _OPENERS[header.media_type](file) as image:
        # Two readers of one header may disagree on a crafted file; the decoder goes by Pillow's.
        if image.size != (header.width, header.height):
            raise ValueError("the header tells two sizes")
        fitted = decoding_limits.fitted(*image.size, size)
        if header.media_type == "image/jpeg":
            image.draft(None, fitted)
        picture = shrinking.onto_white(image, fitted)
    tags, _ = exif.read(header.exif) if header.exif else ({}, False)
    turn = _UPRIGHT.get(orientation(tags))
    return picture.transpose(turn) if turn is not None else picture


def _encoded(picture: Image.Image, size: int) -> bytes:
    # Pillow carries a JPEG comment over from the source; nothing of it may leave.
    picture.info.clear()
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=_QUALITY[size])
    return encoded.getvalue()
