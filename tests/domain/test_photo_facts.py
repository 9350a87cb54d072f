"""What is read from a photo's headers, and what is never made up."""

import io
import random
import struct
import time

import pytest
from PIL import Image, ImageFile

from patrol.domain import exif, photo_facts
from tests.domain import photo_fixtures as photos
from tests.domain.photo_fixtures import PHONE, PHONE_FACTS, byte, place, rationals, short, text

# A server silences them once; pytest starts every test with its own filters.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


def facts_of(content: bytes) -> dict:
    return photo_facts.read(io.BytesIO(content))


def facts_with(**parts) -> dict:
    return facts_of(photos.jpeg(photos.tiff(**parts)))


def expected(format="JPEG", **facts) -> dict:
    # HEVC codes whole blocks; what is cut off of them is said elsewhere, and readers tell the coded size.
    height = 64 if format == "HEIC" else 48
    return photo_facts.nothing_known() | {"format": format, "width": 64, "height": height} | facts


def gps(status, lat=None, lon=None, altitude_m=None, bearing_deg=None) -> dict:
    return {"status": status, "lat": lat, "lon": lon, "altitude_m": altitude_m, "bearing_deg": bearing_deg}


@pytest.mark.parametrize("format", photos.MAKERS)
def test_a_phones_photo_tells_camera_time_place_and_bearing_in_every_format(format):
    photo = photos.MAKERS[format](photos.tiff(**PHONE))
    assert facts_of(photo) == expected(format, **PHONE_FACTS)


@pytest.mark.parametrize("format", photos.MAKERS)
def test_a_photo_without_exif_has_its_size_and_nothing_else(format):
    assert facts_of(photos.MAKERS[format]()) == expected(format)


def test_exif_is_found_behind_huaweis_app7_to_app9():
    before = b"".join(photos.segment(0xE0 + n, bytes(40_000)) for n in (7, 8, 9))
    assert facts_of(photos.jpeg(photos.tiff(**PHONE), before=before)) == expected(**PHONE_FACTS)


def test_an_exif_block_cut_into_two_segments_is_put_together():
    long_note = (0x9999, photos.UNDEFINED, 70_000, bytes(70_000))
    whole = photos.tiff([*PHONE["main"], long_note], PHONE["exif"], PHONE["gps"])
    first = photos.segment(0xE1, b"Exif\0\0" + whole[:65_000])
    assert facts_of(photos.jpeg(whole[65_000:], before=first)) == expected(**PHONE_FACTS)


def test_of_two_whole_exif_blocks_the_first_one_counts():
    other = photos.tiff([text(0x010F, "Editor")])
    first = photos.segment(0xE1, b"Exif\0\0" + photos.tiff(**PHONE))
    assert facts_of(photos.jpeg(other, before=first)) == expected(**PHONE_FACTS)


def test_a_picture_of_several_pictures_is_read_as_its_first_jpeg():
    mpo, pictures = io.BytesIO(), [Image.new("RGB", size) for size in ((64, 48), (32, 24))]
    pictures[0].save(mpo, "MPO", save_all=True, append_images=pictures[1:])
    assert facts_of(mpo.getvalue()) == expected()


@pytest.mark.parametrize("reader", ["_by_pillow", "_by_exifread"])
def test_either_library_alone_gives_the_same_facts(reader, monkeypatch):
    monkeypatch.setattr(exif, reader, lambda block: ({}, False))
    assert facts_with(**PHONE) == expected(**PHONE_FACTS)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("HTC\0trash of an older name", "HTC"),
        ("SAMSUNG            ", "SAMSUNG"),
        ("华为".encode(), "华为"),
        (b"Caf\xe9", "Café"),
        ("line\r\nbreak", "linebreak"),
        ("", None),
        ("\0\0\0", None),
        ("M" * 5000, "M" * 100),
    ],
)
def test_text_ends_at_nul_and_is_readable(written, told):
    assert facts_with(main=[text(0x010F, written)]) == expected(make=told)


def test_a_camera_named_in_the_second_directory_counts_where_the_first_says_nothing():
    parts = {"main": [text(0x010F, "\0")], "exif": [text(0x010F, "HTC"), text(0x0110, "HTC One_M8")]}
    assert facts_with(**parts) == expected(make=None, model="HTC One_M8")


