"""The public point of a private number on P-256: SEC 1, 3.2.1.

One multiplication at the first question of a web process; the library that could do it takes 16 MB in each of them,
and is loaded where a file is really opened. What is computed here is public, and tested against the library.
"""

from __future__ import annotations

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None  # None: the point at infinity


def of(scalar: int) -> bytes:
    """Uncompressed: 65 bytes."""
    total, power = None, G
    while scalar:
        if scalar & 1:
            total = _sum(total, power)
        power = _sum(power, power)
        scalar >>= 1
    return b"\x04" + total[0].to_bytes(32, "big") + total[1].to_bytes(32, "big")


def _sum(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    # The curve's a is −3.
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P
