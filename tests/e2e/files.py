"""Photos as a phone's camera or album hands them over."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import datetime
from pathlib import Path

from PIL import Image

from patrol.api.present import PHOTO_MOST
from patrol.demo.pictures import exif_of, standing_off

# A phone's own photo with its place, as large as they are in the field.
REAL = "photos/mei__Oppo_R7_Plus.jpg"
TAKEN_AT = datetime.fromisoformat("2026-11-23T09:54:28+08:00")
LIMIT = PHOTO_MOST


def real_photo() -> Path | None:
    folder = os.environ.get("PATROL_TEST_DATA")
    return Path(folder) / REAL if folder else None


def drawn(path: Path, *, seed: int = 1, width: int = 1000) -> Path:
    """A picture of its own for every seed, with the EXIF of a phone that stands in 柳茹."""
    size = (width, width * 3 // 4)
    noise = Image.effect_noise((200, 150), 40 + seed % 50).resize(size, Image.Resampling.BICUBIC)
    colours = [noise.point(lambda value, k=k: (value + seed * k) % 256) for k in (3, 7, 13)]
    encoded = io.BytesIO()
    exif = exif_of(TAKEN_AT, standing_off(31.8885, 119.5072, 60, 215))
    Image.merge("RGB", colours).save(encoded, "JPEG", quality=80, exif=exif)
    path.write_bytes(encoded.getvalue())
    return path


def too_large(path: Path) -> Path:
    """A photo one byte above what the county takes: what follows the end of the picture belongs to the file."""
    picture = drawn(path, seed=99).read_bytes()
    path.write_bytes(picture + bytes(LIMIT + 1 - len(picture)))
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