@pytest.mark.parametrize(
    ("written", "fraction"),
    [
        ("05", "05"),
        ("998877", "998877"),
        ("5  ", "5"),
        ("7\0x", "7"),
        ("", None),
        ("   ", None),
        ("half", None),
        ("٣", None),
    ],
)
def test_the_fraction_of_the_second_is_told_as_written(written, fraction):
    tags = [text(0x9003, "2026:11:23 09:54:28"), text(0x9291, written)]
    assert facts_with(exif=tags) == expected(taken_at="2026-11-23T09:54:28", subsec=fraction)


def test_a_fraction_without_a_second_is_none():
    assert facts_with(exif=[text(0x9291, "05")]) == expected()


@pytest.mark.parametrize(
    ("written", "taken_at", "offset"),
    [
        ("2026:11:23 09:54:28", "2026-11-23T09:54:28", None),
        ("2026:11:23 09:54:28.999", "2026-11-23T09:54:28", None),
        ("2026-11-23T09:54:28+08:00", "2026-11-23T09:54:28", "+08:00"),
        ("2026:11:23 09:54:28.5Z", "2026-11-23T09:54:28", "+00:00"),
        ("2026:11: 3  9: 4: 8", "2026-11-03T09:04:08", None),
    ],
)
def test_the_time_is_cut_to_the_second_and_never_rounded_up(written, taken_at, offset):
    assert facts_with(exif=[text(0x9003, written)]) == expected(taken_at=taken_at, offset=offset)


@pytest.mark.parametrize(
    "written",
    [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2026:13:01 00:00:00",
        "2026:02:30 10:00:00",
        "2026:11:23 24:00:00",
        "2026:11:23",
        "yesterday",
        "",
    ],
)
def test_an_odd_date_is_unknown_and_said(written):
    tags = [text(0x9003, written), text(0x9011, "+08:00")]
    assert facts_with(exif=tags) == expected(findings=["date_unreadable"])


def test_the_time_of_a_change_never_stands_in_for_the_time_of_the_photo():
    tags = {"main": [text(0x0132, "2026:11:23 09:54:28")], "exif": [text(0x9004, "2026:11:23 09:54:28")]}
    assert facts_with(**tags) == expected()


@pytest.mark.parametrize(
    ("tags", "offset", "findings"),
    [
        ([text(0x9011, "-03:30")], "-03:30", []),
        ([text(0x9011, "+0800")], "+08:00", []),
        ([text(0x9011, "Z")], "+00:00", []),
        ([text(0x9011, "+10:00"), text(0x9010, "+08:00")], "+10:00", []),
        ([text(0x9010, "+08:00")], "+08:00", ["offset_of_change"]),
        ([text(0x9011, "   :  ")], None, ["offset_unreadable"]),
        ([text(0x9011, "+25:00")], None, ["offset_unreadable"]),
        ([text(0x9011, "")], None, []),
    ],
)
def test_the_offset_of_the_photo_goes_before_that_of_a_later_change(tags, offset, findings):
    seen = facts_with(exif=[text(0x9003, "2026:11:23 09:54:28"), *tags])
    assert seen == expected(taken_at="2026-11-23T09:54:28", offset=offset, findings=findings)


@pytest.mark.parametrize("hemispheres", ["NE", "NW", "SE", "SW"])
def test_each_hemisphere_has_its_sign(hemispheres):
    north, east = hemispheres
    lat, lon = 31.97009444, 119.58243889
    told = gps("ok", lat if north == "N" else -lat, lon if east == "E" else -lon)
    assert facts_with(gps=place(lat=north, lon=east)) == expected(gps=told)


ZEROS = {"lat_parts": [(0, 0)] * 3, "lon_parts": [(0, 0)] * 3}
HALF = [text(1, "N"), rationals(2, (31, 1), (58, 1), (12, 1))]
WITHOUT_HEMISPHERE = [rationals(2, (31, 1), (58, 1), (12, 1)), rationals(4, (119, 1), (34, 1), (56, 1))]
TEXT_PLACE = [text(1, "N"), text(2, "31, 58, 12"), text(3, "E"), text(4, "119, 34, 48")]


