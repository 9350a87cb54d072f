"""A HEIF's or AVIF's primary picture: its size, how it is turned, its tiles, and the EXIF item that describes it."""

from dataclasses import dataclass
from typing import BinaryIO

from . import isobmff
from .isobmff import Broken, Meta

MOST_TILES = 20_000
# What each EXIF orientation asks for, as (x, y) → (a·x + b·y, c·x + d·y) with y downwards.
_ASKED = {
    1: (1, 0, 0, 1), 2: (-1, 0, 0, 1), 3: (-1, 0, 0, -1), 4: (1, 0, 0, -1),
    5: (0, 1, 1, 0), 6: (0, -1, 1, 0), 7: (0, -1, -1, 0), 8: (0, 1, -1, 0),
}  # fmt: skip
_QUARTER_LEFT, _UPSIDE_DOWN, _LEFT_TO_RIGHT = _ASKED[8], _ASKED[4], _ASKED[2]


@dataclass
class Grid:
    rows: int
    columns: int
    width: int
    height: int
    tiles: list[int]


def read(file: BinaryIO, header) -> None:
    try:
        _read(file, header)
    except Broken:
        header.findings.append("boxes_unreadable")


def _read(file: BinaryIO, header) -> None:
    meta = None
    for kind, begins, ends in isobmff.top_boxes(file):
        if kind == b"meta" and meta is None:
            meta = isobmff.read_meta(file, begins, ends)
        elif kind == b"mpvd":
            header.findings.append("motion_photo")
    if meta is None or meta.primary is None:
        return
    header.meta = meta
    header.width, header.height = _size(meta, meta.primary)
    header.turn = turn_of(meta)
    header.grid = grid_of(file, meta)
    _see_whether_it_is_whole(file, header)
    header.exif = _exif(file, meta)


def _size(meta: Meta, item: int) -> tuple[int | None, int | None]:
    spatial = meta.of(item, b"ispe") or b""
    if len(spatial) < 12:
        return None, None
    return int.from_bytes(spatial[4:8], "big") or None, int.from_bytes(spatial[8:12], "big") or None


def turn_of(meta: Meta) -> int:
    """The EXIF orientation that asks for the item's own turns and mirrors; what an EXIF block says does not count."""
    done = _ASKED[1]
    for kind, body in meta.all_of(meta.primary):
        if kind == b"irot" and body:
            for _ in range(body[0] & 3):
                done = _after(done, _QUARTER_LEFT)
        elif kind == b"imir" and body:
            done = _after(done, _LEFT_TO_RIGHT if body[0] & 1 else _UPSIDE_DOWN)
    return next(orientation for orientation, asked in _ASKED.items() if asked == done)


def _after(first: tuple, then: tuple) -> tuple:
    a, b, c, d = first
    e, f, g, h = then
    return e * a + f * c, e * b + f * d, g * a + h * c, g * b + h * d


def grid_of(file: BinaryIO, meta: Meta) -> Grid | None:
    """How the primary picture is laid out of tiles, row by row, if it is. Raises Broken."""
    if meta.kinds.get(meta.primary) != b"grid":
        return None
    box = isobmff.Reader(meta.bytes_of(file, meta.primary, 64))
    _version, flags = box.number(1), box.number(1)
    rows, columns = box.number(1) + 1, box.number(1) + 1
    size = 4 if flags & 1 else 2
    grid = Grid(rows, columns, box.number(size), box.number(size), meta.references.get((b"dimg", meta.primary), []))
    if len(grid.tiles) != rows * columns or len(grid.tiles) > MOST_TILES:
        raise Broken("tiles missing")
    return grid


def _see_whether_it_is_whole(file: BinaryIO, header) -> None:
    file_bytes = file.seek(0, 2)
    items = header.grid.tiles if header.grid else [header.meta.primary]
    pixels = [place for item in items for place in header.meta.places.get(item, ()) if not place.in_idat]
    header.reaches_pixels = any(place.offset < file_bytes for place in pixels) or not pixels
    everything = [place for places in header.meta.places.values() for place in places if not place.in_idat]
    if any(place.offset + place.length > file_bytes for place in everything):
        header.findings.append("truncated")


def _exif(file: BinaryIO, meta: Meta) -> bytes:
    """The block of the EXIF item that names the primary picture; an item for another picture is not its."""
    for item, kind in meta.kinds.items():
        if kind == b"Exif" and meta.primary in meta.references.get((b"cdsc", item), ()):
            try:
                block = meta.bytes_of(file, item)
            except Broken:
                return b""
            begins = 4 + int.from_bytes(block[:4], "big")
            return block[begins:].removeprefix(b"Exif\0\0")
    return b""
