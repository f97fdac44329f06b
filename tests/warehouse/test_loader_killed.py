"""Whatever dies in between: every acknowledged record is there once."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.clock import SystemClock
from nlp.tagger import Tagger
from streams.log import Log
from streams.opening import open_log
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.loading import crawl, metrics, post, publish, start_loader
from warehouse.client import connect
from warehouse.loader import Loader
from warehouse.migrations import migrate

POSTS = 1500
HOURS = 4


@pytest.fixture
def hub(own_server: ServerProcess) -> Iterator[tuple[ServerProcess, Log]]:
    """A warehouse of its own that may die, with its tables, and the stream beside it."""
    own_server.start()
    opened = connect(own_server.settings, patience=30)
    migrate(opened)
    opened.close()
    log = open_log(own_server.settings)
    yield own_server, log
    log.close()


def publish_under_way(log: Log, part: int, parts: int) -> None:
    numbers = range(part, POSTS, parts)
    publish(log, *(post(number, title=f"第 {number} 条") for number in numbers))
    publish(log, *(metrics(number, hour) for number in numbers for hour in range(1, HOURS + 1)))
    publish(log, *(crawl(number) for number in numbers))


@pytest.mark.slow
def test_kill_9_of_loader_and_warehouse_loses_and_doubles_nothing(
    hub: tuple[ServerProcess, Log], tmp_path: Path
) -> None:
    server, log = hub
    chance = random.Random(7)
    parts = 6
    for part in range(parts):
        loader = start_loader(server.settings, tmp_path / "loader.log")
        publish_under_way(log, part, parts)
        time.sleep(chance.uniform(0.8, 2.5))
        kill(loader)
        if part % 3 == 2:
            server.kill()
            server.start()
    warehouse = connect(server.settings, patience=30)
    Loader(log, warehouse, Tagger(), SystemClock()).drain()
    [row] = warehouse.query(
        "SELECT (SELECT count() FROM posts FINAL) AS posts,"
        " (SELECT uniqExact(title) FROM posts FINAL) AS titles,"
        " (SELECT count() FROM metrics FINAL) AS metrics,"
        " (SELECT sum(readers) FROM metrics FINAL) AS readers,"
        " (SELECT count() FROM crawls FINAL) AS crawls, (SELECT count() FROM dead_letters) AS dead"
    )
    assert row == {
        "posts": POSTS,
        "titles": POSTS,
        "metrics": POSTS * HOURS,
        "readers": POSTS * sum(100 * hour for hour in range(1, HOURS + 1)),
        "crawls": POSTS,
        "dead": 0,
    }


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(timeout=30)
