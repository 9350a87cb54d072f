"""What a photo says of itself: size, camera, time, place. Headers alone are read, no pixel is decoded."""

from pathlib import Path
from typing import BinaryIO

from . import decoding_limits, exif, exif_place, image_headers
from .exif_values import date, fraction, number, offset, text
from .image_types import FORMATS, PREVIEWABLE

# Every code `findings` may hold; the words for them stand in the catalogues.
FINDINGS = frozenset(
    {
        "unreadable",
        "not_an_image",
        "format_not_read",
        "size_unknown",
        "truncated",
        "too_many_segments",
        "boxes_unreadable",
        "motion_photo",
        "too_many_pixels",
        "too_many_scans",
        "exif_unreadable",
        "orientation_unknown",
        "orientation_of_thumbnail",
        "date_unreadable",
        "offset_unreadable",
        "offset_of_change",
        "gps_stripped",
        "gps_undefined",
        "gps_null_island",
        "gps_out_of_range",
        "gps_as_text",
        "gps_void",
        "bearing_magnetic",
        "bearing_out_of_range",
    }
)


def read(source: str | Path | BinaryIO) -> dict:
    """The facts of the API. An open file is left where it was; whatever is wrong becomes a finding."""
    facts = nothing_known()
    # The photo is evidence whatever its header holds: a new way of being broken must not refuse it.
    try:
        if isinstance(source, str | Path):
            with open(source, "rb") as file:
                return _of(image_headers.read(file), facts)
        here = source.tell()
        try:
            return _of(image_headers.read(source), facts)
        finally:
            source.seek(here)
    except Exception:
        return nothing_known() | {"findings": ["unreadable"]}


def nothing_known() -> dict:
    unknown = dict.fromkeys(
        ("format", "width", "height", "orientation", "make", "model", "taken_at", "subsec", "offset")
    )
    return unknown | {"gps": dict(exif_place.NOTHING), "findings": []}


def _of(header, facts: dict) -> dict:
    facts["format"] = FORMATS.get(header.media_type)
    facts["width"], facts["height"] = header.width, header.height
    findings = facts["findings"]
    if header.media_type is None:
        findings.append("not_an_image")
    elif header.media_type not in PREVIEWABLE:
        findings.append("format_not_read")
    elif not header.width or not header.height:
        findings.append("size_unknown")
    findings += header.findings + decoding_limits.findings(header)
    if header.exif:
        tags, understood = exif.read(header.exif)
        if not understood:
            findings.append("exif_unreadable")
        facts["orientation"] = _orientation(tags, findings)
        facts["make"] = text(tags.get(exif.MAKE, tags.get(exif.MAKE_IN_EXIF)))
        facts["model"] = text(tags.get(exif.MODEL, tags.get(exif.MODEL_IN_EXIF)))
        facts["taken_at"], facts["offset"] = _time(tags, findings)
        facts["subsec"] = fraction(tags.get(exif.FRACTION)) if facts["taken_at"] else None
        facts["gps"], said = exif_place.read(tags)
        findings += said
        if facts["gps"]["status"] == "none" and exif.has_empty_place(header.exif):
            findings.append("gps_stripped")
    return facts


def orientation(tags: dict, key=exif.ORIENTATION) -> int | None:
    turned = number(tags.get(key))
    return int(turned) if turned in range(1, 9) else None


def _orientation(tags: dict, findings: list[str]) -> int | None:
    """Some programs leave it to the thumbnail's directory alone: told here, but no picture is turned by it."""
    if exif.ORIENTATION in tags:
        turned = orientation(tags)
        if turned is None:
            findings.append("orientation_unknown")
        return turned
    turned = orientation(tags, exif.ORIENTATION_OF_THUMBNAIL)
    if turned is not None:
        findings.append("orientation_of_thumbnail")
    return turned


def _time(tags: dict, findings: list[str]) -> tuple[str | None, str | None]:
    """The offset stands in its own tag; many programs write only that of the last change, which is said."""
    if exif.TAKEN_AT not in tags:
        return None, None
    taken_at, written_behind = date(tags[exif.TAKEN_AT])
    if taken_at is None:
        findings.append("date_unreadable")
        return None, None
    for key in (exif.OFFSET, exif.OFFSET_OF_CHANGE):
        if text(tags.get(key)) is None:
            continue
        if (found := offset(tags[key])) is None:
            findings.append("offset_unreadable")
        elif key == exif.OFFSET_OF_CHANGE:
            findings.append("offset_of_change")
        return taken_at, found
    return taken_at, written_behind
