"""The EXIF tags we ask for: Pillow reads first, ExifRead adds what it lacks; each finds what the other misses."""

import io
import logging
import warnings
from collections.abc import Iterator

import exifread
from PIL import Image

MAIN, EXIF, GPS, THUMBNAIL = "main", "exif", "gps", "thumbnail"

MAKE, MODEL, ORIENTATION = (MAIN, 0x010F), (MAIN, 0x0110), (MAIN, 0x0112)
MAKE_IN_EXIF, MODEL_IN_EXIF = (EXIF, 0x010F), (EXIF, 0x0110)
ORIENTATION_OF_THUMBNAIL = (THUMBNAIL, 0x0112)
TAKEN_AT, OFFSET, OFFSET_OF_CHANGE = (EXIF, 0x9003), (EXIF, 0x9011), (EXIF, 0x9010)
FRACTION = (EXIF, 0x9291)
LAT_REF, LAT, LON_REF, LON = (GPS, 1), (GPS, 2), (GPS, 3), (GPS, 4)
ALTITUDE_REF, ALTITUDE = (GPS, 5), (GPS, 6)
GPS_DIRECTORY = (MAIN, 0x8825)
GPS_STATUS, BEARING_REF, BEARING = (GPS, 9), (GPS, 16), (GPS, 17)

WANTED = frozenset(
    {MAKE, MODEL, MAKE_IN_EXIF, MODEL_IN_EXIF, ORIENTATION, ORIENTATION_OF_THUMBNAIL}
    | {TAKEN_AT, FRACTION, OFFSET, OFFSET_OF_CHANGE}
    | {LAT_REF, LAT, LON_REF, LON, ALTITUDE_REF, ALTITUDE, GPS_STATUS, BEARING_REF, BEARING}
)
MOST_READS = 50_000
MOST_BYTES_READ = 8 << 20

_PILLOW_POINTERS = {EXIF: 0x8769, GPS: 0x8825, THUMBNAIL: 1}
_EXIFREAD_NAMES = {"Image": MAIN, "EXIF": EXIF, "GPS": GPS, "Thumbnail": THUMBNAIL}

# Every odd tag of every phone would fill the log; what matters of it becomes a finding.
warnings.filterwarnings("ignore", module=r"PIL\.(TiffImagePlugin|Image)")
logging.getLogger("exifread").setLevel(logging.CRITICAL)


def read(block: bytes) -> tuple[dict, bool]:
    """The wanted tags found in the block, and whether either reader could make sense of it."""
    tags, understood = _by_pillow(block)
    if WANTED - tags.keys():
        more, understood_too = _by_exifread(block)
        tags = more | tags
        understood = understood or understood_too
    return tags, understood


def has_empty_place(block: bytes) -> bool:
    """Whether there is a directory for the place, and not one entry in it."""
    exif = Image.Exif()
    try:
        exif.load(block)
        at = exif[GPS_DIRECTORY[1]]
        return isinstance(at, int) and block[at : at + 2] == b"\0\0"
    except Exception:
        return False


def _by_pillow(block: bytes) -> tuple[dict, bool]:
    exif = Image.Exif()
    # Fuzzed blocks raise SyntaxError, TypeError, struct.error, OverflowError … from inside both libraries.
    try:
        exif.load(block)
    except Exception:
        return {}, False
    tags = dict(_values(MAIN, exif))
    for name, pointer in _PILLOW_POINTERS.items():
        try:
            directory = exif.get_ifd(pointer)
        except Exception:
            continue
        tags.update(_values(name, directory))
    return tags, True


def _values(name: str, directory) -> Iterator[tuple]:
    for key in WANTED:
        try:
            if key[0] == name and key[1] in directory:
                yield key, directory[key[1]]
        except Exception:
            continue


def _by_exifread(block: bytes) -> tuple[dict, bool]:
    try:
        found = exifread.process_file(_Rationed(block), details=False, extract_thumbnail=False)
    except Exception:
        return {}, False
    tags = {}
    for label, tag in found.items():
        key = (_EXIFREAD_NAMES.get(label.split(" ", 1)[0]), getattr(tag, "tag", None))
        if key in WANTED:
            tags[key] = tag.values
    return tags, bool(found)


class _Rationed(io.BytesIO):
    """ExifRead follows chains of directories as long as they go: 64 KB can keep it busy for hours."""

    reads = bytes_read = 0

    def read(self, *size):
        found = super().read(*size)
        self.reads += 1
        self.bytes_read += len(found)
        if self.reads > MOST_READS or self.bytes_read > MOST_BYTES_READ:
            raise OverflowError("more directory entries than a photo has")
        return found
