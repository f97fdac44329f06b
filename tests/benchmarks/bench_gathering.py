"""What gathering costs: `python -m tests.benchmarks.bench_gathering [--rounds N]`.

First, our spider with everything it does (robots, encodings, extraction, records on an embedded log; no
delays) beside bare Scrapy that only downloads and parses, on the same local site of 2,000 pages: core
seconds, in rounds that take turns, the best of each. Then a poll of all accounts of the demo province by a
gatherer that has known none of them: seconds of the clock, and the peak of its memory (Linux only).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cli.demo_province import SEED
from demo.credentials import demo_credentials
from demo.world import World
from hub.clock import beijing_day
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER
from tests.benchmarks.figures import Figures
from tests.benchmarks.hub import figures_of
from tests.benchmarks.local_site import ARTICLES

DAYS = 29
"""Age of the demo province that is polled: as much as a first visit reads back, and its tokens still last."""


def main(arguments: Sequence[str]) -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(prog="bench_gathering")
    parser.add_argument("--rounds", type=int, default=3)
    figures = Figures("gathering")
    _compare(figures, parser.parse_args(arguments).rounds)
    _poll(figures)
    figures.finish()


def _compare(figures: Figures, rounds: int) -> None:
    best = {"bare_spider": float("inf"), "our_spider": float("inf")}
    with _serving("tests.benchmarks.local_site") as url:
        for _ in range(rounds):
            for spider in best:
                told = figures_of(_started(f"tests.benchmarks.{spider}", url))
                if told["pages"] != ARTICLES:
                    raise SystemExit(f"{spider} read {told['pages']:.0f} of {ARTICLES} pages")
                best[spider] = min(best[spider], told["core"])
    figures.add("bare Scrapy, 2,000 pages", best["bare_spider"], "s of the core")
    figures.add("our spider, 2,000 pages", best["our_spider"], "s of the core")
    figures.add("our spider, ratio to bare Scrapy by the core", best["our_spider"] / best["bare_spider"])


def _poll(figures: Figures) -> None:
    started_on = beijing_day(datetime.now(UTC)) - timedelta(days=DAYS)
    with tempfile.TemporaryDirectory() as folder:
        credentials = Path(folder) / "credentials.json"
        world = World(load_roster(EXAMPLE_ROSTER), SEED, started_on)
        credentials.write_text(json.dumps(demo_credentials(world)), encoding="utf-8")
        credentials.chmod(0o600)
        with _serving("tests.benchmarks.demo_server", SEED, started_on) as url:
            told = figures_of(_started("tests.benchmarks.full_poll", url, credentials))
    figures.add("full poll, accounts", told["accounts"])
    figures.add("full poll, posts", told["posts"])
    figures.add("full poll, seconds", told["seconds"], "s")
    figures.add("full poll, core", told["core"], "s")
    figures.add("full poll, peak memory of the gatherer", told["memory"], "MB")


@contextmanager
def _serving(module: str, *arguments: object) -> Iterator[str]:
    """The address of a server that runs as a process of its own meanwhile."""
    server = _started(module, *arguments)
    try:
        if server.stdout is None:
            raise SystemExit(f"{module} cannot be read")
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.communicate()


def _started(module: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    main(sys.argv[1:])
