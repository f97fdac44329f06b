"""Whether something only grows: a straight line through the second half of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tests.soak.samples import MEASURES, Sample

SETTLED_SECONDS: Final = 20.0
"""A process younger than this is still loading what it needs, and is left out."""

_ALLOWED: Final = {"memory MB": (0.05, 8.0), "handles": (0.05, 4.0), "threads": (0.05, 2.0)}
"""Growth over the half that counts as none: a share of the mean, or this much, whichever is more."""


@dataclass(frozen=True)
class Growth:
    """A part's measure in the second half: its mean, and what a straight line through it gains."""

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
    times = np.array([sample.at for sample in samples])
    values = np.array([sample.values[place] for sample in samples])
    mean = float(values.mean())
    if len(samples) < 3:
        return Growth(part, measure, mean, 0.0)
    slope = float(np.polyfit(times - times[0], values, 1)[0])
    return Growth(part, measure, mean, slope * float(times[-1] - times[0]))
