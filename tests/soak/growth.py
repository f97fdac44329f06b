"""Whether something only grows: a straight line through the second half of a run.

Where a process was killed meanwhile, the lines of its lives have one slope and each its own height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tests.soak.samples import MEASURES, Sample

SETTLED_SECONDS: Final = 30.0
"""A process younger than this is still loading what it needs, and is left out."""

_ALLOWED: Final = {"memory MB": (0.05, 8.0), "handles": (0.05, 4.0), "threads": (0.05, 2.0)}
"""Growth over the half that counts as none: a share of the mean, or this much, whichever is more."""


@dataclass(frozen=True)
class Growth:
    """A part's measure in the second half: its mean, and what a straight line gains in its longest life."""

    part: str
    measure: str
    mean: float
    gained: float

    @property
    def flat(self) -> bool:
        share, least = _ALLOWED[self.measure]
        return self.gained <= max(share * self.mean, least)


def growths(samples: Sequence[Sample]) -> list[Growth]:
    """Of every part and measure, in the order of the parts' first samples."""
    half = max(sample.at for sample in samples) / 2
    late = [sample for sample in samples if sample.at >= half and sample.age >= SETTLED_SECONDS]
    return [
        _growth(part, measure, place, [sample for sample in late if sample.part == part])
        for part in dict.fromkeys(sample.part for sample in late)
        for place, measure in enumerate(MEASURES)
    ]


def _growth(part: str, measure: str, place: int, samples: Sequence[Sample]) -> Growth:
    lives = [[one for one in samples if one.pid == pid] for pid in {sample.pid for sample in samples}]
    times = [np.array([sample.at for sample in life]) for life in lives]
    values = [np.array([sample.values[place] for sample in life]) for life in lives]
    mean = float(np.concatenate(values).mean())
    passed = np.concatenate([at - at.mean() for at in times])
    gained = np.concatenate([value - value.mean() for value in values])
    if not passed.any():
        return Growth(part, measure, mean, 0.0)
    slope = float(passed @ gained / (passed @ passed))
    return Growth(part, measure, mean, slope * max(float(np.ptp(at)) for at in times))
