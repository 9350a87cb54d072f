"""Photos made in code, with EXIF written byte by byte: Pillow would refuse to write what phones write."""

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.domain.heif_fixtures import avif, heic

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7


def text(tag: int, value: str | bytes) -> tuple:
    raw = (value if isinstance(value, bytes) else value.encode()) + b"\0"
    return tag, ASCII, len(raw), raw


def short(tag: int, value: int) -> tuple:
    return tag, SHORT, 1, struct.pack("<H", value)


def byte(tag: int, value: int) -> tuple:
    return tag, BYTE, 1, bytes([value])


def rationals(tag: int, *pairs: tuple[int, int]) -> tuple:
    return tag, RATIONAL, len(pairs), b"".join(struct.pack("<II", *pair) for pair in pairs)


def place(lat="N", lat_parts=((31, 1), (58, 1), (1234, 100)), lon="E", lon_parts=((119, 1), (34, 1), (5678, 100))):
    return [text(1, lat), rationals(2, *lat_parts), text(3, lon), rationals(4, *lon_parts)]


PHONE = {
    "main": [text(0x010F, "HUAWEI"), text(0x0110, "ELE-AL00"), short(0x0112, 6)],
    "exif": [text(0x9003, "2026:11:23 09:54:28"), text(0x9011, "+08:00"), text(0x9291, "998877")],
    "gps": [*place(), byte(5, 0), rationals(6, (125, 10)), text(16, "T"), rationals(17, (2705, 10))],
}
PHONE_FACTS = {
    "orientation": 6,
    "make": "HUAWEI",
    "model": "ELE-AL00",
    "taken_at": "2026-11-23T09:54:28",
    "subsec": "998877",
    "offset": "+08:00",
    "gps": {"status": "ok", "lat": 31.97009444, "lon": 119.58243889, "altitude_m": 12.5, "bearing_deg": 270.5},
    "findings": [],
}


def tiff(main=(), exif=(), gps=(), thumbnail=()) -> bytes:
    """A little-endian EXIF block: header, then each directory followed by its long values."""
    written = b"II*\0" + struct.pack("<I", 8)
    main = list(main)
    for pointer, entries in ((0x8769, exif), (0x8825, gps)):
        if entries:
            main.append((pointer, LONG, 1, None))
    length = _length(main)
    offsets = {0x8769: 8 + length, 0x8825: 8 + length + (_length(exif) if exif else 0)}
    after = 8 + length + sum(_length(entries) for entries in (exif, gps) if entries)
    filled = [(t, k, c, struct.pack("<I", offsets[t]) if raw is None else raw) for t, k, c, raw in main]
    written += _directory(filled, 8, after if thumbnail else 0)
    for entries in (exif, gps, thumbnail):
        if entries:
            written += _directory(list(entries), len(written), 0)
    return written


def _length(entries) -> int:
    return 6 + 12 * len(entries) + sum(len(raw) for _, _, _, raw in entries if raw and len(raw) > 4)


def _directory(entries: list, at: int, following: int) -> bytes:
    values, table = b"", struct.pack("<H", len(entries))
    values_at = at + 6 + 12 * len(entries)
    for tag, kind, count, raw in sorted(entries, key=lambda entry: entry[0]):
        table += struct.pack("<HHI", tag, kind, count)
        if len(raw) > 4:
            table += struct.pack("<I", values_at + len(values))
            values += raw
        else:
            table += raw.ljust(4, b"\0")
    return table + struct.pack("<I", following) + values


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(block: bytes = b"", size=(64, 48), before=b"", image: Image.Image | None = None, **options) -> bytes:
    image = image or Image.new("RGB", size, (120, 90, 60))
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", **options)
    exif = segment(0xE1, b"Exif\0\0" + block) if block else b""
    return b"\xff\xd8" + before + exif + encoded.getvalue()[2:]


def png(block: bytes = b"", size=(64, 48), image: Image.Image | None = None) -> bytes:
    """Its EXIF stands behind the pixels, where a reader of the first chunks misses it."""
    encoded = io.BytesIO()
    (image or Image.new("RGB", size, (120, 90, 60))).save(encoded, "PNG")
    whole = encoded.getvalue()
    return whole[:-12] + (png_chunk(b"eXIf", block) if block else b"") + whole[-12:]


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def webp(block: bytes = b"", size=(64, 48), image: Image.Image | None = None) -> bytes:
    encoded = io.BytesIO()
    (image or Image.new("RGB", size, (120, 90, 60))).save(encoded, "WEBP", exif=block)
    return encoded.getvalue()


def webp_bomb(side: int = 16_383) -> bytes:
    """A whole picture in 30 bytes: of every colour one symbol exists, and to say it takes no bit at all."""
    bits = (side - 1) | (side - 1) << 14
    bits |= sum(0b0001 << at for at in range(35, 55, 4))
    body = b"\x2f" + bits.to_bytes(8, "little") + bytes(4)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def webp_canvas() -> bytes:
    """A few hundred bytes that announce a canvas of 16,383 × 16,383."""
    side = struct.pack("<I", 16382)[:3]
    chunks = b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + side + side + webp()[12:]
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


MAKERS = {"JPEG": jpeg, "PNG": png, "WEBP": webp, "HEIC": heic, "AVIF": avif}


def real_files() -> Path:
    folder = os.environ.get("PATROL_TEST_DATA")
    if not folder:
        pytest.skip("PATROL_TEST_DATA is not set, so the real photos are not tried; the generated ones are.")
    return Path(folder)


def in_own_process(files: list[Path]) -> dict:
    """What decoding_process says of the files; a process that dies fails the test that asked."""
    command = [sys.executable, "-m", "tests.domain.decoding_process"]
    asked = json.dumps([str(file) for file in files])
    root = Path(__file__).resolve().parents[2]
    answered = subprocess.run(command, input=asked, capture_output=True, text=True, cwd=root, timeout=300)
    assert (answered.returncode, answered.stderr) == (0, "")
    return json.loads(answered.stdout)
