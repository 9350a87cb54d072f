"""What a picture's container tells before any pixel: size, EXIF block, and whether the file is whole.

Read here and not by Pillow: its PNG reader decodes the pixels to find the EXIF, and its WebP reader
makes room for the whole canvas on opening, which is just what a hostile file wants.
"""

from dataclasses import dataclass, field
from typing import BinaryIO

from . import heif_header, image_types, jpeg_header, png_header, webp_header
from .isobmff import Meta

_READERS = {
    "image/jpeg": jpeg_header.read,
    "image/png": png_header.read,
    "image/webp": webp_header.read,
    "image/heic": heif_header.read,
    "image/heif": heif_header.read,
    "image/avif": heif_header.read,
}


@dataclass
class Header:
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    exif: bytes = b""
    reaches_pixels: bool = False
    samples: float = 0.0
    shrinks_while_decoding: bool = False
    scans: int = 1
    # Of HEIF and AVIF alone: how the container turns its picture, and what it is laid out of.
    turn: int | None = None
    meta: Meta | None = None
    grid: heif_header.Grid | None = None
    findings: list[str] = field(default_factory=list)


def read(file: BinaryIO) -> Header:
    """Seeks through the file; reads the marked lengths and the EXIF block, at most a megabyte of it."""
    file.seek(0)
    header = Header(media_type=image_types.sniff(file.read(image_types.SIGNATURE_BYTES)))
    if header.media_type in _READERS:
        _READERS[header.media_type](file, header)
        if not header.reaches_pixels:
            # Facts of a file that breaks off before its picture prove nothing about a picture.
            header.exif = b""
    return header