@pytest.mark.parametrize(
    ("tags", "told", "findings"),
    [
        (place(lat_parts=[(0, 0)] * 3, lon_parts=[(0, 0)] * 3), gps("undefined"), ["gps_undefined"]),
        (place(lat="", lon="", **ZEROS), gps("undefined"), ["gps_stripped"]),
        ([*place(lat="\0", lon="\0", **ZEROS), byte(5, 0), rationals(6, (0, 0))], gps("undefined"), ["gps_stripped"]),
        (place(lat="", **ZEROS), gps("undefined"), ["gps_undefined"]),
        (place(lat_parts=[(31, 1), (58, 1), (0, 0)]), gps("undefined"), ["gps_undefined"]),
        (place(lon_parts=[(119, 0), (34, 1), (56, 1)]), gps("undefined"), ["gps_undefined"]),
        (place(lat_parts=[(31, 1), (61, 1), (0, 1)]), gps("undefined"), ["gps_undefined"]),
        (place(lat=""), gps("undefined"), ["gps_undefined"]),
        (place(lat="E", lon="N"), gps("undefined"), ["gps_undefined"]),
        (HALF, gps("undefined"), ["gps_undefined"]),
        (WITHOUT_HEMISPHERE, gps("undefined"), ["gps_undefined"]),
        (place(lat_parts=[(0, 1)] * 3, lon_parts=[(0, 1)] * 3), gps("null_island", 0.0, 0.0), ["gps_null_island"]),
        (place(lat_parts=[(91, 1), (0, 1), (0, 1)]), gps("out_of_range"), ["gps_out_of_range"]),
        (place(lon_parts=[(4_000_000_000, 1), (0, 1), (0, 1)]), gps("out_of_range"), ["gps_out_of_range"]),
        ([byte(0, 2)], gps("none"), []),
        (TEXT_PLACE, gps("ok", 31.97, 119.58), ["gps_as_text"]),
        ([*place(), text(9, "V")], gps("ok", 31.97009444, 119.58243889), ["gps_void"]),
    ],
)
def test_a_place_the_camera_did_not_know_is_never_one_on_the_map(tags, told, findings):
    assert facts_with(gps=tags) == expected(gps=told, findings=findings)


@pytest.mark.parametrize("format", photos.MAKERS)
def test_a_place_the_phone_took_out_is_said_to_be_taken_out(format):
    """Android zeroes the values when a photo is picked; some phones leave an empty directory."""
    zeroed = photos.tiff(PHONE["main"], PHONE["exif"], place(lat="", lon="", **ZEROS))
    empty = photos.tiff([*PHONE["main"], (0x8825, photos.LONG, 1, struct.pack("<I", 8))], PHONE["exif"])
    empty = empty.replace(
        struct.pack("<HHII", 0x8825, photos.LONG, 1, 8), struct.pack("<HHII", 0x8825, photos.LONG, 1, len(empty))
    )
    known = expected(format, **PHONE_FACTS)
    for block, status in ((zeroed, "undefined"), (empty + bytes(6), "none")):
        seen = facts_of(photos.MAKERS[format](block))
        assert seen == known | {"gps": gps(status), "findings": ["gps_stripped"]}


def test_a_camera_that_knows_no_place_has_taken_nothing_out():
    """Many write a directory with a version and nothing else."""
    assert facts_with(gps=[byte(0, 2)]) == expected()


@pytest.mark.parametrize(
    ("tags", "told", "findings"),
    [
        ([byte(5, 1), rationals(6, (4, 1))], gps("none", altitude_m=-4.0), []),
        ([byte(5, 1), rationals(6, (0, 1))], gps("none", altitude_m=0.0), []),
        ([rationals(6, (7, 0))], gps("none"), []),
        ([text(16, "M"), rationals(17, (465, 10))], gps("none", bearing_deg=46.5), ["bearing_magnetic"]),
        ([rationals(17, (361, 1))], gps("none"), ["bearing_out_of_range"]),
        ([rationals(17, (0, 0))], gps("none"), []),
    ],
)
def test_height_and_bearing_stand_for_themselves(tags, told, findings):
    assert facts_with(gps=tags) == expected(gps=told, findings=findings)


