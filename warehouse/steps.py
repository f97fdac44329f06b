"""How long the loader's steps take, so that its next limit is known."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal, NamedTuple

Step = Literal["wait", "consume", "decode", "recall", "tag", "build", "insert", "roll up", "bury", "commit"]

WORK: Final[tuple[Step, ...]] = (
    "consume",
    "decode",
    "recall",
    "tag",
    "build",
    "insert",
    "roll up",
    "bury",
    "commit",
)
"""From the stream to the committed offset. Recall asks what is known of posts that were seen in part; roll up
has the roll-ups follow what was inserted; bury has the dead letters acknowledged. Beside it, wait is for
messages that did not come."""


class Moment(NamedTuple):
    """Seconds of the clock, and of this process's share of a core; only differences mean something."""

    clock: float
    core: float


class StepTimes:
    """Seconds spent in each step so far. Steps are taken one after the other."""

    def __init__(self) -> None:
        self.clock: dict[Step, float] = defaultdict(float)
        self.core: dict[Step, float] = defaultdict(float)

    @contextmanager
    def of(self, step: Step) -> Iterator[None]:
        """Count what happens inside as this step."""
        begun = self.now()
        try:
            yield
        finally:
            self.count(step, begun)

    def now(self) -> Moment:
        """The present moment, to `count` from."""
        return Moment(time.perf_counter(), time.process_time())

    def count(self, step: Step, begun: Moment) -> None:
        """Count all since a moment as this step."""
        ended = self.now()
        self.clock[step] += ended.clock - begun.clock
        self.core[step] += ended.core - begun.core
