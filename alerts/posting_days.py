"""The days on which an account posted: what a burst leaves of itself, and all that its rhythm is judged by.

Ten posts within an hour say no more about tomorrow's silence than one does, so a Beijing day counts once,
however much was posted on it. Days are ordinals (`date.toordinal`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

BEIJING_OFFSET: Final = 8 * 3600
"""Seconds by which Beijing's clocks are ahead of UTC; without summer time since 1991."""
EPOCH_DAY: Final = 719163
"""The ordinal of 1970-01-01."""


@dataclass(frozen=True, eq=False)
class PostingDays:
    """Ascending and without repetition: each day, how many posts it had, and the hour (0 to 23) of its first.

    `counted` are running totals of posts: `counted[i]` of all days before the i-th.
    """

    days: NDArray[np.int32]
    counts: NDArray[np.int32]
    first_hours: NDArray[np.int8]
    counted: NDArray[np.int64]

    @classmethod
    def of(cls, days: ArrayLike, counts: ArrayLike, first_hours: ArrayLike) -> PostingDays:
        """From columns that are sorted by day."""
        totals = np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))])
        return cls(
            np.asarray(days, dtype=np.int32),
            np.asarray(counts, dtype=np.int32),
            np.asarray(first_hours, dtype=np.int8),
            totals,
        )

    @classmethod
    def of_instants(cls, instants: ArrayLike) -> PostingDays:
        """From the instants of posts, in seconds since 1970, in any order."""
        local = np.sort(np.asarray(instants, dtype=np.int64)) + BEIJING_OFFSET
        days, first, counts = np.unique(local // 86400, return_index=True, return_counts=True)
        return cls.of(days + EPOCH_DAY, counts, local[first] % 86400 // 3600)

    def before(self, day: int) -> int:
        """How many of the days lie before a day."""
        return int(self.days.searchsorted(day))

    def posts_between(self, edges: NDArray[np.int32]) -> NDArray[np.int64]:
        """How many posts there were from each of ascending days up to but not including the next."""
        return np.diff(self.counted[self.days.searchsorted(edges)])


NO_DAYS: Final = PostingDays.of([], [], [])
