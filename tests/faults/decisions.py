"""What a trial does to its victims, and in which order: all of it decided by the seed.

The seed fixes the content, the steps at which each life of a process is to end, the order of the kills from
outside with the pauses between them, and which other trouble comes after how many kills. It cannot fix how
far the processes have come when a kill from outside hits them: that is the machine's doing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["loader", "producer", "warehouse", "broker"]
Trouble = Literal["join", "leave", "hang", "clock", "disk"]

LOADER_STEPS: Final = (
    "loader.polled",
    "loader.taken",
    "loader.built",
    "loader.inserted.posts",
    "loader.inserted.post_versions",
    "loader.inserted.post_texts",
    "loader.inserted.metrics",
    "loader.inserted.account_metrics",
    "loader.inserted.crawls",
    "loader.inserted.dead_letters",
    "loader.rolled_up",
    "stream.appended",
    "stream.flushed",
    "loader.buried",
    "stream.committing",
    "loader.committed",
)
"""Every named step between poll and commit; those of the stream are the letters' and the commit's."""
STEPS: Final[dict[Kind, tuple[str, ...]]] = {
    "loader": LOADER_STEPS,
    "producer": ("stream.appended", "stream.flushed"),
    "warehouse": ("warehouse.received", "warehouse.inserted"),
    "broker": (),
}
_ARMED: Final[dict[Kind, float]] = {"loader": 0.75, "producer": 0.5, "warehouse": 0.4, "broker": 0}
_LONGEST: Final[dict[Kind, int]] = {"loader": 6, "producer": 12, "warehouse": 40, "broker": 0}
_OFTEN: Final = {"loader.polled": 10, "loader.taken": 10}
"""Steps that are passed so many times as often as the others."""
_WEIGHTS: Final[dict[Kind, float]] = {"loader": 5, "producer": 2.5, "warehouse": 2, "broker": 1.5}
JUMPS: Final = (7_200.0, -172_800.0, 31_536_000.0, -3.0, 0.0)
"""Seconds by which the clock is off after a jump: hours, days, a year, a moment; then right again."""


@dataclass(frozen=True)
class Stroke:
    """A kill from outside: whom, which of its kind (modulo their number), after how many seconds."""

    kind: Kind
    index: int
    pause: float


class Decisions:
    """The decisions of one seed for one log."""

    def __init__(self, seed: int, log: str, kills: int) -> None:
        self._seed = f"{seed}/{log}"
        self._kinds: list[Kind] = ["loader", "producer", "warehouse"]
        if log == "kafka":
            self._kinds.append("broker")
        self._armings = {kind: self._arm(kind) for kind in self._kinds}
        self.strokes = self._strike()
        self.troubles = self._trouble(kills)

    def armed(self, kind: Kind) -> str:
        """Where the next life of a process of this kind is to end, `step:count`; empty for nowhere."""
        return next(self._armings[kind])

    def _arm(self, kind: Kind) -> Iterator[str]:
        chance = random.Random(f"{self._seed}/{kind}")
        while True:
            # Each step once in a round, so that none is left out.
            for step in chance.sample(STEPS[kind], len(STEPS[kind])) or [""]:
                while chance.random() >= _ARMED[kind]:
                    yield ""
                yield f"{step}:{chance.randint(1, _LONGEST[kind] * _OFTEN.get(step, 1))}"

    def _strike(self) -> Iterator[Stroke]:
        chance = random.Random(f"{self._seed}/strokes")
        weights = [_WEIGHTS[kind] for kind in self._kinds]
        first = chance.sample(self._kinds, len(self._kinds))
        while True:
            kind = first.pop() if first else chance.choices(self._kinds, weights)[0]
            yield Stroke(kind, chance.randrange(10), chance.uniform(0.2, 3.0))

    def _trouble(self, kills: int) -> dict[int, list[Trouble]]:
        """Trouble by the number of kills after which it comes; every sort at least once."""
        chance = random.Random(f"{self._seed}/troubles")
        sorts: list[Trouble] = ["join", "leave", "hang", "clock", "disk"]
        planned: dict[int, list[Trouble]] = {}
        for first in range(1, kills, 20):
            for trouble, times in zip(sorts, (2, 2, 1, 2, 1), strict=True):
                for _ in range(times if first == 1 or trouble != "disk" else chance.randrange(2)):
                    planned.setdefault(first + chance.randrange(min(20, kills)), []).append(trouble)
        return planned
