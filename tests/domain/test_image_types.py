"""An image is known by its signature, whatever its name or the phone's word for it."""

import struct

import pytest

from patrol.domain import image_types
from tests.domain import photo_fixtures as photos


def box(major: bytes, *compatible: bytes) -> bytes:
    brands = major + bytes(4) + b"".join(compatible)
    return struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + bytes(40)


IMAGES = {
    "image/jpeg": [photos.jpeg(), b"\xff\xd8\xff\xe1"],
    "image/png": [photos.png()],
    "image/webp": [photos.webp()],
    "image/heic": [box(b"heic"), box(b"mif1", b"mif1", b"heic")],
    "image/heif": [box(b"mif1", b"mif1", b"miaf")],
    "image/avif": [box(b"avif"), box(b"mif1", b"avif", b"miaf")],
    "image/gif": [b"GIF87a" + bytes(20), b"GIF89a" + bytes(20)],
    "image/tiff": [b"II*\0" + bytes(20), b"MM\0*" + bytes(20), b"MM\0+" + bytes(20)],
    "image/bmp": [b"BM" + bytes(12) + struct.pack("<I", 40) + bytes(40)],
    "image/x-icon": [b"\0\0\1\0\1\0\x10\x10\2\0" + bytes(20)],
    "image/jp2": [b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(20), b"\xff\x4f\xff\x51" + bytes(20)],
    "image/vnd.adobe.photoshop": [b"8BPS\0\1" + bytes(20)],
    "image/x-sgi": [b"\1\xda\1\2" + bytes(20)],
}
OTHERS = [
    b"",
    b"\xff\xd8",
    b"\xff\xd8\x07\xc1",
    b"PNG\r\n\x1a\n" + bytes(20),
    b"RIFF\0\0\0\0WAVEfmt ",
    b"BM, said the man, and left the room",
    b"%PDF-1.7",
    b"PK\3\4",
    b"<!doctype html><img src=x>",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"\0\0\1\0" + bytes(30),
    box(b"isom", b"mp42"),
    box(b"M4A "),
]


@pytest.mark.parametrize(
    ("first_bytes", "media_type"), [(start, kind) for kind, starts in IMAGES.items() for start in starts]
)
def test_an_image_is_known_by_its_signature(first_bytes, media_type):
    assert image_types.sniff(first_bytes[: image_types.SIGNATURE_BYTES]) == media_type


@pytest.mark.parametrize("first_bytes", OTHERS)
def test_what_only_looks_a_little_like_an_image_is_none(first_bytes):
    assert image_types.sniff(first_bytes) is None


def test_every_known_image_has_a_name_and_those_that_phones_write_are_shown():
    assert image_types.FORMATS.keys() == IMAGES.keys()
    assert {image_types.FORMATS[shown] for shown in image_types.PREVIEWABLE} == {
        "JPEG",
        "PNG",
        "WEBP",
        "HEIC",
        "HEIF",
        "AVIF",
    }
