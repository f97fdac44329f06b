"""How fast the warehouse answers and fills: `python -m tests.benchmarks.bench_loader`.

An embedded server process, the embedded log and the loader, on this machine: a trivial query, a columnar
insert, and the loader on posts (seen for the first time; seen again unchanged; partial) and on figures.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from hub.clock import SystemClock
from hub.records import PostSeen, Record
from nlp.tagger import Tagger
from streams.log import Log
from streams.opening import open_log
from tests.benchmarks.bench_tagger import posts as texts
from tests.warehouse.embedded import ServerProcess, embedded_settings
from tests.warehouse.loading import metrics, post, publish
from warehouse.client import Warehouse, connect
from warehouse.loader import Loader
from warehouse.migrations import migrate
from warehouse.rows import Place, columns, metrics_row

QUERIES = 300
ROWS = 100_000
FIGURES = 60_000


def main() -> None:
    """Print one line a measurement."""
    with tempfile.TemporaryDirectory() as directory:
        server = ServerProcess(embedded_settings(Path(directory)))
        server.start()
        try:
            _measure(server)
        finally:
            server.stop()


def _measure(server: ServerProcess) -> None:
    warehouse = connect(server.settings, patience=30)
    migrate(warehouse)
    asked = _seconds(lambda: [warehouse.query("SELECT 1 AS one") for _ in range(QUERIES)])
    _say("trivial query", f"{1000 * asked / QUERIES:.1f} ms")
    _say("columnar insert, rows/s", f"{ROWS / _seconds(lambda: _insert(warehouse)):,.0f}")
    log = open_log(server.settings)
    loader = Loader(log, warehouse, Tagger(), SystemClock())
    for name, records in _loads():
        _say(f"loader, {name}, records/s", f"{len(records) / _load(log, loader, records):,.0f}")
    log.close()


def _insert(warehouse: Warehouse) -> None:
    for start in range(0, ROWS, 20_000):
        rows = [metrics_row(metrics(n), Place("metrics", 0, n)) for n in range(start, start + 20_000)]
        warehouse.insert("metrics", columns("metrics", rows), f"bench-{start}")


def _loads() -> Iterator[tuple[str, list[Record]]]:
    first = [post(number, title=title, text=text) for number, (title, text) in enumerate(texts())]
    yield "posts seen first", [*first]
    later = [_later(seen, hours) for hours in range(1, 11) for seen in first]
    yield "posts seen again", [*later]
    yield "posts without text", [replace(_later(seen, 20), text="") for seen in first]
    yield "figures", [metrics(number % 3000, number // 3000) for number in range(FIGURES)]


def _later(seen: PostSeen, hours: int) -> PostSeen:
    return replace(seen, fetched_at=seen.fetched_at + timedelta(hours=hours))


def _load(log: Log, loader: Loader, records: list[Record]) -> float:
    publish(log, *records)
    return _seconds(loader.drain)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:36}{figure:>12}\n")


if __name__ == "__main__":
    main()
