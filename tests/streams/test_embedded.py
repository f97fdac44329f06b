"""What only the embedded log has to prove: its file, its disk, its leases and its trimming."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.errors import ConfigError, DiskFull, FenghuoError
from streams.embedded import TRIM_ROWS, EmbeddedLog
from streams.log import Consumer, Message, TopicPartition
from streams.topics import CRAWLS, POSTS
from tests.kafka_broker import REPOSITORY

pytestmark = pytest.mark.timeout(60)

FUTURE = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "数 据" / "stream.sqlite"


@pytest.fixture
def log(path: Path) -> EmbeddedLog:
    opened = EmbeddedLog(path)
    opened.ensure_topics()
    return opened


@pytest.fixture
def consumer(log: EmbeddedLog) -> Iterator[Consumer]:
    opened = log.consumer("readers", [POSTS])
    yield opened
    opened.close()


def send(log: EmbeddedLog, count: int, size: int = 10) -> None:
    producer = log.producer()
    for number in range(count):
        producer.send(POSTS, f"key-{number}", b"x" * size, {})
    producer.close()


def read_everything(consumer: Consumer) -> list[Message]:
    messages = consumer.poll(100_000, 0)
    consumer.commit({TopicPartition(m.topic, m.partition): m.offset + 1 for m in messages})
    return messages


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=REPOSITORY, text=True, stdout=subprocess.PIPE)


def test_several_processes_may_create_the_log_at_once(path: Path) -> None:
    code = """
import sys; from pathlib import Path; from streams.embedded import EmbeddedLog
log = EmbeddedLog(Path(sys.argv[1])); log.ensure_topics()
producer = log.producer(); producer.send("posts", sys.argv[2], b"v", {}); producer.close()
"""
    processes = [run(code, path, number) for number in range(6)]
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0] * 6
    assert sum(EmbeddedLog(path).end_offsets([POSTS]).values()) == 6


def test_an_append_that_is_killed_is_there_as_a_whole_or_not_at_all(path: Path) -> None:
    code = """
import sys; from itertools import count; from pathlib import Path; from streams.embedded import EmbeddedLog
log = EmbeddedLog(Path(sys.argv[1])); log.ensure_topics(); producer = log.producer()
for batch in count():
    for number in range(500):
        producer.send("posts", str(number), str(batch).encode() * 500, {"batch": str(batch)})
    producer.flush(); print(batch, flush=True)
"""
    for _ in range(3):
        process = run(code, path)
        assert process.stdout is not None
        for _ in range(4):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    log = EmbeddedLog(path)
    consumer = log.consumer("readers", [POSTS])
    messages = read_everything(consumer)
    consumer.close()
    assert len(messages) == sum(log.end_offsets([POSTS]).values())
    assert {count % 500 for count in Counter(m.headers["batch"] for m in messages).values()} == {0}


def test_a_disk_with_less_than_the_reserve_stops_the_producer_in_one_sentence(path: Path) -> None:
    free = shutil.disk_usage("/").free
    log = EmbeddedLog(path, min_free_bytes=free * 10)
    log.ensure_topics()
    producer = log.producer()
    producer.send(POSTS, "k", b"v", {})
    with pytest.raises(DiskFull, match=r"MB free, less than the .* or lower FENGHUO_MIN_FREE_BYTES"):
        producer.flush()
    assert sum(log.end_offsets([POSTS]).values()) == 0


def test_what_a_full_disk_refused_is_appended_once_there_is_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = EmbeddedLog(path, min_free_bytes=10**15)
    log.ensure_topics()
    producer = log.producer()
    producer.send(POSTS, "k", b"v", {})
    with pytest.raises(DiskFull):
        producer.flush()
    room = shutil.disk_usage("/")._replace(free=10**16)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)
    producer.flush()
    assert sum(log.end_offsets([POSTS]).values()) == 1


def test_a_file_that_may_not_grow_is_a_full_disk_and_keeps_what_it_has(path: Path, log: EmbeddedLog) -> None:
    send(log, 10)
    code = """
import resource, sys; from pathlib import Path; from hub.errors import DiskFull
from streams.embedded import EmbeddedLog
producer = EmbeddedLog(Path(sys.argv[1])).producer()
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
for number in range(1000):
    producer.send("posts", str(number), b"x" * 1000, {})
try:
    producer.flush()
except DiskFull as error:
    print(error.sentence)
