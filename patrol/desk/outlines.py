"""The picture of a boundary, as the app's small map draws it: outlines alone, no tiles, no style."""

from __future__ import annotations

from math import cos, radians

WIDTH, HEIGHT, MARGIN = 480, 360, 12
# A corner that lies nearer to the last one than this many units of the drawing is not seen.
NEAR = 2.0


def picture(own: dict | None, around: dict | None, inside: list[dict]) -> dict | None:
    """SVG paths of the area, what it lies in and what lies in it; None where nothing is drawn."""
    points = [point for one in ([own] if own else inside) for ring in _rings(one) for point in ring]
    if not points:
        return None
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    # A degree of longitude is shorter than one of latitude; what is drawn shall look as it lies.
    flat = cos(radians((south + north) / 2))
    wide, high = max((east - west) * flat, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def drawn(boundary: dict) -> str:
        rings = ([(left + (x - west) * flat * scale, top + (north - y) * scale) for x, y, *_ in ring]
                 for ring in _rings(boundary))  # fmt: skip
        return "".join(_path(ring) for ring in rings)

    return {
        "size": f"0 0 {WIDTH} {HEIGHT}", "around": drawn(around) if around else "",
        "inside": [drawn(one) for one in inside], "own": drawn(own) if own else "",
    }  # fmt: skip


def _rings(boundary: dict) -> list[list]:
    polygons = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def _path(ring: list[tuple[float, float]]) -> str:
    kept = [ring[0]]
    for x, y in ring[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAR:
            kept.append((x, y))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"
