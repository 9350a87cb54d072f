"""A JPEG's markers: size from the frame, EXIF from APP1 wherever it stands (Huawei puts APP7–9 before it)."""

import re
from typing import BinaryIO

MOST_SEGMENTS = 4096
MOST_STRAY_BYTES = 65_536
MOST_EXIF_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20

_EXIF = b"Exif\x00\x00"
_XMP = b"http://ns.adobe.com/xap/1.0/\x00"
# Google's and Xiaomi's word for a photo with a film behind it, now and before 2020.
_FILM_ANNOUNCED = re.compile(rb"""(?:MotionPhoto|MicroVideo)(?:=["']1["']|>1<)""")
_SAMSUNG_FILM, _MOST_TRAILER_BYTES = 0x0A30, 65_536
_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN, _APP1 = 0xD8, 0xD9, 0xDA, 0xE1
_WITHOUT_LENGTH = {0x01, _START_OF_IMAGE, *range(0xD0, 0xD8)}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE_FRAMES = {0xC2, 0xC6, 0xCA, 0xCE}


def read(file: BinaryIO, header) -> None:
    file.seek(2)
    frame, film_announced = None, False
    for _ in range(MOST_SEGMENTS):
        marker = _next_marker(file)
        if marker in _WITHOUT_LENGTH:
            continue
        if marker is None or marker == _END_OF_IMAGE:
            header.findings.append("truncated")
            return
        body = _body(file, wanted=marker in (_APP1, _START_OF_SCAN) or marker in _FRAMES)
        if body is None:
            header.findings.append("truncated")
            return
        if marker == _START_OF_SCAN:
            header.reaches_pixels = True
            ends = _look_past_the_start_of_scan(file, header, frame, components=body[0] if body else 0)
            if ends is not None and _has_film(file, ends, film_announced):
                header.findings.append("motion_photo")
            return
        if marker == _APP1 and body.startswith(_EXIF):
            _add_exif(header, body)
        elif marker == _APP1 and body.startswith(_XMP):
            film_announced = film_announced or bool(_FILM_ANNOUNCED.search(body))
        elif marker in _FRAMES and frame is None and len(body) >= 6:
            frame = (marker, body)
            header.height, header.width = _size(body[1:3]), _size(body[3:5])
            header.samples = _samples_per_pixel(body)
    header.findings.append("too_many_segments")


def _next_marker(file: BinaryIO) -> int | None:
    previous = b""
    for _ in range(MOST_STRAY_BYTES):
        byte = file.read(1)
        if not byte:
            return None
        if previous == b"\xff" and byte not in (b"\xff", b"\x00"):
            return byte[0]
        previous = byte
    return None


def _body(file: BinaryIO, wanted: bool) -> bytes | None:
    """The segment's bytes, or None where the file ends inside it; what nobody wants is skipped unread."""
    length = int.from_bytes(file.read(2), "big") - 2
    if length < 0:
        return None
    if wanted:
        body = file.read(length)
        return body if len(body) == length else None
    if length and file.seek(length - 1, 1) and not file.read(1):
        return None
    return b""


def _size(two_bytes: bytes) -> int | None:
    return int.from_bytes(two_bytes, "big") or None


def _add_exif(header, body: bytes) -> None:
    """Some writers cut a block of more than 64 KB into several segments; a second whole one is another's."""
    block = body[len(_EXIF) :].removeprefix(_EXIF)
    begins_anew = block[:4] in (b"II*\x00", b"MM\x00*")
    if not header.exif:
        header.exif = block
    elif not begins_anew and len(header.exif) + len(block) <= MOST_EXIF_BYTES:
        header.exif += block


def _samples_per_pixel(frame: bytes) -> float:
    count = frame[5]
    factors = [frame[at] for at in range(7, min(len(frame), 6 + 3 * count), 3)]
    across, down = [f >> 4 for f in factors], [f & 15 for f in factors]
    largest = max(across, default=1) * max(down, default=1)
    return sum(a * d for a, d in zip(across, down, strict=True)) / largest if largest else float(count)


def _look_past_the_start_of_scan(file: BinaryIO, header, frame, components: int) -> int | None:
    """Where the picture ends. Counts scans up to that mark: a progressive file keeps every coefficient until the
    last one."""
    kind, body = frame or (None, b"\x00" * 6)
    header.shrinks_while_decoding = kind not in _PROGRESSIVE_FRAMES and components >= body[5]
    last = b""
    while chunk := file.read(CHUNK_BYTES):
        joined = last + chunk
        end = joined.find(b"\xff\xd9")
        header.scans += joined.count(b"\xff\xda", 0, end if end >= 0 else len(joined))
        if end >= 0:
            return file.tell() - len(joined) + end + 2
        last = chunk[-1:]
    header.findings.append("truncated")
    return None


def _has_film(file: BinaryIO, picture_ends: int, announced: bool) -> bool:
    """A short film with sound behind the picture. Messengers cut it off and leave its announcement."""
    file_bytes = file.seek(0, 2)
    if file_bytes - picture_ends < 8:
        return False
    return (announced and _film_follows(file, picture_ends)) or _in_samsungs_trailer(file, file_bytes)


def _film_follows(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    last = b""
    while chunk := file.read(CHUNK_BYTES):
        if b"ftyp" in last + chunk:
            return True
        last = chunk[-3:]
    return False


def _in_samsungs_trailer(file: BinaryIO, file_bytes: int) -> bool:
    """SEFH, a list of what stands before it, the list's length, SEFT: read from the end."""
    file.seek(file_bytes - 8)
    length, mark = int.from_bytes(file.read(4), "little"), file.read(4)
    if mark != b"SEFT" or not 12 <= length <= min(_MOST_TRAILER_BYTES, file_bytes - 8):
        return False
    file.seek(file_bytes - 8 - length)
    listed = file.read(length)
    kinds = [int.from_bytes(listed[at + 2 : at + 4], "little") for at in range(12, len(listed), 12)]
    return listed[:4] == b"SEFH" and _SAMSUNG_FILM in kinds
