"""A large HEIC shrunk tile by tile: the decoder would hold all 200 million pixels twice, 1.3 GB, to give them away.

Each tile becomes a little file of its own, is decoded and shrunk, and takes its place on a canvas that is smaller.
"""

import io
import struct
from collections.abc import Callable
from typing import BinaryIO

from PIL import Image

from .isobmff import Broken, Meta

MOST_TILE_PIXELS = 4_200_000
MOST_TILE_BYTES = 8 << 20
_KEPT = {b"hvcC", b"ispe", b"colr", b"pixi"}
_FACTORS = (16, 8, 4, 2, 1)

Decode = Callable[[BinaryIO], Image.Image]


def can_shrink(header) -> bool:
    meta, grid = header.meta, header.grid
    if grid is None or any(meta.kinds.get(tile) != b"hvc1" for tile in set(grid.tiles)):
        return False
    width, height = _tile_size(meta, grid)
    return (
        0 < width * height <= MOST_TILE_PIXELS
        and width * grid.columns >= grid.width
        and height * grid.rows >= grid.height
    )


def shrunk(file: BinaryIO, header, least: tuple[int, int], decode: Decode) -> Image.Image:
    """At least as large as `least`, not yet turned. Raises whatever `decode` raises of a broken tile."""
    grid, meta = header.grid, header.meta
    width, height = _tile_size(meta, grid)
    factor = _factor(header, least)
    canvas = Image.new("RGB", canvas_size(header, least))
    for n, tile in enumerate(grid.tiles):
        picture = decode(io.BytesIO(file_of(file, meta, tile))).convert("RGB")
        if picture.size != (width, height):
            raise Broken("a tile of another size")
        row, column = divmod(n, grid.columns)
        canvas.paste(
            picture.reduce(factor) if factor > 1 else picture, (column * width // factor, row * height // factor)
        )
    return canvas


def canvas_size(header, least: tuple[int, int]) -> tuple[int, int]:
    factor = _factor(header, least)
    return -(-header.grid.width // factor), -(-header.grid.height // factor)


def _factor(header, least: tuple[int, int]) -> int:
    width, height = _tile_size(header.meta, header.grid)
    room = min(header.grid.width // least[0], header.grid.height // least[1])
    return next((f for f in _FACTORS if f <= room and width % f == 0 and height % f == 0), 1)


def colour_profile(meta: Meta) -> bytes | None:
    bodies = [body for kind, body in meta.all_of(meta.primary) if kind == b"colr" and body[:4] in (b"prof", b"rICC")]
    return bodies[0][4:] if bodies else None


def _tile_size(meta: Meta, grid) -> tuple[int, int]:
    spatial = meta.of(grid.tiles[0], b"ispe") or b""
    return struct.unpack_from(">II", spatial, 4) if len(spatial) >= 12 else (0, 0)


def file_of(file: BinaryIO, meta: Meta, tile: int) -> bytes:
    """The tile as a file of one picture. What it does not say of its colours, the whole picture says for it."""
    data = meta.bytes_of(file, tile, MOST_TILE_BYTES)
    kept = [(kind, body) for kind, body in meta.all_of(tile) if kind in _KEPT]
    if all(kind != b"colr" for kind, _ in kept):
        kept += [(kind, body) for kind, body in meta.all_of(meta.primary) if kind == b"colr"]
    return one_picture(data, kept)


def one_picture(data: bytes, properties: list[tuple[bytes, bytes]]) -> bytes:
    """A HEIC whose only item, number 1, has these coded bytes and properties."""
    start = _box(b"ftyp", b"heic\0\0\0\0mif1heic")
    numbers = bytes(range(1, len(properties) + 1))
    item = struct.pack(">IHB", 1, 1, len(numbers)) + numbers
    boxes = b"".join(_box(kind, body) for kind, body in properties)
    meta = (
        _full(b"hdlr", bytes(4) + b"pict" + bytes(13))
        + _full(b"pitm", struct.pack(">H", 1))
        + _full(b"iinf", struct.pack(">H", 1) + _full(b"infe", struct.pack(">HH", 1, 0) + b"hvc1\0", version=2))
        + _box(b"iprp", _box(b"ipco", boxes) + _full(b"ipma", item))
    )
    # The last box, of known length, so that it can tell where the coded bytes come to lie.
    location = 12 + 18
    at = len(start) + 12 + len(meta) + location + 8
    meta += _full(b"iloc", struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, at, len(data)))
    return start + _full(b"meta", meta) + _box(b"mdat", data)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, body: bytes, version: int = 0) -> bytes:
    return _box(kind, bytes([version, 0, 0, 0]) + body)
