"""What the loader holds at once is bounded, and what it holds is not lost while others are away."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.clock import SystemClock
from hub.errors import Unavailable
from nlp.tagger import Tagger
from streams.embedded import EmbeddedLog
from streams.log import Message
from streams.topics import METRICS, POSTS, TOPICS
from tests.warehouse.embedded import ServerProcess, embedded_settings
from tests.warehouse.loading import NOON, metrics, post, publish
from warehouse import batch as batches
from warehouse import loader as loaders
from warehouse.batch import Batch
from warehouse.client import Warehouse, connect
from warehouse.collector import seldom_collecting
from warehouse.forgetting import forget
from warehouse.loader import GROUP, Loader
from warehouse.migrations import migrate
from warehouse.rows import Place


@pytest.fixture
def log(tmp_path: Path) -> Iterator[CountingLog]:
    opened = CountingLog(tmp_path / "stream.sqlite")
    opened.ensure_topics()
    yield opened
    opened.close()


class CountingLog(EmbeddedLog):
    """An embedded log that counts what its consumers hand out, and whose producers may find it full once."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.handed_out = 0
        self.refuse_send_number = -1

    def consumer(self, *arguments: Any) -> Any:
        consumer = super().consumer(*arguments)
        poll = consumer.poll

        def counted(max_records: int, timeout: float) -> list[Message]:
            messages = poll(max_records, timeout)
            self.handed_out += len(messages)
            return messages

        consumer.poll = counted  # type: ignore[method-assign]
        return consumer

    def producer(self) -> Any:
        producer, sent = super().producer(), 0
        send = producer.send

        def refusing(topic: str, key: str, value: bytes, headers: Mapping[str, str]) -> None:
            nonlocal sent
            send(topic, key, value, headers)
            sent += 1
            if sent == self.refuse_send_number:
                raise Unavailable("The stream is held by others.")

        producer.send = refusing  # type: ignore[method-assign]
        return producer


def test_without_a_warehouse_the_loader_reads_one_batch_and_no_more(
    log: CountingLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MAX_MESSAGES", 100)
    monkeypatch.setattr(loaders, "POLL_MESSAGES", 40)
    publish(log, *(metrics(number, hour) for number in range(100) for hour in range(1, 11)))
    nowhere = Warehouse(embedded_settings(tmp_path), patience=0.1)
    stop = threading.Event()
    loading = threading.Thread(target=Loader(log, nowhere, Tagger(), SystemClock()).run, args=(stop,))
    loading.start()
    time.sleep(3)
    stop.set()
    loading.join(timeout=60)
    assert 100 <= log.handed_out < 140


def test_partitions_gained_while_the_warehouse_is_away_are_read_when_it_is_back(
    log: CountingLog, own_server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_server.start()
    migrate(connect(own_server.settings, patience=30))
    own_server.kill()
    monkeypatch.setattr(batches, "MAX_MESSAGES", 20)
    monkeypatch.setattr(loaders, "POLL_MESSAGES", 10)
    other = log.consumer(GROUP, TOPICS)
    other.poll(1, 0)
    # Garbage in every partition, whichever the loader has at first.
    producer = log.producer()
    for topic in TOPICS:
        for number in range(40):
            producer.send(topic, f"key-{number}", b"garbage", {})
    producer.close()
    stop = threading.Event()
    away = Warehouse(own_server.settings, patience=0.1)
    loading = threading.Thread(target=Loader(log, away, Tagger(), SystemClock()).run, args=(stop,))
    loading.start()
    deadline = time.monotonic() + 90
    while log.handed_out < 20 and time.monotonic() < deadline:
        other.poll(0, 0.2)
    other.close()
    time.sleep(3)
    own_server.start()
    while not _is_loaded(log) and time.monotonic() < deadline:
        time.sleep(0.1)
    stop.set()
    loading.join(timeout=60)
    counted = connect(own_server.settings).query("SELECT count() AS letters FROM dead_letters FINAL")
    assert counted == [{"letters": 200}]


def _is_loaded(log: CountingLog) -> bool:
    committed = log.committed_offsets(GROUP, TOPICS)
    return all(committed.get(tp, 0) == end for tp, end in log.end_offsets(TOPICS).items())


def test_what_was_read_without_a_warehouse_is_given_back_where_its_account_was_forgotten(
    log: CountingLog, own_server: ServerProcess
) -> None:
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    migrate(warehouse)
    known = post(1).account_id
    forget(warehouse, known, "tester", SystemClock().now(), settle=lambda _: None)
    warehouse.close()
    own_server.kill()
    publish(log, *(post(number) for number in range(3)))
    stop = threading.Event()
    away = Warehouse(own_server.settings, patience=0.1)
    loading = threading.Thread(target=Loader(log, away, Tagger(), SystemClock()).run, args=(stop,))
    loading.start()
    deadline = time.monotonic() + 60
    while log.handed_out < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    own_server.start()
    while not _is_loaded(log) and time.monotonic() < deadline:
        time.sleep(0.1)
    stop.set()
    loading.join(timeout=60)
    assert log.handed_out == 6
    assert connect(own_server.settings).query("SELECT count() AS n FROM posts") == [{"n": 0}]


def test_dead_letters_that_the_stream_does_not_take_hold_back_nothing_that_was_read(
    log: CountingLog, warehouse: Warehouse
) -> None:
    producer = log.producer()
    for number in range(5):
        producer.send(METRICS, f"wechat:{number}", b"garbage", {})
    producer.close()
    publish(log, *(post(number) for number in range(5)))
    log.refuse_send_number = 2
    loader = Loader(log, warehouse, Tagger(), SystemClock())
    with pytest.raises(Unavailable):
        loader.drain()
    log.refuse_send_number = -1
    loader.drain()
    counted = (
        "SELECT (SELECT count() FROM posts FINAL) AS posts, (SELECT count() FROM dead_letters FINAL) AS dead"
    )
    assert warehouse.query(counted) == [{"posts": 5, "dead": 5}]


def noted(*values: bytes) -> Batch:
    batch = Batch()
    batch.note([Message(POSTS, 0, offset, "k", value, {}, NOON) for offset, value in enumerate(values)])
    return batch


def test_a_batch_is_due_when_its_values_are_large_together() -> None:
    assert not noted(b"x" * 100).is_due()
    assert noted(b"x" * (batches.MAX_BYTES // 2), b"x" * (batches.MAX_BYTES // 2)).is_due()


def test_a_batch_is_due_when_many_posts_have_to_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MAX_RECALLED", 2)
    batch = noted(b"1", b"2", b"3", b"4")
    for offset, seen in enumerate((post(1), post(2, text=""), post(2, text=""), post(3, deleted=True))):
        assert not batch.is_due()
        batch.add(seen, Place(POSTS, 0, offset))
    assert batch.is_due()
    assert sorted(batch.posts_to_recall()) == ["wechat:2", "wechat:3"]


def test_a_batch_knows_where_it_begins_and_ends_in_each_partition() -> None:
    batch = Batch()
    for first in (3, 5):
        batch.note(
            [
                Message(topic, partition, first + more, "k", b"", {}, NOON + timedelta(seconds=more))
                for topic, partition in ((POSTS, 0), (POSTS, 1), (METRICS, 0))
                for more in (0, 1)
            ]
        )
    assert batch.messages == 12
    assert set(batch.next_offsets.values()) == {7}
    assert len(batch.next_offsets) == 3


def test_the_garbage_collector_is_left_as_it_was() -> None:
    before = gc.get_threshold()
    with seldom_collecting():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
