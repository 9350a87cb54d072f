"""The boxes of a HEIF or AVIF file (ISO/IEC 14496-12, 23008-12): which items it holds, where, and how they belong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

MOST_TOP_BOXES = 256
# A 200 Mpx photo of 768 tiles needs 39 KB; what is larger was made to keep a reader busy.
MOST_META_BYTES = 512 * 1024
MOST_EXTENTS = 20_000
MOST_ITEM_BYTES = 1 << 20


class Broken(Exception):
    """The boxes contradict themselves or end too early."""


class Extent(NamedTuple):
    in_idat: bool
    offset: int
    length: int


@dataclass
class Meta:
    primary: int | None = None
    kinds: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, list[Extent]] = field(default_factory=dict)
    # (kind of reference, from) → to
    references: dict[tuple[bytes, int], list[int]] = field(default_factory=dict)
    boxes: list[tuple[bytes, bytes]] = field(default_factory=list)
    properties: dict[int, list[int]] = field(default_factory=dict)
    idat: bytes = b""

    def of(self, item: int, kind: bytes) -> bytes | None:
        """The item's first property of this kind."""
        return next((body for found, body in self.all_of(item) if found == kind), None)

    def all_of(self, item: int) -> list[tuple[bytes, bytes]]:
        """The item's properties in the order in which they apply."""
        return [self.boxes[n - 1] for n in self.properties.get(item, ()) if 0 < n <= len(self.boxes)]

    def bytes_of(self, file: BinaryIO, item: int, most: int = MOST_ITEM_BYTES) -> bytes:
        """Raises Broken where the file ends inside the item or the item is larger than wanted."""
        found = b""
        for in_idat, offset, length in self.places.get(item, ()):
            if len(found) + length > most:
                raise Broken("larger than wanted")
            if in_idat:
                part = self.idat[offset : offset + length]
            else:
                file.seek(offset)
                part = file.read(length)
            if len(part) != length:
                raise Broken("cut off")
            found += part
        return found


class Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.data):
            raise Broken("cut off")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def full(self) -> tuple[int, int]:
        """(version, flags) of a full box"""
        return self.number(1), self.number(3)

    def boxes(self) -> Iterator[tuple[bytes, bytes]]:
        while self.at + 8 <= len(self.data):
            size, kind = self.number(4), self.take(4)
            head = 8
            if size == 1:
                size, head = self.number(8), 16
            rest = len(self.data) - self.at
            yield kind, self.take(rest if size == 0 else size - head)


def top_boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its body begins, where it ends); a box may claim to end behind the file."""
    at, end = 0, file.seek(0, 2)
    for _ in range(MOST_TOP_BOXES):
        file.seek(at)
        start = file.read(16)
        if len(start) < 8:
            return
        size, kind, head = int.from_bytes(start[:4], "big"), start[4:8], 8
        if size == 1:
            size, head = int.from_bytes(start[8:16], "big"), 16
        size = size or end - at
        if size < head:
            raise Broken("a box smaller than its head")
        yield kind, at + head, at + size
        at += size
    raise Broken("too many boxes")


def read_meta(file: BinaryIO, begins: int, ends: int) -> Meta:
    """Of the `meta` box whose body stands there; raises Broken."""
    if ends - begins > MOST_META_BYTES:
        raise Broken("too large")
    file.seek(begins)
    body = file.read(ends - begins)
    if len(body) != ends - begins:
        raise Broken("cut off")
    meta, reader = Meta(), Reader(body)
    reader.full()
    for kind, inner in reader.boxes():
        if kind in _READERS:
            _READERS[kind](meta, Reader(inner))
    return meta


def _idat(meta: Meta, box: Reader) -> None:
    meta.idat = box.data


def _pitm(meta: Meta, box: Reader) -> None:
    version, _ = box.full()
    meta.primary = box.number(2 if version == 0 else 4)


def _iinf(meta: Meta, box: Reader) -> None:
    version, _ = box.full()
    box.take(2 if version == 0 else 4)
    for kind, body in box.boxes():
        entry = Reader(body)
        entry_version, _ = entry.full()
        if kind == b"infe" and entry_version >= 2:
            item = entry.number(2 if entry_version == 2 else 4)
            entry.take(2)
            meta.kinds[item] = entry.take(4)


def _iloc(meta: Meta, box: Reader) -> None:
    version, _ = box.full()
    sizes, more_sizes = box.number(1), box.number(1)
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more_sizes >> 4
    index_size = more_sizes & 15 if version else 0
    extents = 0
    for _ in range(box.number(2 if version < 2 else 4)):
        item = box.number(2 if version < 2 else 4)
        method = box.number(2) & 15 if version else 0
        box.take(2)
        base, count = box.number(base_size), box.number(2)
        extents += count
        # Extents may take no byte at all: a few kilobytes would name billions of them.
        if extents > MOST_EXTENTS:
            raise Broken("too many extents")
        places = []
        for _ in range(count):
            box.take(index_size)
            offset, length = box.number(offset_size), box.number(length_size)
            places.append(Extent(method == 1, base + offset, length))
        if method in (0, 1):
            meta.places[item] = places


def _iref(meta: Meta, box: Reader) -> None:
    version, _ = box.full()
    size = 2 if version == 0 else 4
    for kind, body in box.boxes():
        entry = Reader(body)
        origin, count = entry.number(size), entry.number(2)
        targets = entry.take(count * size)
        found = [int.from_bytes(targets[at : at + size], "big") for at in range(0, len(targets), size)]
        meta.references.setdefault((kind, origin), []).extend(found)


def _iprp(meta: Meta, box: Reader) -> None:
    for kind, body in box.boxes():
        if kind == b"ipco":
            meta.boxes = list(Reader(body).boxes())
        elif kind == b"ipma":
            _ipma(meta, Reader(body))


def _ipma(meta: Meta, box: Reader) -> None:
    version, flags = box.full()
    wide = flags & 1
    for _ in range(box.number(4)):
        item = box.number(2 if version < 1 else 4)
        found = [box.number(2) & 0x7FFF if wide else box.number(1) & 0x7F for _ in range(box.number(1))]
        meta.properties.setdefault(item, []).extend(found)


_READERS = {b"idat": _idat, b"pitm": _pitm, b"iinf": _iinf, b"iloc": _iloc, b"iref": _iref, b"iprp": _iprp}
