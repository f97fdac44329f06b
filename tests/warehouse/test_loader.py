"""The loader puts each record of the stream into the tables once, what is unfit into the dead letters."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.clock import SystemClock
from hub.errors import DiskFull, Unavailable
from hub.records import Metrics
from nlp.tagger import TAGGER_VERSION, Tagger
from streams import codec
from streams.log import Log
from streams.topics import DEAD_LETTERS, METRICS, POSTS, TOPICS
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.loading import NOON, account, crawl, metrics, post, publish
from warehouse.client import Warehouse, connect
from warehouse.loader import GROUP, Loader
from warehouse.migrations import migrate


@pytest.fixture
def loader(log: Log, warehouse: Warehouse) -> Loader:
    return Loader(log, warehouse, Tagger(), SystemClock())


def send(log: Log, topic: str, value: bytes, key: str = "wechat:1", **headers: str) -> None:
    """A message as somebody else's program might write it."""
    producer = log.producer()
    usual = {"type": codec.TYPE_OF_TOPIC.get(topic, ""), "version": "1.0", "content-type": "application/json"}
    producer.send(topic, key, value, {**usual, **headers})
    producer.close()


def rewind(log: Log) -> None:
    """Put the loader's group back to the beginning of the stream."""
    consumer = log.consumer(GROUP, TOPICS)
    ends = log.end_offsets(TOPICS)
    while set(consumer.assignment()) != set(ends):
        consumer.poll(1, 0.1)
    consumer.commit(dict.fromkeys(ends, 0))
    consumer.close()


def counts(warehouse: Warehouse) -> dict[str, object]:
    tables = ("posts", "post_versions", "metrics", "account_metrics", "crawls", "dead_letters")
    selected = ", ".join(f"(SELECT count() FROM {table} FINAL) AS {table}" for table in tables)
    return warehouse.query(f"SELECT {selected}")[0]


