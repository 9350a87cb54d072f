"""What may be decoded, decided from the header alone: a hostile file is small until somebody opens it."""

from . import heif_tiles, image_types

LARGEST_RENDITION = 1280
MOST_PIXELS_DECODED = 60_000_000
MOST_PIXELS_IN_FILE = 500_000_000
MOST_BYTES_WHILE_DECODING = 270_000_000
MOST_SCANS = 40

_DRAFT_SCALES = (8, 4, 2, 1)
_BYTES_PER_COEFFICIENT = 2
# libwebp holds two canvases beside the frame it hands over, and Pillow copies that: 16 measured.
_BYTES_PER_WEBP_PIXEL = 18
# 7.5 and 8.4 measured of opaque 8 bit pictures; more of deeper ones, which the process's own limit stops.
_BYTES_PER_HEIF_PIXEL = 10
# Above this a HEIC laid out of tiles is shrunk tile by tile, which costs the canvas alone.
MOST_HEIF_PIXELS_AT_ONCE = 12_600_000


def fitted(width: int, height: int, size: int) -> tuple[int, int]:
    """The size within a square of `size`; a small picture stays as it is."""
    scale = min(1.0, size / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def draft_scale(width: int, height: int, size: int = LARGEST_RENDITION) -> int:
    across, down = fitted(width, height, size)
    room = min(width // across, height // down)
    return next(scale for scale in _DRAFT_SCALES if room >= scale)


def findings(header) -> list[str]:
    """Why this file is not decoded; nothing when it may be."""
    if not header.width or not header.height:
        return []
    found = []
    pixels = header.width * header.height
    decoded = _pixels_decoded(header, pixels)
    if (
        pixels > MOST_PIXELS_IN_FILE
        or decoded > MOST_PIXELS_DECODED
        or _bytes_while_decoding(header, pixels, decoded) > MOST_BYTES_WHILE_DECODING
    ):
        found.append("too_many_pixels")
    if header.scans > MOST_SCANS:
        found.append("too_many_scans")
    return found


def _pixels_decoded(header, pixels: int) -> int:
    if header.media_type == "image/jpeg":
        return pixels // draft_scale(header.width, header.height) ** 2
    if by_tiles(header):
        across, down = heif_tiles.canvas_size(header, fitted(header.width, header.height, LARGEST_RENDITION))
        return across * down
    return pixels


def by_tiles(header) -> bool:
    return header.width * header.height > MOST_HEIF_PIXELS_AT_ONCE and heif_tiles.can_shrink(header)


def _bytes_while_decoding(header, pixels: int, decoded: int) -> float:
    if header.media_type in image_types.HEIF:
        return decoded * _BYTES_PER_HEIF_PIXEL
    if header.media_type == "image/webp":
        return pixels * _BYTES_PER_WEBP_PIXEL
    if header.media_type == "image/png":
        return pixels * header.samples
    coefficients = 0 if header.shrinks_while_decoding else pixels * header.samples * _BYTES_PER_COEFFICIENT
    return decoded * 4 + coefficients
