"""How soon a record can be queried: `python -m tests.benchmarks.bench_freshness [--seconds N] [--rate N]`.

A running loader, on either log. The producer sends records at a steady rate, posts and figures in turn, has
each tenth of a second's acknowledged, and notes when; a reader asks the warehouse all the time which rows are
there. Freshness is the time between the two, so it holds the reader's own pause and query.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from statistics import quantiles

from hub.records import Record
from hub.settings import Settings
from streams.opening import open_log
from streams.publisher import Publisher
from tests.benchmarks.figures import Figures
from tests.benchmarks.hub import hub, start
from tests.benchmarks.records import posts, publish_all, snapshots
from warehouse.client import connect

BURST_SECONDS = 0.1
LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 60
READY = 1_000_001
"""The number of the record that shows that the loader has begun."""
NUMBERS = """
    SELECT toUInt32(splitByChar(':', post_id)[2]) AS number FROM posts
    UNION DISTINCT SELECT toUInt32(views) AS number FROM metrics
"""
"""A post tells its number in its id, a figure in its views."""


def main(arguments: Sequence[str]) -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(prog="bench_freshness")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=int, default=200)
    options = parser.parse_args(arguments)
    figures = Figures("freshness")
    for name, kafka in (("embedded log", False), ("Kafka", True)):
        with hub(kafka) as settings:
            waits = _waits(settings, options.rate, options.seconds)
        cuts = quantiles(waits, n=100)
        figures.add(f"{name}, seconds to a row, half of the records", cuts[49], "s")
        figures.add(f"{name}, seconds to a row, 95 % of the records", cuts[94], "s")
        figures.add(f"{name}, seconds to a row, the slowest record", max(waits), "s")
    figures.finish()


def _waits(settings: Settings, rate: int, seconds: int) -> list[float]:
    """For each record, the seconds between its acknowledgement and the first answer that has its row."""
    loader = start(settings, "cli", ["load"])
    sender = _Sender(settings, rate, seconds)
    try:
        publish_all(settings, posts(1, READY))
        _watched(settings, 1)
        sender.start()
        seen = _watched(settings, 1 + rate * seconds)
    finally:
        loader.terminate()
        loader.communicate()
    sender.join()
    return [max(0.0, seen[number] - acknowledged) for number, acknowledged in sender.acknowledged.items()]


class _Sender(threading.Thread):
    """Sends records and remembers when each was acknowledged."""

    def __init__(self, settings: Settings, rate: int, seconds: int) -> None:
        super().__init__(daemon=True)
        self._publisher = Publisher(open_log(settings))
        self._burst = max(1, round(rate * BURST_SECONDS))
        self._records = rate * seconds
        self.acknowledged: dict[int, float] = {}

    def run(self) -> None:
        due = time.monotonic()
        for first in range(0, self._records, self._burst):
            time.sleep(max(0.0, due - time.monotonic()))
            numbers = range(first, min(first + self._burst, self._records))
            for number in numbers:
                self._publisher.publish(_record(number))
            self._publisher.flush()
            self.acknowledged |= dict.fromkeys(numbers, time.monotonic())
            due += BURST_SECONDS
        self._publisher.close()


def _record(number: int) -> Record:
    return next(posts(1, number) if number % 2 else snapshots(1, number))


def _watched(settings: Settings, count: int) -> dict[int, float]:
    """When the row of each of `count` records was first in an answer."""
    warehouse, seen = connect(settings, readonly=True), dict[int, float]()
    changed = time.monotonic()
    while len(seen) < count:
        asked = len(seen)
        numbers = [int(str(row["number"])) for row in warehouse.query(NUMBERS)]
        now = time.monotonic()
        for number in numbers:
            seen.setdefault(number, now)
        changed = now if len(seen) > asked else changed
        if now - changed > PATIENCE_SECONDS:
            raise SystemExit(f"{count - len(seen)} records did not arrive within {PATIENCE_SECONDS} s")
        time.sleep(LOOK_SECONDS)
    return seen


if __name__ == "__main__":
    main(sys.argv[1:])
