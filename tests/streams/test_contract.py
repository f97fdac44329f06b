"""What every log promises, tried on the embedded log and on a real Kafka broker."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from hub.errors import InvalidRecord
from hub.settings import Settings
from streams.log import MAX_VALUE_BYTES, Consumer, Log, Message, TopicPartition
from streams.opening import open_log
from streams.topics import CRAWLS, METRICS, POSTS, TOPICS
from tests.streams.conftest import Process, StartProcess
from tests.streams.processes import is_whole, number_of, sealed

pytestmark = pytest.mark.timeout(120)


def send(log: Log, count: int, topic: str = POSTS, keys: int = 7) -> None:
    producer = log.producer()
    for number in range(count):
        producer.send(topic, f"key-{number % keys}", sealed("x", number), {"number": str(number)})
    producer.flush()
    producer.close()


@contextmanager
def opened(log: Log, group: str = "readers", topics: Sequence[str] = (POSTS,)) -> Iterator[Consumer]:
    consumer = log.consumer(group, topics)
    try:
        yield consumer
    finally:
        consumer.close()


def read(consumer: Consumer, count: int, *, commit: bool = True) -> list[Message]:
    """Poll until there are `count` messages; the test's time-out is the limit."""
    messages: list[Message] = []
    while len(messages) < count:
        messages += poll(consumer, commit=commit)
    return messages


def poll(consumer: Consumer, *, commit: bool = True, max_records: int = 50) -> list[Message]:
    messages = consumer.poll(max_records, 0.2)
    if commit and messages:
        consumer.commit({TopicPartition(m.topic, m.partition): m.offset + 1 for m in messages})
    return messages


def settle(*consumers: Consumer, partitions: int = 3) -> None:
    """Poll in turn, with nothing to read, until the group has shared all partitions."""
    while True:
        for consumer in consumers:
            assert poll(consumer) == []
        held = [consumer.assignment() for consumer in consumers]
        if all(held) and sum(map(len, held)) == partitions == len(frozenset().union(*held)):
            return


def numbers(messages: Sequence[Message]) -> list[int]:
    return sorted(number_of(message) for message in messages)


def acknowledged(process: Process) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def kill(process: Process) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_a_message_arrives_as_it_was_sent(log: Log) -> None:
    producer = log.producer()
    producer.send(METRICS, "wechat:一号", b"\x00\xffvalue", {"type": "MetricsSeen", "说明": "值"})
    producer.close()
    with opened(log, topics=[METRICS]) as consumer:
        [message] = read(consumer, 1)
    assert (message.topic, message.offset, message.key) == (METRICS, 0, "wechat:一号")
    assert (message.value, message.headers) == (b"\x00\xffvalue", {"type": "MetricsSeen", "说明": "值"})
    assert abs(datetime.now(UTC) - message.timestamp) < timedelta(minutes=5)


def test_messages_of_one_key_keep_their_order_and_their_partition(log: Log) -> None:
    send(log, 500, keys=5)
    with opened(log) as consumer:
        messages = read(consumer, 500)
    assert numbers(messages) == list(range(500))
    for key in {message.key for message in messages}:
        of_key = [message for message in messages if message.key == key]
        assert [number_of(m) for m in of_key] == sorted(number_of(m) for m in of_key)
        assert len({m.partition for m in of_key}) == 1


def test_offsets_count_up_by_one_in_each_partition(log: Log) -> None:
    send(log, 100)
    send(log, 50)
    with opened(log) as consumer:
        messages = read(consumer, 150)
    for tp, end in log.end_offsets([POSTS]).items():
        assert [m.offset for m in messages if m.partition == tp.partition] == list(range(end))


def test_nothing_is_in_the_log_that_was_not_sent(log: Log) -> None:
    assert set(log.end_offsets(TOPICS).values()) == {0}
    assert log.committed_offsets("readers", TOPICS) == {}
    log.producer().flush()
    with opened(log) as consumer:
        assert consumer.poll(10, 0) == []
        assert consumer.poll(10, 0.3) == []


