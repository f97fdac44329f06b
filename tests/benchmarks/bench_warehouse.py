"""How fast the warehouse answers and fills: `python -m tests.benchmarks.bench_warehouse`.

An embedded server process, the embedded log and the loader, on this machine: a trivial query, a columnar
insert, and the loader on posts (seen for the first time; seen again unchanged; partial) and on figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from msgspec.structs import replace

from hub.clock import SystemClock
from hub.records import PostSeen, Record
from nlp.tagger import Tagger
from streams.opening import open_log
from tests.benchmarks.figures import Figures
from tests.benchmarks.hub import hub
from tests.benchmarks.records import posts, publish_all, snapshots
from tests.warehouse.loading import metrics
from warehouse.client import Warehouse, connect
from warehouse.loader import Loader
from warehouse.rows import Place, columns, metrics_row

QUERIES = 300
ROWS = 100_000
ROWS_AT_ONCE = 20_000
POSTS = 2_000
FIGURES = 60_000


def main() -> None:
    """Print a line for each figure."""
    figures = Figures("warehouse")
    with hub(kafka=False) as settings:
        warehouse = connect(settings, patience=30)
        asked = _seconds(lambda: [warehouse.query("SELECT 1 AS one") for _ in range(QUERIES)])
        figures.add("trivial query", 1000 * asked / QUERIES, "ms")
        figures.add("columnar insert, rows per second", ROWS / _seconds(lambda: _insert(warehouse)))
        log = open_log(settings)
        loader = Loader(log, warehouse, Tagger(), SystemClock())
        for name, records in _loads():
            publish_all(settings, iter(records))
            figures.add(f"loader, {name}, records per second", len(records) / _seconds(loader.drain))
        log.close()
    figures.finish()


def _insert(warehouse: Warehouse) -> None:
    for start in range(0, ROWS, ROWS_AT_ONCE):
        numbers = range(start, start + ROWS_AT_ONCE)
        rows = [metrics_row(metrics(n), Place("metrics", 0, n)) for n in numbers]
        warehouse.insert("metrics", columns("metrics", rows), f"bench-{start}")


def _loads() -> Iterator[tuple[str, Sequence[Record]]]:
    first = [record for record in posts(POSTS) if isinstance(record, PostSeen)]
    yield "posts seen first", first
    yield "posts seen again", [_later(seen, hours) for hours in range(1, 11) for seen in first]
    yield "posts without text", [replace(_later(seen, 20), text="") for seen in first]
    yield "figures", list(snapshots(FIGURES))


def _later(seen: PostSeen, hours: int) -> PostSeen:
    return replace(seen, fetched_at=seen.fetched_at + timedelta(hours=hours))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
