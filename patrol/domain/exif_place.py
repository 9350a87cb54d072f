"""Where the camera says it stood. A place it did not know is said as such and never put on a map."""

from . import exif
from .exif_values import number, numbers, text

NOTHING = {"status": "none", "lat": None, "lon": None, "altitude_m": None, "bearing_deg": None}
_SAME_PLACE_DECIMALS = 8


def read(tags: dict) -> tuple[dict, list[str]]:
    """The `gps` of the facts, and findings."""
    status, lat, lon = _position(tags)
    place = NOTHING | {"status": status, "lat": lat, "lon": lon}
    findings = [] if status in ("ok", "none") else [f"gps_{status}"]
    if status == "undefined" and _blanked(tags):
        findings = ["gps_stripped"]
    place["altitude_m"] = _altitude(tags)
    place["bearing_deg"], said = _bearing(tags)
    findings += said
    if status == "ok" and isinstance(tags[exif.LAT], str | bytes):
        findings.append("gps_as_text")
    if status == "ok" and text(tags.get(exif.GPS_STATUS)) == "V":
        findings.append("gps_void")
    return place, findings


def _position(tags: dict) -> tuple[str, float | None, float | None]:
    if exif.LAT not in tags and exif.LON not in tags:
        return "none", None, None
    lat = _degrees(tags.get(exif.LAT), tags.get(exif.LAT_REF), "N", "S")
    lon = _degrees(tags.get(exif.LON), tags.get(exif.LON_REF), "E", "W")
    if lat is None or lon is None:
        return "undefined", None, None
    if abs(lat) > 90 or abs(lon) > 180:
        return "out_of_range", None, None
    if lat == 0 and lon == 0:
        return "null_island", 0.0, 0.0
    return "ok", lat, lon


def _blanked(tags: dict) -> bool:
    """Android hands a picked photo over with the values of its place overwritten by zeros, the hemispheres too;
    a camera that found no place leaves numbers without sense, but says north or says nothing at all."""
    if not all(key in tags for key in (exif.LAT_REF, exif.LAT, exif.LON_REF, exif.LON)):
        return False
    letters = (text(tags[exif.LAT_REF]), text(tags[exif.LON_REF]))
    parts = [*numbers(tags[exif.LAT]), *numbers(tags[exif.LON])]
    return letters == (None, None) and all(part in (None, 0) for part in parts)


def _degrees(value, reference, positive: str, negative: str) -> float | None:
    """Without its hemisphere a number is half a place; a negative part contradicts the one it has."""
    if value is None:
        return None
    parts = numbers(value)
    hemisphere = (text(reference) or "")[:1].upper()
    if not 1 <= len(parts) <= 3 or None in parts or min(parts) < 0 or hemisphere not in (positive, negative):
        return None
    if any(part > 60 for part in parts[1:]):
        return None
    degrees = sum(part / unit for part, unit in zip(parts, (1, 60, 3600), strict=False))
    return round(-degrees if hemisphere == negative else degrees, _SAME_PLACE_DECIMALS) + 0.0


def _altitude(tags: dict) -> float | None:
    metres = number(tags.get(exif.ALTITUDE))
    if metres is None:
        return None
    below_the_sea = number(tags.get(exif.ALTITUDE_REF)) == 1
    return round(-metres if below_the_sea else metres, _SAME_PLACE_DECIMALS) + 0.0


def _bearing(tags: dict) -> tuple[float | None, list[str]]:
    if exif.BEARING not in tags:
        return None, []
    degrees = number(tags[exif.BEARING])
    if degrees is None:
        return None, []
    if not 0 <= degrees <= 360:
        return None, ["bearing_out_of_range"]
    magnetic = text(tags.get(exif.BEARING_REF)) == "M"
    return round(degrees, _SAME_PLACE_DECIMALS), ["bearing_magnetic"] if magnetic else []
