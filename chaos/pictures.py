"""Photos for the camera: real JPEGs, none like another, the same for the same seed."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image

GRAIN = 8


def photo(path: Path, width: int, dice: random.Random) -> Path:
    """Noise made soft: large enough to be cut, with a small picture that stays small."""
    small = (width // GRAIN, width * 3 // 4 // GRAIN)
    noise = Image.frombytes("RGB", small, dice.randbytes(small[0] * small[1] * 3))
    encoded = io.BytesIO()
    noise.resize((width, width * 3 // 4), Image.Resampling.BICUBIC).save(encoded, "JPEG", quality=90)
    path.write_bytes(encoded.getvalue())
    return path
