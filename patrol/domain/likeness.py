"""Whether two small pictures are of the same: 16 × 16 grey squares, set side by side however a phone turned them.

A phone's own picture is recompressed, brightened, sharpened, and on old browsers lies on its side. What is asked
is therefore the pattern of light and dark, and pixel by pixel only where neither has a pattern.
"""

from __future__ import annotations

import io
from statistics import fmean, pstdev

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

SIDE = 16
# Of 49 real photos, each shrunk in four ways and left unturned, the least alike was 0.986; of 1,100 pairs of
# different photos one in a hundred passes 0.85. A false alarm costs trust in all the true ones: set well below.
LEAST_ALIKE = 0.85
# Night, fog, a wall: without a pattern only the light itself can be compared.
PLAIN = 6.0
MOST_APART = 32.0

Square = bytes


def square_of(jpeg: bytes) -> Square:
    """Of a JPEG that we have made ourselves."""
    with JpegImageFile(io.BytesIO(jpeg)) as picture:
        return picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()


def alike(ahead: Square, original: Square) -> bool:
    return any(_alike(turned, original) for turned in _turns(ahead))


def _turns(square: Square) -> list[Square]:
    rows = [square[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    found = []
    for _ in range(4):
        rows = [bytes(column) for column in zip(*reversed(rows), strict=True)]
        found += [b"".join(rows), b"".join(row[::-1] for row in rows)]
    return found


def _alike(one: Square, other: Square) -> bool:
    if min(pstdev(one), pstdev(other)) < PLAIN:
        return fmean(abs(a - b) for a, b in zip(one, other, strict=True)) < MOST_APART
    return correlation(one, other) > LEAST_ALIKE


def correlation(one: Square, other: Square) -> float:
    middle, middle_of_other = fmean(one), fmean(other)
    together = fmean((a - middle) * (b - middle_of_other) for a, b in zip(one, other, strict=True))
    return together / (pstdev(one) * pstdev(other))