@pytest.mark.parametrize("turned", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_unknown_and_said(turned):
    assert facts_with(main=[short(0x0112, turned)]) == expected(findings=["orientation_unknown"])


def test_an_orientation_of_the_thumbnail_alone_is_told_as_such():
    seen = facts_with(main=[text(0x0110, "X")], thumbnail=[short(0x0112, 8)])
    assert seen == expected(model="X", orientation=8, findings=["orientation_of_thumbnail"])


def test_a_header_that_breaks_off_before_the_picture_proves_nothing():
    photo = photos.jpeg(photos.tiff(**PHONE))
    cut = photo[: photo.index(b"\xff\xdb") + 9]
    nothing = photo_facts.nothing_known() | {"format": "JPEG", "findings": ["size_unknown", "truncated"]}
    assert facts_of(cut) == nothing


@pytest.mark.parametrize("format", photos.MAKERS)
def test_a_picture_that_breaks_off_keeps_the_facts_of_its_header_and_is_said_to_be_cut(format):
    photo = photos.MAKERS[format](photos.tiff(**PHONE))
    seen = facts_of(photo[:-9] if format == "JPEG" else photo[:-1])
    if format in ("HEIC", "AVIF"):
        # Their EXIF stands last as well and is taken whole or not at all.
        assert seen == expected(format, findings=["truncated"])
    elif format == "WEBP":
        # Its EXIF stands last and was cut with it.
        assert seen == expected(format, findings=["truncated"])
    elif format == "PNG":
        assert facts_of(photo[:-12]) == expected(format, **PHONE_FACTS | {"findings": ["truncated"]})
    else:
        assert seen == expected(format, **PHONE_FACTS | {"findings": ["truncated"]})


def test_no_pixel_is_decoded_for_the_facts(monkeypatch):
    def refuse(*_):
        raise AssertionError("decoded")

    photo = photos.png(photos.tiff(**PHONE))
    monkeypatch.setattr(ImageFile.ImageFile, "load", refuse)
    monkeypatch.setattr(Image, "open", refuse)
    assert facts_of(photo) == expected("PNG", **PHONE_FACTS)


def test_other_image_formats_are_named_and_not_read():
    gif = b"GIF89a" + bytes(60)
    assert facts_of(gif) == photo_facts.nothing_known() | {"format": "GIF", "findings": ["format_not_read"]}


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"<html>", bytes(100)])
def test_what_is_no_image_is_said_to_be_none(content):
    assert facts_of(content) == photo_facts.nothing_known() | {"findings": ["not_an_image"]}


def test_an_open_file_is_left_where_it_was_and_a_missing_one_is_a_finding(tmp_path):
    file = io.BytesIO(photos.jpeg())
    file.seek(7)
    assert (photo_facts.read(file), file.tell()) == (expected(), 7)
    missing = photo_facts.read(tmp_path / "missing.jpg")
    assert missing == photo_facts.nothing_known() | {"findings": ["unreadable"]}


def chain_of_directories() -> bytes:
    """Ten thousand overlapping directories of 400 entries, each pointing to the next, in 64 KB."""
    entries, step = 400, 6
    table = 12 * entries
    body = b"".join(struct.pack("<HI", entries, max(8, at - table + step)) for at in range(8, 65_000, step))
    return b"II*\0" + struct.pack("<I", 8) + body


def directory_of_copies() -> bytes:
    """Every entry claims the whole block as its text."""
    entries = [struct.pack("<HHII", tag, photos.ASCII, 60_000, 0) for tag in range(1, 5000)]
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + b"".join(entries) + bytes(4)


def directory_in_itself() -> bytes:
    return photos.tiff(main=[(0x8825, photos.LONG, 1, struct.pack("<I", 8)), text(0x0110, "X")])


@pytest.mark.parametrize("block", [chain_of_directories, directory_of_copies, directory_in_itself])
def test_a_block_made_to_keep_readers_busy_is_answered_at_once(block):
    photo = photos.jpeg(block())
    before = time.monotonic()
    seen = facts_of(photo)
    assert seen["gps"] == gps("none") and time.monotonic() - before < 2


@pytest.mark.parametrize("format", photos.MAKERS)
def test_damaged_photos_always_have_facts_of_the_same_shape(format):
    dice, photo = random.Random(2026), photos.MAKERS[format](photos.tiff(**PHONE))
    for _ in range(300):
        damaged = bytearray(photo[: dice.randrange(1, len(photo) + 1)])
        for _ in range(dice.randrange(1, 9)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        seen = facts_of(bytes(damaged))
        assert seen.keys() == photo_facts.nothing_known().keys()
        assert photo_facts.FINDINGS.issuperset(seen["findings"]) and "unreadable" not in seen["findings"]
