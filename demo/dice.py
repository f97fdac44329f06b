"""Chance that repeats: every draw of the demo world is a function of the names it is drawn for."""

from __future__ import annotations

import hashlib
import math
from random import Random


def dice(*names: object) -> Random:
    """A generator that gives the same numbers for the same names, in any process and any order of calls."""
    return Random(_joined(names))


def chance(*names: object) -> float:
    """One draw from [0, 1) for these names; cheaper than a generator."""
    return int.from_bytes(_digest(names)[:7]) / 2**56


def digits(count: int, *names: object) -> str:
    """`count` hexadecimal digits (at most 64) that belong to these names."""
    return _digest(names).hex()[:count]


def poisson(random: Random, mean: float) -> int:
    """How many events happen where `mean` are expected (Knuth's product of uniforms; small means only)."""
    floor, product, count = math.exp(-mean), random.random(), 0
    while product > floor:
        product *= random.random()
        count += 1
    return count


def _digest(names: tuple[object, ...]) -> bytes:
    return hashlib.blake2b(_joined(names).encode(), digest_size=32).digest()


def _joined(names: tuple[object, ...]) -> str:
    return ":".join(map(str, names))