def test_ensuring_topics_again_changes_nothing(log: Log) -> None:
    send(log, 20)
    before = log.end_offsets(TOPICS)
    log.ensure_topics()
    assert log.end_offsets(TOPICS) == before
    assert len(before) == 3 * len(TOPICS)


def test_poll_gives_no_more_than_it_is_asked_for(log: Log) -> None:
    send(log, 100)
    with opened(log) as consumer:
        batches = [poll(consumer, max_records=7) for _ in range(40)]
    assert max(map(len, batches)) == 7


def test_a_consumer_gets_only_its_topics(log: Log) -> None:
    send(log, 10, POSTS)
    send(log, 10, CRAWLS)
    send(log, 10, METRICS)
    with opened(log, topics=[POSTS, CRAWLS]) as consumer:
        assert {m.topic for m in read(consumer, 20)} == {POSTS, CRAWLS}
        assert poll(consumer) == []


def test_committed_offsets_survive_a_reopen(log: Log, settings: Settings) -> None:
    send(log, 60)
    with opened(log) as consumer:
        read(consumer, 60)
        committed = consumer.committed()
    log.close()
    again = open_log(settings)
    assert committed == again.committed_offsets("readers", [POSTS]) == again.end_offsets([POSTS])
    send(again, 5)
    with opened(again) as consumer:
        assert len(read(consumer, 5)) == 5
        assert poll(consumer) == []
    again.close()


def test_what_was_not_committed_is_delivered_again(log: Log) -> None:
    send(log, 60)
    with opened(log) as consumer:
        first = read(consumer, 60, commit=False)
        assert poll(consumer) == []
    with opened(log) as consumer:
        assert numbers(read(consumer, 60)) == numbers(first)


def test_groups_read_independently(log: Log) -> None:
    send(log, 30)
    for group in ("loader", "archive"):
        with opened(log, group) as consumer:
            assert numbers(read(consumer, 30)) == list(range(30))


def test_a_partition_can_be_replayed_from_an_offset(log: Log) -> None:
    send(log, 200, keys=20)
    with opened(log) as consumer:
        read(consumer, 200)
        tp = max(log.end_offsets([POSTS]), key=lambda tp: log.end_offsets([POSTS])[tp])
        end = log.end_offsets([POSTS])[tp]
        consumer.seek(tp, 3)
        assert [m.offset for m in read(consumer, end - 3, commit=False)] == list(range(3, end))
        assert consumer.committed()[tp] == end


def test_a_commit_can_go_back(log: Log) -> None:
    send(log, 30)
    with opened(log) as consumer:
        read(consumer, 30)
        consumer.commit(dict.fromkeys(consumer.assignment(), 0))
    with opened(log) as consumer:
        assert numbers(read(consumer, 30)) == list(range(30))


def test_seeking_elsewhere_than_in_the_assignment_is_refused(log: Log) -> None:
    with opened(log) as consumer, pytest.raises(ValueError, match="not assigned"):
        consumer.seek(TopicPartition(POSTS, 99), 0)


def test_a_paused_partition_waits(log: Log) -> None:
    with opened(log) as consumer:
        settle(consumer)
        consumer.pause(consumer.assignment())
        send(log, 20)
        assert poll(consumer) == []
        consumer.resume(consumer.assignment())
        assert len(read(consumer, 20)) == 20


def test_lag_is_what_the_group_has_yet_to_commit(log: Log) -> None:
    send(log, 90)
    with opened(log) as consumer:
        read(consumer, 90, commit=False)
        assert consumer.lag() == log.end_offsets([POSTS])
        consumer.commit(log.end_offsets([POSTS]))
        assert set(consumer.lag().values()) == {0}
        send(log, 12)
        assert sum(consumer.lag().values()) == 12


def test_two_consumers_of_a_group_share_partitions_without_loss_or_repetition(log: Log) -> None:
    with opened(log) as one, opened(log) as two:
        settle(one, two)
        send(log, 400, keys=40)
        messages: list[Message] = []
        while len(messages) < 400:
            messages += poll(one) + poll(two)
        messages += poll(one) + poll(two)
    assert numbers(messages) == list(range(400))


