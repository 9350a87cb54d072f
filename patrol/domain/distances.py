"""How far apart two places are: on the scale of a field, where the earth is flat."""

from __future__ import annotations

from math import cos, hypot, radians

METRES_PER_DEGREE = 111_195


def metres(one: dict, other: dict) -> float:
    """Between two {lat, lon} in WGS-84."""
    high = one["lat"] - other["lat"]
    wide = (one["lon"] - other["lon"]) * cos(radians((one["lat"] + other["lat"]) / 2))
    return hypot(high, wide) * METRES_PER_DEGREE
