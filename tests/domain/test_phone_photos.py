"""What phones put round and behind a JPEG: films, second pictures, makers' own segments."""

import io
import struct
import zlib

import pytest
from PIL import Image

from patrol.domain import photo_facts, renditions
from tests.domain import photo_fixtures as photos
from tests.domain.heif_fixtures import box
from tests.domain.photo_fixtures import PHONE, PHONE_FACTS

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

FILM = box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"mdat", bytes(3000))
XMP = b"http://ns.adobe.com/xap/1.0/\0"
NEW = b'<rdf:Description GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1"/>'
OLD = b"<GCamera:MicroVideo>1</GCamera:MicroVideo><GCamera:MicroVideoOffset>3036</GCamera:MicroVideoOffset>"


def samsungs_trailer(kind: int = 0x0A30) -> bytes:
    """The film under its name, then a list of such parts, its length, and SEFT."""
    part = struct.pack("<HHI", 0, kind, 16) + b"MotionPhoto_Data" + FILM
    listed = b"SEFH" + struct.pack("<II", 107, 1) + struct.pack("<HHII", 0, kind, len(part), len(part))
    return part + listed + struct.pack("<I", len(listed)) + b"SEFT"


def phone(before: bytes = b"", behind: bytes = b"") -> bytes:
    return photos.jpeg(photos.tiff(**PHONE), before=before) + behind


def facts_of(content: bytes) -> dict:
    return photo_facts.read(io.BytesIO(content))


def expected(*findings: str) -> dict:
    return (
        photo_facts.nothing_known()
        | {"format": "JPEG", "width": 64, "height": 48}
        | PHONE_FACTS
        | {"findings": [*findings]}
    )


def made(content: bytes, tmp_path) -> dict | None:
    (tmp_path / "original").write_bytes(content)
    return renditions.make(tmp_path / "original")


def announced(xmp: bytes) -> bytes:
    return photos.segment(0xE1, XMP + xmp)


MOTION = {
    "Google's": phone(announced(NEW), FILM),
    "Google's before 2020": phone(announced(OLD), FILM),
    "Google's behind a gain map": phone(announced(NEW), photos.jpeg() + FILM),
    "Samsung's": phone(behind=samsungs_trailer()),
}
STILL = {
    "announced and cut off by a messenger": phone(announced(NEW)),
    "announced, with a gain map alone": phone(announced(NEW), photos.jpeg()),
    "not announced": phone(announced(b'<rdf:Description GCamera:MotionPhoto="0"/>'), photos.jpeg()),
    "Samsung's other parts": phone(behind=samsungs_trailer(0x0A01)),
    "Samsung's list that points nowhere": phone(behind=struct.pack("<I", 2**31) + b"SEFT"),
}


@pytest.mark.parametrize("content", MOTION.values(), ids=MOTION)
def test_a_photo_with_a_film_behind_it_is_a_photo_and_the_film_is_told(content, tmp_path):
    assert facts_of(content) == expected("motion_photo")
    assert made(content, tmp_path).keys() == {16, 320, 1280}


@pytest.mark.parametrize("content", STILL.values(), ids=STILL)
def test_no_film_is_told_where_none_is(content, tmp_path):
    assert facts_of(content) == expected()
    assert made(content, tmp_path).keys() == {16, 320, 1280}


def test_of_several_pictures_in_one_file_the_first_is_the_photo(tmp_path):
    written = io.BytesIO()
    first, second = Image.new("RGB", (640, 480), (255, 0, 0)), Image.new("RGB", (320, 240), (0, 0, 255))
    first.save(written, "MPO", save_all=True, append_images=[second], exif=b"Exif\0\0" + photos.tiff(**PHONE))
    assert facts_of(written.getvalue()) == expected() | {"width": 640, "height": 480}
    shown = Image.open(io.BytesIO(made(written.getvalue(), tmp_path)[1280]))
    # Upright: the block of the fixture says that the phone was held on its side.
    assert (shown.size, shown.getpixel((9, 9))[0] > 240) == ((480, 640), True)


def test_huaweis_segments_before_the_exif_hide_neither_facts_nor_picture(tmp_path):
    photo = phone(b"".join(photos.segment(0xE0 + n, b"HUAWEI" + bytes(60_000)) for n in (7, 8, 9)))
    assert facts_of(photo) == expected()
    assert b"HUAWEI" not in made(photo, tmp_path)[1280]


def test_the_small_picture_within_the_exif_stays_behind(tmp_path):
    inner = photos.jpeg(image=Image.new("RGB", (160, 120), (0, 0, 255)))
    block = photos.tiff(**PHONE) + inner
    assert made(photos.jpeg(block), tmp_path)[1280].count(b"\xff\xd8\xff") == 1


BOMBS = {
    "65,535 segments": lambda: photos.jpeg(before=photos.segment(0xE5, b"x") * 65_535),
    "65,535 EXIF blocks": lambda: photos.jpeg(before=photos.segment(0xE1, b"Exif\0\0II*\0") * 65_535),
    "65,535 XMP segments": lambda: photos.jpeg(before=announced(NEW) * 65_535),
    "zTXt": lambda: _before_pixels(photos.png_chunk(b"zTXt", b"k\0\0" + _zeros(200_000_000)) * 20),
    "iCCP": lambda: _before_pixels(photos.png_chunk(b"iCCP", b"k\0\0" + _zeros(400_000_000))),
    "GIF": lambda: b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\xf7\0\0" + bytes(768) + b"\x2c" + bytes(40),
    "TIFF": lambda: b"II*\0" + struct.pack("<IHHHIIHHII", 8, 2, 0x100, 4, 1, 2**31, 0x101, 4, 1, 2**31) + bytes(4),
    "BMP": lambda: b"BM" + struct.pack("<IIIIii", 60, 0, 54, 40, 2**30, 2**30) + bytes(40),
}  # fmt: skip


def _zeros(count: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(count // 1_000_000)) + packer.flush()


def _before_pixels(chunks: bytes) -> bytes:
    photo = photos.png()
    return photo[:33] + chunks + photo[33:]


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_a_small_file_that_wants_to_be_large_gets_neither_time_nor_memory(content, tmp_path):
    (tmp_path / "bomb").write_bytes(content())
    answer = photos.in_own_process([tmp_path / "bomb"])
    (file,) = answer["files"]
    assert file["read_seconds"] < 2 and file["make_seconds"] < 5
    assert answer["peak_megabytes"] < 200
    assert "unreadable" not in file["facts"]["findings"]
