"""The canonical text is RFC 8785's, whichever encoder writes it."""

from __future__ import annotations

import random
import struct

import pytest
import rfc8785

from patrol.domain.log import canonical

CHARACTERS = 'aZ0 "\\/\b\t\n\f\r\x00\x1f\x7f\u0080é延\u2028\ufb33\uffff😀'


def some_value(chance: random.Random, depth: int = 3):
    """Anything that JSON has, numbers of every size among it."""
    if depth and chance.random() < 0.4:
        return [some_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    if depth and chance.random() < 0.5:
        return {some_text(chance): some_value(chance, depth - 1) for _ in range(chance.randrange(5))}
    return chance.choice(
        (None, True, False, some_text(chance), chance.randint(-(2**53) + 1, 2**53 - 1), a_float(chance))
    )


def some_text(chance: random.Random) -> str:
    return "".join(chance.choice(CHARACTERS) for _ in range(chance.randrange(6)))


def a_float(chance: random.Random) -> float:
    if chance.random() < 0.5:
        return round(chance.uniform(-200, 200), chance.randrange(6))
    value = struct.unpack("d", chance.randbytes(8))[0]
    return value if abs(value) < float("inf") else 0.5


@pytest.mark.parametrize("seed", range(200))
def test_any_content(seed):
    content = {"content": some_value(random.Random(seed), 5)}
    assert canonical(content) == rfc8785.dumps(content).decode()


def test_what_the_two_encoders_write_differently():
    content = {"é": 1, "😀": 2, "\ufb33": 3, "numbers": [0.0, -0.0, 1e-7, 0.0001, 1e16, 1e22, 31.885, 12.0, 5e-324]}
    assert canonical(content) == rfc8785.dumps(content).decode()
    assert '"numbers":[0,0,1e-7,0.0001,10000000000000000,1e+22,31.885,12,5e-324]' in canonical(content)