"""
    output, _ = run(code, path).communicate()
    assert output.startswith(f"{path} cannot be written any more")
    assert sum(log.end_offsets([POSTS]).values()) == 10
    send(log, 5)
    assert sum(log.end_offsets([POSTS]).values()) == 15


def test_a_file_that_is_no_log_is_refused_in_one_sentence(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("这不是数据库。" * 1000, encoding="utf-8")
    with pytest.raises(ConfigError, match="is no stream of Fenghuo; move it away"):
        EmbeddedLog(path)


def test_a_file_of_another_version_is_refused_in_one_sentence(path: Path, log: EmbeddedLog) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ConfigError, match="another version of Fenghuo"):
        EmbeddedLog(path)


def test_a_producer_before_the_topics_is_refused(path: Path) -> None:
    with pytest.raises(FenghuoError, match="call ensure_topics first"):
        EmbeddedLog(path).producer()


def test_a_consumer_that_hangs_loses_its_partitions_and_cannot_commit_them(path: Path) -> None:
    log = EmbeddedLog(path, lease=0.2)
    log.ensure_topics()
    send(log, 30)
    hanging, next_one = log.consumer("readers", [POSTS]), log.consumer("readers", [POSTS])
    given = hanging.poll(100, 1)
    messages: list[Message] = []
    while len(messages) < 30:
        messages += next_one.poll(100, 0.2)
    assert len(given) == 30
    assert hanging.commit(log.end_offsets([POSTS])) == frozenset()
    assert next_one.commit(log.end_offsets([POSTS])) == next_one.assignment()
    hanging.close()
    next_one.close()


def test_what_was_lost_and_taken_again_is_delivered_again(
    log: EmbeddedLog, consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(log, 30)
    given = consumer.poll(100, 1)
    other = log.consumer("readers", [POSTS])
    with monkeypatch.context() as clock:
        jumped = time.time() + 86_400
        clock.setattr(time, "time", lambda: jumped)
        other.poll(0, 0)
        other.close()
    assert consumer.commit(log.end_offsets([POSTS])) == frozenset()
    again: list[Message] = []
    while len(again) < len(given):
        again += consumer.poll(100, 0.1)
    assert {(m.partition, m.offset) for m in again} == {(m.partition, m.offset) for m in given}
    assert consumer.commit(log.end_offsets([POSTS])) == consumer.assignment()


def test_a_partition_changes_hands_only_after_its_messages_are_committed(log: EmbeddedLog) -> None:
    send(log, 60)
    one = log.consumer("readers", [POSTS])
    given = one.poll(100, 1)
    two = log.consumer("readers", [POSTS])
    for _ in range(15):
        assert one.poll(100, 0.1) + two.poll(100, 0.1) == []
    assert not two.assignment()
    assert one.commit(log.end_offsets([POSTS])) == one.assignment()
    while not two.assignment():
        assert one.poll(100, 0.1) + two.poll(100, 0.1) == []
    assert len(given) == 60
    assert len(one.assignment() | two.assignment()) == 3
    one.close()
    two.close()


def test_partitions_are_shared_as_evenly_as_they_can_be(path: Path) -> None:
    log = EmbeddedLog(path, partitions=4)
    log.ensure_topics()
    consumers = [log.consumer("readers", [POSTS, CRAWLS]) for _ in range(3)]
    while sorted(len(c.assignment()) for c in consumers) != [2, 3, 3]:
        for consumer in consumers:
            consumer.poll(1, 0.1)
    assert sum(len(c.assignment()) for c in consumers) == len(log.end_offsets([POSTS, CRAWLS]))
    for consumer in consumers:
        consumer.close()


def test_a_reopened_log_keeps_its_number_of_partitions(path: Path, log: EmbeddedLog) -> None:
    more = EmbeddedLog(path, partitions=12)
    more.ensure_topics()
    assert len(more.end_offsets([POSTS])) == 3


def test_trimming_drops_what_is_old_and_committed(path: Path, log: EmbeddedLog, consumer: Consumer) -> None:
    send(log, 3 * TRIM_ROWS + 10, size=500)
    read_everything(consumer)
    before = log.end_offsets([POSTS])
    size = path.stat().st_size
    assert log.trim(FUTURE, "readers") == 3 * TRIM_ROWS + 10
    assert log.end_offsets([POSTS]) == before
    assert set(consumer.lag().values()) == {0}
    assert path.stat().st_size < size / 10
    send(log, 4)
    assert len(read_everything(consumer)) == 4


def test_trimming_keeps_what_is_young_and_what_a_group_has_yet_to_read(
    log: EmbeddedLog, consumer: Consumer
) -> None:
    send(log, 50)
    assert log.trim(datetime.now(UTC) - timedelta(days=1), "readers") == 0
    read_everything(consumer)
    send(log, 20)
    assert log.trim(FUTURE, "readers") == 50
    assert len(read_everything(consumer)) == 20


def test_a_new_group_starts_at_the_oldest_message_kept(log: EmbeddedLog, consumer: Consumer) -> None:
    send(log, 30)
    read_everything(consumer)
    log.trim(FUTURE, "readers")
    send(log, 7)
    other = log.consumer("others", [POSTS])
    assert len(read_everything(other)) == 7
    assert set(other.lag().values()) == {0}
    other.close()