@contextmanager
def running(loader: Loader) -> Iterator[threading.Thread]:
    """The loader's `run` in a thread, stopped at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=loader.run, args=(stop,))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(timeout=60)
    assert not thread.is_alive()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_every_kind_of_record_arrives(log: Log, loader: Loader, warehouse: Warehouse) -> None:
    publish(log, post(), metrics(), account(), crawl())
    assert loader.drain() == 4
    assert counts(warehouse) == {
        "posts": 1,
        "post_versions": 1,
        "metrics": 1,
        "account_metrics": 1,
        "crawls": 1,
        "dead_letters": 0,
    }


def test_a_post_arrives_unchanged_and_tagged_with_its_evidence(
    log: Log, loader: Loader, warehouse: Warehouse
) -> None:
    seen = post(
        source_label="应急管理部",
        position=2,
        hashtags=("防火", "用电"),
        fetched_at=NOON + timedelta(milliseconds=7),
    )
    publish(log, seen)
    loader.drain()
    [row] = warehouse.query("SELECT * FROM posts FINAL")
    for name in ("post_id", "url", "title", "text", "published_at", "fetched_at", "source_label", "position"):
        assert row[name] == getattr(seen, name)
    assert row["hashtags"] == ["防火", "用电"]
    assert row["topics"] != ["other"]
    words = [found["word"] for label in json.loads(str(row["evidence"])) for found in label["words"]]
    assert words
    assert all(word in seen.title + seen.text for word in words)
    assert row["tagger"] == TAGGER_VERSION


def test_figures_are_of_their_instant_or_of_their_days_end(
    log: Log, loader: Loader, warehouse: Warehouse
) -> None:
    publish(
        log,
        metrics(1, hour=1),
        metrics(2, hour=2, as_of=date(2025, 2, 28), precision={"views": "lower_bound"}),
    )
    loader.drain()
    rows = warehouse.query("SELECT * FROM metrics FINAL ORDER BY post_id")
    assert (rows[0]["as_of"], rows[0]["figure_at"]) == (date(1970, 1, 1), NOON + timedelta(hours=1))
    assert (rows[1]["as_of"], rows[1]["figure_at"]) == (
        date(2025, 2, 28),
        datetime(2025, 2, 28, 16, tzinfo=UTC),
    )
    assert (rows[1]["views"], rows[1]["readers"], rows[1]["precision"]) == (
        None,
        200,
        {"views": "lower_bound"},
    )


def test_a_text_survives_sightings_without_it_and_a_deletion(
    log: Log, loader: Loader, warehouse: Warehouse
) -> None:
    publish(log, post())
    loader.drain()
    publish(log, post(title="改了标题", text="", fetched_at=NOON + timedelta(hours=2)))
    publish(log, post(title="", text="", deleted=True, fetched_at=NOON + timedelta(hours=3)))
    loader.drain()
    [row] = warehouse.query("SELECT title, text, deleted, fetched_at FROM posts FINAL")
    assert row == {
        "title": "改了标题",
        "text": post().text,
        "deleted": True,
        "fetched_at": NOON + timedelta(hours=3),
    }
    versions = warehouse.query("SELECT title, deleted FROM post_versions FINAL ORDER BY fetched_at")
    assert [(row["title"], row["deleted"]) for row in versions] == [
        (post().title, False),
        ("改了标题", False),
        ("", True),
    ]


def test_a_text_that_comes_late_completes_what_was_seen_without_it(
    log: Log, loader: Loader, warehouse: Warehouse
) -> None:
    first, second, third = (post(number) for number in (1, 2, 3))
    later = NOON + timedelta(hours=2)
    publish(log, post(1, title="改了标题", text="", url="", fetched_at=later))
    publish(log, post(2, title="", text="", deleted=True, fetched_at=later), post(3, fetched_at=later))
    loader.drain()
    publish(log, first, second, third)
    loader.drain()
    rows = warehouse.query("SELECT title, text, url, deleted, fetched_at FROM posts FINAL ORDER BY post_id")
    assert [tuple(row.values()) for row in rows] == [
        ("改了标题", first.text, first.url, False, later),
        (second.title, second.text, second.url, True, later),
        (third.title, third.text, third.url, False, later),
    ]
    [sightings] = warehouse.query("SELECT uniqExact(post_id, fetched_at) AS sightings FROM post_versions")
    assert sightings["sightings"] == 6


def test_reading_the_whole_stream_again_changes_no_row(
    log: Log, loader: Loader, warehouse: Warehouse
) -> None:
    publish(log, post(), metrics(), account(), crawl(), post(text="", fetched_at=NOON + timedelta(hours=2)))
    send(log, METRICS, b"not json")
    loader.drain()
    tables = ("posts", "post_versions", "metrics", "account_metrics", "crawls")
    before = {table: warehouse.query(f"SELECT * FROM {table} FINAL ORDER BY ALL") for table in tables}
    counted = counts(warehouse)
    rewind(log)
    assert loader.drain() > 0
    assert {table: warehouse.query(f"SELECT * FROM {table} FINAL ORDER BY ALL") for table in tables} == before
    assert counts(warehouse) == counted


def test_fields_of_a_newer_minor_version_are_kept_once(
    log: Log, loader: Loader, warehouse: Warehouse
) -> None:
    newer = codec.encode(post()).value.replace(b"{", b'{"mood":"\xe5\xb9\xb3\xe9\x9d\x99",', 1)
    send(log, POSTS, newer, version="1.99")
    publish(log, post(2))
    loader.drain()
    rewind(log)
    loader.drain()
    assert counts(warehouse)["posts"] == 2
    [row] = warehouse.query("SELECT * FROM unknown_fields FINAL")
    assert (row["record_key"], row["schema_version"], row["fields"]) == (
        "wechat:1",
        "1.99",
        '{"mood":"平静"}',
    )
    assert counts(warehouse)["dead_letters"] == 0


@pytest.mark.parametrize(
    ("topic", "value", "headers"),
    [
        (POSTS, b"\xff\x00 no json", {}),
        (POSTS, b"{}", {}),
        (POSTS, codec.encode(post()).value, {"version": "2.0"}),
        (POSTS, codec.encode(post()).value, {"type": "Nonsense"}),
        (POSTS, codec.encode(post(position=256)).value, {}),
        (METRICS, codec.encode(metrics(metrics=Metrics(views=2**63))).value, {}),
        (METRICS, codec.encode(metrics(as_of=date(1970, 1, 1))).value, {}),
        (METRICS, codec.encode(metrics(observed_at=datetime(2500, 1, 1, tzinfo=UTC))).value, {}),
        (DEAD_LETTERS, b"not even a letter", {}),
    ],
)
def test_what_is_unfit_becomes_a_dead_letter_and_holds_nothing_up(
    log: Log, loader: Loader, warehouse: Warehouse, topic: str, value: bytes, headers: dict[str, str]
) -> None:
    publish(log, post(7))
    send(log, topic, value, **headers)
    publish(log, post(8))
    loader.drain()
    assert warehouse.query("SELECT post_id FROM posts FINAL ORDER BY post_id") == [
        {"post_id": "wechat:7"},
        {"post_id": "wechat:8"},
    ]
    [letter] = warehouse.query("SELECT *, base64Decode(payload) AS bytes FROM dead_letters FINAL")
    assert letter["source_topic"] == topic
    assert letter["letter_id"] == f"{topic}/{letter['source_partition']}/{letter['source_offset']}"
    assert str(letter["reason"]).endswith(".")
    assert warehouse.raw("SELECT base64Decode(payload) FROM dead_letters FINAL", "RawBLOB") == value


def test_the_loader_waits_for_an_absent_warehouse_and_goes_on_where_it_stood(
    log: Log, own_server: ServerProcess, caplog: pytest.LogCaptureFixture
) -> None:
    own_server.start()
    migrate(connect(own_server.settings, patience=30))
    own_server.kill()
    loader = Loader(log, connect_later(own_server), Tagger(), SystemClock())
    with running(loader):
        publish(log, post(), metrics())
        wait_until(lambda: "Loading waits" in caplog.text)
        publish(log, metrics(hour=2))
        own_server.start()
        wait_until(lambda: committed_all(log))
    assert caplog.text.count("Loading waits") == 1
    assert counts(connect(own_server.settings))["metrics"] == 2


def connect_later(server: ServerProcess) -> Warehouse:
    return Warehouse(server.settings, patience=0.2)


def committed_all(log: Log) -> bool:
    committed = log.committed_offsets(GROUP, TOPICS)
    return all(committed.get(tp, 0) == end for tp, end in log.end_offsets(TOPICS).items())


def test_stopping_stores_what_was_read(log: Log, loader: Loader, warehouse: Warehouse) -> None:
    publish(log, post())
    with running(loader):
        time.sleep(0.5)
    publish(log, metrics())
    with running(loader):
        wait_until(lambda: committed_all(log))
    assert counts(warehouse)["posts"] == counts(warehouse)["metrics"] == 1


def test_a_full_disk_ends_the_loader_and_loses_nothing(log: Log, own_server: ServerProcess) -> None:
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    migrate(warehouse)
    own_server.stop()
    own_server.settings = own_server.settings.model_copy(update={"min_free_bytes": 10**16})
    own_server.start()
    publish(log, post())
    with pytest.raises(DiskFull, match="no space left"):
        Loader(log, warehouse, Tagger(), SystemClock()).run(threading.Event())
    assert log.committed_offsets(GROUP, [POSTS]) == {}


def test_draining_without_a_warehouse_says_so(log: Log, own_server: ServerProcess) -> None:
    publish(log, post())
    with pytest.raises(Unavailable, match="does not answer"):
        Loader(log, connect_later(own_server), Tagger(), SystemClock()).drain()
