"""HEIC and AVIF files written box by box round pictures coded once: any turn, any tiling, any lie about the size."""

import functools
import io
import struct
from dataclasses import dataclass

import pillow_heif
from PIL import Image

from patrol.domain import isobmff

BROWN = (120, 90, 60)
HEIC, AVIF = b"hvc1", b"av01"
_BRANDS = {HEIC: b"heic\0\0\0\0mif1heic", AVIF: b"avif\0\0\0\0mif1miafavif"}


@dataclass
class Coded:
    """The bytes of one picture, the property a decoder needs beside them, and what is cut off: HEVC codes whole
    blocks, at least 64 × 64."""

    data: bytes
    settings: tuple[bytes, bytes]
    size: tuple[int, int]
    kind: bytes
    cut: tuple[tuple[bytes, bytes], ...]


def coded(image: Image.Image, kind: bytes = HEIC) -> Coded:
    written = io.BytesIO()
    if kind == HEIC:
        pillow_heif.from_pillow(image).save(written, quality=90, chroma=444)
    else:
        image.save(written, "AVIF", quality=90, speed=10, subsampling="4:4:4")
    meta = next(
        isobmff.read_meta(written, begins, ends)
        for name, begins, ends in isobmff.top_boxes(written)
        if name == b"meta"
    )
    own = dict(meta.all_of(meta.primary))
    settings = b"hvcC" if kind == HEIC else b"av1C"
    size = struct.unpack_from(">II", own[b"ispe"], 4)
    cut = ((b"clap", own[b"clap"]),) if b"clap" in own else ()
    return Coded(meta.bytes_of(written, meta.primary, 1 << 25), (settings, own[settings]), size, kind, cut)


@functools.cache
def plain(size=(64, 48), kind: bytes = HEIC) -> Coded:
    return coded(Image.new("RGB", size, BROWN), kind)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind: bytes, body: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, bytes([version]) + flags.to_bytes(3, "big") + body)


def spatial(size: tuple[int, int]) -> tuple[bytes, bytes]:
    return b"ispe", bytes(4) + struct.pack(">II", *size)


def quarters_left(count: int) -> tuple[bytes, bytes]:
    return b"irot", bytes([count])


def mirrored(axis: int) -> tuple[bytes, bytes]:
    return b"imir", bytes([axis])


def heif(
    block: bytes = b"", picture: Coded | None = None, turns=(), grid=None, claimed=None, behind=b"", profile=b""
) -> bytes:
    """`grid` is (rows, columns, width, height), every tile of it the same picture; `claimed` a false size."""
    picture = picture or plain()
    size = claimed or (grid[2:] if grid else picture.size)
    tiles = grid[0] * grid[1] if grid else 1
    kinds, places, shared = [], [], [picture.settings, spatial(picture.size), spatial(size), *picture.cut, *turns]
    if profile:
        shared.append((b"colr", b"prof" + profile))
    own = [0x80 | n for n in range(4, len(shared) + 1)]
    properties = {n: [0x81, 2] for n in range(1, tiles + 1)}
    for n in range(1, tiles + 1):
        kinds.append((n, picture.kind))
        places.append((n, 0, 0, len(picture.data)))
    references, idat, primary = b"", b"", 1
    if grid:
        primary = tiles + 1
        kinds.append((primary, b"grid"))
        idat = bytes([0, 1, grid[0] - 1, grid[1] - 1]) + struct.pack(">II", *grid[2:])
        places.append((primary, 1, 0, len(idat)))
        references += reference(b"dimg", primary, range(1, tiles + 1))
        properties[primary] = []
    properties[primary] = [*([] if grid else [0x81]), 3, *own]
    exif = b""
    if block:
        exif = struct.pack(">I", 6) + b"Exif\0\0" + block
        kinds.append((primary + 1, b"Exif"))
        places.append((primary + 1, 0, len(picture.data), len(exif)))
        references += reference(b"cdsc", primary + 1, [primary])
    return _assembled(picture, primary, kinds, places, shared, properties, references, idat, exif) + behind


def reference(kind: bytes, origin: int, targets) -> bytes:
    targets = list(targets)
    return box(kind, struct.pack(f">HH{len(targets)}H", origin, len(targets), *targets))


def _assembled(picture, primary, kinds, places, shared, properties, references, idat, exif) -> bytes:
    entries = b"".join(full(b"infe", struct.pack(">HH", n, 0) + kind + b"\0", version=2) for n, kind in kinds)
    links = b"".join(struct.pack(">HB", n, len(own)) + bytes(own) for n, own in properties.items())
    meta = full(b"hdlr", bytes(4) + b"pict" + bytes(13))
    meta += full(b"pitm", struct.pack(">H", primary))
    meta += full(b"iinf", struct.pack(">H", len(kinds)) + entries)
    meta += full(b"iref", references) if references else b""
    meta += box(
        b"iprp",
        box(b"ipco", b"".join(box(*one) for one in shared))
        + full(b"ipma", struct.pack(">I", len(properties)) + links),
    )
    meta += box(b"idat", idat) if idat else b""
    start = box(b"ftyp", _BRANDS[picture.kind])
    at = len(start) + 12 + len(meta) + 16 + 16 * len(places) + 8
    listed = b"".join(
        struct.pack(">HHHHII", n, method, 0, 1, offset + (0 if method else at), length)
        for n, method, offset, length in places
    )
    meta += full(b"iloc", bytes([0x44, 0]) + struct.pack(">H", len(places)) + listed, version=1)
    return start + full(b"meta", meta) + box(b"mdat", picture.data + exif)


def heic(block: bytes = b"", size=(64, 48), image: Image.Image | None = None, **more) -> bytes:
    return heif(block, coded(image) if image else plain(size), **more)


def avif(block: bytes = b"", size=(64, 48), image: Image.Image | None = None, **more) -> bytes:
    return heif(block, coded(image, AVIF) if image else plain(size, AVIF), **more)


def large_heic(block: bytes = b"", **more) -> bytes:
    """200 million pixels in a few kilobytes: 24 × 32 tiles that are all the same bytes."""
    return heif(block, plain((512, 512)), grid=(24, 32, 16_320, 12_240), **more)