def test_what_was_committed_is_not_repeated_when_another_consumer_joins(log: Log) -> None:
    send(log, 300, keys=30)
    with opened(log) as one:
        messages = read(one, 100)
        with opened(log) as two:
            while len(messages) < 300:
                messages += poll(one) + poll(two)
            while not two.assignment():
                assert poll(one) + poll(two) == []
            assert poll(one) + poll(two) == []
    assert numbers(messages) == list(range(300))


def test_partitions_of_a_consumer_that_leaves_go_to_the_others(log: Log) -> None:
    with opened(log) as one:
        with opened(log) as two:
            settle(one, two)
        settle(one)
        send(log, 50)
        assert numbers(read(one, 50)) == list(range(50))


def test_a_commit_for_a_partition_held_by_another_is_left_out(log: Log) -> None:
    with opened(log) as one, opened(log) as two:
        settle(one, two)
        send(log, 100, keys=40)
        ends = log.end_offsets([POSTS])
        assert one.commit(ends) == one.assignment()
        assert log.committed_offsets("readers", [POSTS]) == {tp: ends[tp] for tp in one.assignment()}


def test_messages_of_a_killed_consumer_go_to_the_next(log: Log, start_process: StartProcess) -> None:
    send(log, 30)
    process = start_process("consume", "readers")
    assert acknowledged(process) > 0
    kill(process)
    with opened(log) as consumer:
        assert numbers(read(consumer, 30)) == list(range(30))


def test_producers_in_several_processes_append_side_by_side(log: Log, start_process: StartProcess) -> None:
    names = ("one", "two", "three")
    processes = [start_process("produce", name, 300, 20) for name in names]
    for process in processes:
        while acknowledged(process) < 300:
            pass
    with opened(log) as consumer:
        messages = read(consumer, 900)
        assert poll(consumer) == []
    for name in names:
        assert numbers([m for m in messages if m.key.startswith(f"{name}-")]) == list(range(300))


def test_a_producer_killed_after_flush_loses_nothing(log: Log, start_process: StartProcess) -> None:
    process = start_process("produce", "x", 250, 250)
    assert acknowledged(process) == 250
    kill(process)
    with opened(log) as consumer:
        assert numbers(read(consumer, 250)) == list(range(250))


@pytest.mark.parametrize("batches", [1, 3, 8])
def test_a_producer_killed_while_appending_leaves_only_whole_messages(
    log: Log, start_process: StartProcess, batches: int
) -> None:
    process = start_process("produce", "x", 10**9, 200)
    for _ in range(batches):
        flushed = acknowledged(process)
    kill(process)
    with opened(log) as consumer:
        messages = read(consumer, sum(log.end_offsets([POSTS]).values()))
    assert all(is_whole(message.value) for message in messages)
    assert set(range(flushed)) <= set(numbers(messages))
    send(log, 10, CRAWLS)
    with opened(log, "others", [CRAWLS]) as consumer:
        assert len(read(consumer, 10)) == 10


def test_a_large_value_passes_and_a_larger_one_is_refused(log: Log) -> None:
    producer = log.producer()
    value = os.urandom(MAX_VALUE_BYTES)
    producer.send(POSTS, "large", value, {})
    with pytest.raises(InvalidRecord, match="more than the 16777216 a record may have"):
        producer.send(POSTS, "too-large", value + b"!", {})
    producer.close()
    with opened(log) as consumer:
        [message] = read(consumer, 1)
        assert message.value == value
        assert poll(consumer) == []


def test_a_topic_nobody_declared_is_refused(log: Log) -> None:
    producer = log.producer()
    with pytest.raises(ValueError, match="rumours"):
        producer.send("rumours", "k", b"v", {})
    with pytest.raises(ValueError, match="rumours"):
        log.consumer("readers", ["rumours"])
    producer.close()


def test_closing_flushes_and_may_be_repeated(log: Log) -> None:
    producer = log.producer()
    producer.send(POSTS, "k", b"v", {})
    producer.close()
    producer.close()
    consumer = log.consumer("readers", [POSTS])
    assert len(read(consumer, 1)) == 1
    consumer.close()
    consumer.close()
