"""What a file says it is, by its first bytes: a name or a phone's word for it proves nothing."""

import struct

SIGNATURE_BYTES = 64
HEIF = frozenset({"image/heic", "image/heif", "image/avif"})
PREVIEWABLE = frozenset({"image/jpeg", "image/png", "image/webp"}) | HEIF
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIC",
    "image/heif": "HEIF",
    "image/avif": "AVIF",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/x-icon": "ICO",
    "image/jp2": "JPEG2000",
    "image/vnd.adobe.photoshop": "PSD",
    "image/x-sgi": "SGI",
}
# In lower case and without a dot, as downloads are named.
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
    "image/gif": "gif",
    "image/tiff": "tif",
    "image/bmp": "bmp",
}

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),
    (b"8BPS\x00\x02", "image/vnd.adobe.photoshop"),
)
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"}
_HEIF = {b"mif1", b"mif2", b"msf1", b"heif"}
_BMP_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}


def sniff(first_bytes: bytes) -> str | None:
    """The media type of an image, or None for what is no image at all."""
    for start, media_type in _STARTS:
        if first_bytes.startswith(start):
            return media_type
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WEBP":
        return "image/webp"
    if first_bytes[4:8] == b"ftyp":
        return _heif_family(first_bytes)
    return _weakly_signed(first_bytes)


def _heif_family(first_bytes: bytes) -> str | None:
    length = int.from_bytes(first_bytes[:4], "big")
    box = first_bytes[8 : max(16, min(length, SIGNATURE_BYTES))]
    major, compatible = box[:4], {box[at : at + 4] for at in range(8, len(box), 4)}
    if major in _AVIF:
        return "image/avif"
    if major in _HEIC:
        return "image/heic"
    if major in _HEIF:
        if compatible & _AVIF:
            return "image/avif"
        return "image/heic" if compatible & _HEIC else "image/heif"
    return None


def _weakly_signed(first_bytes: bytes) -> str | None:
    """Two to four common bytes sign these formats, so a second field of the header has to agree."""
    if first_bytes[:2] == b"BM" and len(first_bytes) >= 18:
        (header_size,) = struct.unpack_from("<I", first_bytes, 14)
        return "image/bmp" if header_size in _BMP_HEADER_SIZES else None
    if first_bytes[:4] == b"\x00\x00\x01\x00" and len(first_bytes) >= 22:
        pictures, reserved = struct.unpack_from("<H", first_bytes, 4)[0], first_bytes[9]
        return "image/x-icon" if 0 < pictures < 256 and reserved == 0 else None
    if first_bytes[:2] == b"\x01\xda" and len(first_bytes) >= 4:
        return "image/x-sgi" if first_bytes[2] in (0, 1) and first_bytes[3] in (1, 2) else None
    return None
