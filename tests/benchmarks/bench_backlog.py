"""A loader's memory under a backlog: `python -m tests.benchmarks.bench_backlog [--records N] [--embedded]`.

A million records wait on Kafka, one in ten a post of 300 characters, the others figures; one loader process
takes them all. What counts is the peak of its memory (resident set), dictionaries and libraries included.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from hub.records import Record
from tests.benchmarks.figures import Figures
from tests.benchmarks.hub import figures_of, hub, start
from tests.benchmarks.records import posts, publish_all, snapshots

POST_SHARE = 10


def main(arguments: Sequence[str]) -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(prog="bench_backlog")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--embedded", action="store_true")
    options = parser.parse_args(arguments)
    figures = Figures("backlog")
    with hub(kafka=not options.embedded) as settings:
        publish_all(settings, _records(options.records))
        loaded = figures_of(start(settings, "tests.benchmarks.load"))
    figures.add("records of the backlog", loaded["messages"])
    figures.add("peak memory of the loader", loaded["peak"], "MB")
    figures.add("records per second of the core", loaded["messages"] / loaded["core"])
    figures.add("records per second of the clock", loaded["messages"] / loaded["clock"])
    figures.finish()


def _records(count: int) -> Iterator[Record]:
    first_posts, figures = posts(count // POST_SHARE), snapshots(count - count // POST_SHARE)
    for number, figure in enumerate(figures):
        yield figure
        if number % (POST_SHARE - 1) == 0 and (first := next(first_posts, None)) is not None:
            yield first
    yield from first_posts


if __name__ == "__main__":
    main(sys.argv[1:])
