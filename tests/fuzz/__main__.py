"""`python -m tests.fuzz [--inputs N] [--seed S]`: nonsense for every parser, and a table of what it did.

Inputs that crash a parser are kept in var/fuzz/, and the command leaves with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.fuzz.run import Result, begin, run
from tests.fuzz.targets import TARGETS

KEPT = Path("var") / "fuzz"
GROWTH = 64_000_000
"""Bytes by which memory may grow after the warm-up; a leak of a few bytes an input is more in a million."""


def main() -> int:
    """Run all targets, two at a time, and print the table, each line as soon as it is known."""
    parser = argparse.ArgumentParser(prog="tests.fuzz")
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    work = [(target.name, max(1, round(given.inputs * target.share)), given.seed) for target in TARGETS]
    row = "{:<18}{:>10}{:>10}{:>12}{:>12}{:>10}  {}"
    print(row.format("parser", "inputs", "refused", "seconds", "slowest ms", "grown MB", "crashes"))  # noqa: T201
    began, results = time.perf_counter(), []
    with ProcessPoolExecutor(given.processes, get_context("spawn"), begin) as pool:
        for one in pool.map(run, work):
            told = (
                one.name,
                one.inputs,
                one.refused,
                f"{one.seconds:.0f}",
                f"{1e3 * one.slowest:.0f}",
                f"{one.grown_bytes / 1e6:.1f}",
                sum(one.counts.values()) or "none",
            )
            print(row.format(*told), flush=True)  # noqa: T201
            _keep(one)
            results.append(one)
    seconds = time.perf_counter() - began
    print(f"{sum(one.inputs for one in results):,} inputs, {seconds:.0f} s")  # noqa: T201
    return int(any(one.crashes or one.grown_bytes > GROWTH for one in results))


def _keep(result: Result) -> None:
    for kind, data in result.crashes.items():
        KEPT.mkdir(parents=True, exist_ok=True)
        file = KEPT / f"{result.name.replace(' ', '-')}-{hashlib.sha256(data).hexdigest()[:12]}"
        file.write_bytes(data)
        print(f"  {kind} ({result.counts[kind]} times): {file}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
