"""The arithmetic of small counts: Wilson's limits, shares and changes."""

from __future__ import annotations

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95 % limits of a share by Wilson (1927, JASA 22:209), None without trials."""
    if trials == 0:
        return None
    share, z2 = successes / trials, _Z * _Z
    centre = share + z2 / (2 * trials)
    half = _Z * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    scale = 1 + z2 / trials
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def change(now: int, before: int) -> float | None:
    """The relative change, None from nothing."""
    return (now - before) / before if before else None
