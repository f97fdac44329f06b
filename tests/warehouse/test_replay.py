"""Loading again what was loaded: no answer changes, a killed replay goes on, a running loader goes on too."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.clock import SystemClock
from hub.settings import Settings
from nlp.tagger import Tagger
from streams.log import Log
from streams.topics import METRICS, TOPICS
from tests.warehouse.embedded import ServerProcess, environment_of
from tests.warehouse.loading import NOON, account, crawl, metrics, post, publish
from warehouse.client import Warehouse
from warehouse.loader import GROUP, Loader
from warehouse.replay import Replay

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
TABLES = ("posts", "post_versions", "metrics", "account_metrics", "crawls")
VIEWS = ("v_posts", "v_metrics", "v_post_reach")
_REPLAY = """
import sys
from datetime import datetime
from hub.clock import SystemClock
from hub.settings import load_settings
from nlp.tagger import Tagger
from streams.opening import open_log
from warehouse import batch
from warehouse.client import connect
from warehouse.replay import Replay
batch.MAX_MESSAGES = 4_000  # small batches, so that there is a middle in which to be killed
settings = load_settings()
replay = Replay(open_log(settings), datetime.fromisoformat(sys.argv[1]))
replay.run(connect(settings), Tagger(), SystemClock(), lambda done, total: print(done, total, flush=True))
"""


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


def answers(warehouse: Warehouse) -> dict[str, list[dict[str, object]]]:
    """All that the tables and views say."""
    kept = {table: warehouse.query(f"SELECT * FROM {table} FINAL ORDER BY ALL") for table in TABLES}
    return kept | {view: warehouse.query(f"SELECT * FROM {view} ORDER BY ALL") for view in VIEWS}


def drain(log: Log, warehouse: Warehouse, tagger: Tagger) -> int:
    return Loader(log, warehouse, tagger, SystemClock()).drain()


def replay(
    log: Log, warehouse: Warehouse, tagger: Tagger, since: datetime = LONG_AGO
) -> list[tuple[int, int]]:
    """Replay to the end; how far it said it was, each time it said so."""
    told: list[tuple[int, int]] = []
    Replay(log, since).run(warehouse, tagger, SystemClock(), lambda done, total: told.append((done, total)))
    return told


def test_a_replay_changes_no_answer_and_leaves_no_trace(
    log: Log, warehouse: Warehouse, tagger: Tagger
) -> None:
    publish(log, post(), metrics(), account(), crawl(), post(text="", fetched_at=NOON + timedelta(hours=2)))
    publish(log, post(deleted=True, text="", fetched_at=NOON + timedelta(hours=3)), metrics(hour=9))
    drain(log, warehouse, tagger)
    before, committed = answers(warehouse), log.committed_offsets(GROUP, TOPICS)
    told = replay(log, warehouse, tagger)
    assert (told[0], told[-1]) == ((0, 7), (7, 7))
    assert answers(warehouse) == before
    assert log.committed_offsets(GROUP, TOPICS) == committed
    assert not Replay(log, LONG_AGO).is_under_way()


def test_a_replay_restores_what_the_warehouse_has_lost(
    log: Log, warehouse: Warehouse, tagger: Tagger
) -> None:
    publish(log, post(1))
    drain(log, warehouse, tagger)
    time.sleep(1.1)
    since = datetime.now(UTC)
    publish(log, post(2), metrics(2))
    drain(log, warehouse, tagger)
    warehouse.command("TRUNCATE TABLE posts")
    assert replay(log, warehouse, tagger, since)[-1] == (2, 2)
    assert warehouse.query("SELECT post_id FROM posts FINAL") == [{"post_id": "wechat:2"}]


def test_what_is_not_loaded_yet_is_left_to_the_loader(log: Log, warehouse: Warehouse, tagger: Tagger) -> None:
    publish(log, post(1))
    assert Replay(log, LONG_AGO).total() == 0
    drain(log, warehouse, tagger)
    publish(log, post(2))
    assert Replay(log, LONG_AGO).total() == 1


def test_a_replay_knows_when_the_stream_reaches_back_less_far(
    log: Log, warehouse: Warehouse, tagger: Tagger
) -> None:
    publish(log, *(metrics(number) for number in range(20)))
    drain(log, warehouse, tagger)
    assert not Replay(log, LONG_AGO).is_cut_short()
    log.trim(datetime.now(UTC) + timedelta(hours=1), GROUP)
    publish(log, *(metrics(number) for number in range(20)))
    drain(log, warehouse, tagger)
    assert Replay(log, LONG_AGO).is_cut_short()
    time.sleep(1.1)
    assert not Replay(log, datetime.now(UTC)).is_cut_short()


def test_a_replay_runs_beside_a_loader(log: Log, warehouse: Warehouse, tagger: Tagger) -> None:
    publish(log, *(metrics(number) for number in range(50)))
    drain(log, warehouse, tagger)
    warehouse.command("TRUNCATE TABLE metrics")
    with running(Loader(log, warehouse, tagger, SystemClock())):
        publish(log, *(metrics(number) for number in range(50, 100)))
        assert replay(log, warehouse, tagger)[-1] == (50, 50)
        while log.committed_offsets(GROUP, [METRICS]) != log.end_offsets([METRICS]):
            time.sleep(0.1)
    assert warehouse.query("SELECT count() AS n FROM metrics FINAL") == [{"n": 100}]


@contextmanager
def running(loader: Loader) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=loader.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=60)


def test_a_killed_replay_goes_on_where_it_stood(
    log: Log,
    stream_settings: Settings,
    warehouse: Warehouse,
    warehouse_server: ServerProcess,
    tagger: Tagger,
    tmp_path: Path,
) -> None:
    publish(log, *(metrics(number, hour) for number in range(400) for hour in range(100)))
    drain(log, warehouse, tagger)
    before = warehouse.query("SELECT count() AS n, sum(readers) AS readers FROM metrics FINAL")
    environment = environment_of(stream_settings) | {
        "FENGHUO_DATA": str(tmp_path),
        "FENGHUO_KAFKA": stream_settings.kafka or "",
        "FENGHUO_TOPIC_PREFIX": stream_settings.topic_prefix,
        "FENGHUO_CLICKHOUSE_PORT": str(warehouse_server.settings.clickhouse_port),
        "FENGHUO_CLICKHOUSE_PASSWORD": warehouse_server.settings.secret("clickhouse_password"),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _REPLAY, LONG_AGO.isoformat()],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    done = 0
    while not 0 < done < 40_000:
        done = int(process.stdout.readline().split()[0])
    process.kill()
    process.wait(timeout=60)
    assert Replay(log, LONG_AGO).is_under_way()
    told = replay(log, warehouse, tagger)
    assert told[0][0] >= done > 0
    assert told[-1] == (40_000, 40_000)
    assert warehouse.query("SELECT count() AS n, sum(readers) AS readers FROM metrics FINAL") == before
