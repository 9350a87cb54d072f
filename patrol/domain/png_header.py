"""A PNG's chunks: size from IHDR, EXIF from eXIf, which may also stand behind the pixels."""

from typing import BinaryIO

MOST_CHUNKS = 50_000
MOST_EXIF_BYTES = 1 << 20

_BYTES_OF_COLOUR_TYPE = {0: 1, 3: 1}


def read(file: BinaryIO, header) -> None:
    file.seek(8)
    for _ in range(MOST_CHUNKS):
        start = file.read(8)
        length, kind = int.from_bytes(start[:4], "big"), start[4:]
        if len(start) < 8:
            header.findings.append("truncated")
            return
        if kind == b"IEND":
            return
        if kind == b"IDAT":
            header.reaches_pixels = True
        wanted = length if (kind == b"IHDR" or _is_exif(kind, length, header)) else 0
        body = file.read(wanted) if wanted <= MOST_EXIF_BYTES else b""
        if kind == b"IHDR" and header.width is None and len(body) >= 13:
            header.width = int.from_bytes(body[:4], "big") or None
            header.height = int.from_bytes(body[4:8], "big") or None
            header.samples = _BYTES_OF_COLOUR_TYPE.get(body[9], 4)
        elif kind == b"eXIf" and len(body) == length:
            header.exif = body.removeprefix(b"Exif\x00\x00")
        file.seek(length - len(body) + 4, 1)
    header.findings.append("too_many_segments")


def _is_exif(kind: bytes, length: int, header) -> bool:
    return kind == b"eXIf" and not header.exif and length <= MOST_EXIF_BYTES
