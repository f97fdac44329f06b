"""A benchmark's figures: printed as they come, kept as JSON, and held against the bounds of an environment.

The JSON goes to `build/bench/<benchmark>.json`. `bounds.json` says for each environment and benchmark how
small or large a figure may be; FENGHUO_BENCH_ENVIRONMENT names this machine's environment, `two-cores` unless
set. Figures of the clock depend on what else the machine does; ratios within one run hardly do.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

DIRECTORY = Path(__file__).parents[2] / "build" / "bench"
BOUNDS = Path(__file__).with_name("bounds.json")


class Figures:
    """The figures of one benchmark."""

    def __init__(self, benchmark: str) -> None:
        self.benchmark = benchmark
        self._figures: dict[str, float] = {}

    def add(self, name: str, figure: float, unit: str = "") -> None:
        """Keep and print a figure; its name says what it is, and of what."""
        self._figures[name] = round(figure, 4)
        digits = 0 if abs(figure) >= 100 else 2
        sys.stdout.write(f"{name:48}{figure:>14,.{digits}f} {unit}\n")
        sys.stdout.flush()

    def finish(self) -> None:
        """Write the JSON, say where, and end the process with 1 where a bound is broken."""
        environment = os.environ.get("FENGHUO_BENCH_ENVIRONMENT", "two-cores")
        DIRECTORY.mkdir(parents=True, exist_ok=True)
        path = DIRECTORY / f"{self.benchmark}.json"
        path.write_text(json.dumps({"environment": environment, "figures": self._figures}, indent=2) + "\n")
        sys.stdout.write(f"figures: {path}\n")
        broken = [
            f"{name} is {self._figures[name]:,} and may be {side} {bound:,} on {environment}"
            for name, bounds in _bounds(environment, self.benchmark).items()
            if name in self._figures
            for side, bound in bounds.items()
            if not _within(self._figures[name], side, bound)
        ]
        sys.stdout.writelines(f"Out of bounds: {sentence}.\n" for sentence in broken)
        if broken:
            sys.exit(1)


def _bounds(environment: str, benchmark: str) -> Mapping[str, Mapping[str, float]]:
    known = json.loads(BOUNDS.read_text(encoding="utf-8"))
    if environment not in known:
        sys.stdout.write(f"No bounds are kept for the environment {environment}.\n")
    bounds: Mapping[str, Mapping[str, float]] = known.get(environment, {}).get(benchmark, {})
    return bounds


def _within(figure: float, side: str, bound: float) -> bool:
    return figure >= bound if side == "at least" else figure <= bound
