"""What a voice note says it is, by its first bytes."""

from __future__ import annotations

_STARTS = (
    (b"\x1a\x45\xdf\xa3", "audio/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
)


def sniff(first_bytes: bytes) -> str | None:
    """The media type of a recording that phones make, or None."""
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WAVE":
        return "audio/wav"
    if first_bytes[4:8] == b"ftyp":
        return "audio/mp4"
    return next((media_type for start, media_type in _STARTS if first_bytes.startswith(start)), None)
