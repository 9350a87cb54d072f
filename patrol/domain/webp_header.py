"""A WebP's chunks: size from the canvas or the first frame, EXIF from its own chunk, mostly the last one."""

from typing import BinaryIO

MOST_CHUNKS = 20_000
MOST_EXIF_BYTES = 1 << 20

_PIXELS = {b"VP8 ", b"VP8L", b"ANMF"}


def read(file: BinaryIO, header) -> None:
    file.seek(0, 2)
    file_bytes = file.tell()
    file.seek(4)
    riff_bytes = int.from_bytes(file.read(4), "little") + 8
    if riff_bytes > file_bytes:
        header.findings.append("truncated")
    at = 12
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        start = file.read(8)
        if len(start) < 8 or at >= riff_bytes:
            return
        kind, length = start[:4], int.from_bytes(start[4:], "little")
        if header.width is None:
            header.width, header.height = _canvas(kind, file.read(10))
        header.reaches_pixels = header.reaches_pixels or kind in _PIXELS
        if kind == b"EXIF" and not header.exif and length <= MOST_EXIF_BYTES:
            header.exif = _whole_block(file, at + 8, length)
        at += 8 + length + (length & 1)
    header.findings.append("too_many_segments")


def _whole_block(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    block = file.read(length)
    return block.removeprefix(b"Exif\x00\x00") if len(block) == length else b""


def _canvas(kind: bytes, body: bytes) -> tuple[int | None, int | None]:
    if len(body) < 10:
        return None, None
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return width or None, height or None
    return None, None
