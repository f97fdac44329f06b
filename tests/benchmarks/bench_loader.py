"""How fast the loader loads from Kafka: `python -m tests.benchmarks.bench_loader [--posts N] [--figures N]`.

One loader process takes posts of 300 characters, and then figures, from a broker of this machine (Java and
Maven) to rows that can be queried. The same posts go through `plain_load` before and after it, in this run,
so that the ratio holds whatever else the machine does. Seconds of a core are the loader process's own; the
broker and the warehouse's server have theirs beside it. Each step's share tells the next limit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from hub.settings import Settings
from tests.benchmarks.figures import Figures
from tests.benchmarks.hub import figures_of, hub, start
from tests.benchmarks.records import posts, publish_all, snapshots
from warehouse.steps import WORK

PLAIN_SHARE = 5
"""Of the posts, one in so many goes through the plain loop, twice."""


def main(arguments: Sequence[str]) -> None:
    """Print a line for each figure."""
    options = _options(arguments)
    figures = Figures("loader")
    with hub(kafka=True) as settings:
        publish_all(settings, posts(options.posts))
        plain = [_plain(settings, options.posts // PLAIN_SHARE)]
        loaded = figures_of(start(settings, "tests.benchmarks.load"))
        plain.append(_plain(settings, options.posts // PLAIN_SHARE))
        _tell(figures, "posts", loaded)
        for time in ("core", "clock"):
            rate = sum(each["messages"] for each in plain) / sum(each[time] for each in plain)
            figures.add(f"plain loop, posts per second of the {time}", rate)
            figures.add(f"posts, ratio to the plain loop by the {time}", _rate(loaded, time) / rate)
        publish_all(settings, snapshots(options.figures))
        _tell(figures, "figures", figures_of(start(settings, "tests.benchmarks.load")))
    figures.finish()


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_loader")
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--figures", type=int, default=200_000)
    return parser.parse_args(arguments)


def _plain(settings: Settings, count: int) -> dict[str, float]:
    return figures_of(start(settings, "tests.benchmarks.plain_load", [count]))


def _tell(figures: Figures, what: str, loaded: dict[str, float]) -> None:
    for time in ("core", "clock"):
        figures.add(f"{what} per second of the {time}", _rate(loaded, time))
        for step in WORK:
            if seconds := loaded.get(f"{time} of {step}"):
                figures.add(f"{what}, share of {step} in the {time}", 100 * seconds / loaded[time], "%")
    figures.add(f"{what}, peak memory of the loader", loaded["peak"], "MB")


def _rate(loaded: dict[str, float], time: str) -> float:
    return loaded["messages"] / loaded[time]


if __name__ == "__main__":
    main(sys.argv[1:])
