"""The picture of a boundary, as the app's small map draws it: outlines alone, no tiles, no style."""

from __future__ import annotations

from math import cos, radians

from shapely.geometry import shape

WIDTH, HEIGHT, MARGIN = 480, 360, 12


def picture(own: dict | None, around: dict | None, inside: list[dict]) -> dict | None:
    """SVG paths of the area, what it lies in and what lies in it; None where nothing is drawn."""
    bounds = [shape(one).bounds for one in ([own] if own else inside)]
    if not bounds:
        return None
    west, south = min(one[0] for one in bounds), min(one[1] for one in bounds)
    east, north = max(one[2] for one in bounds), max(one[3] for one in bounds)
    # A degree of longitude is shorter than one of latitude; what is drawn shall look as it lies.
    flat = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * flat, 1e-9), (HEIGHT - 2 * MARGIN) / max(north - south, 1e-9)
    )
    left = (WIDTH - (east - west) * flat * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2

    def drawn(boundary: dict) -> str:
        simple = shape(boundary).simplify(0.5 / scale)
        rings = [ring for one in getattr(simple, "geoms", [simple]) for ring in (one.exterior, *one.interiors)]
        return "".join(
            "M" + "L".join(f"{left + (x - west) * flat * scale:.1f} {top + (north - y) * scale:.1f}"
                           for x, y in ring.coords) + "Z"
            for ring in rings
        )  # fmt: skip

    return {
        "size": f"0 0 {WIDTH} {HEIGHT}", "around": drawn(around) if around else "",
        "inside": [drawn(one) for one in inside], "own": drawn(own) if own else "",
    }  # fmt: skip
