"""What every log promises, tried on the embedded log and on a real Kafka broker."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from hub.errors import AlreadyRunning, InvalidRecord
from hub.settings import Settings
from streams.log import MAX_VALUE_BYTES, POLL_BYTES, Consumer, Log, Message, TopicPartition
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


class Reader(threading.Thread):
    """A member of the group in a thread of its own, as in a process of its own: polls, commits, remembers."""

    def __init__(self, log: Log) -> None:
        super().__init__(daemon=True)
        self._consumer = log.consumer("readers", [POSTS])
        self._stopping = threading.Event()
        self.messages: list[Message] = []
        self.committed: list[Message] = []
        self.assignment: frozenset[TopicPartition] = frozenset()
        self.start()

    def run(self) -> None:
        while not self._stopping.is_set():
            messages = self._consumer.poll(10, 0.2)
            done = self._consumer.commit(
                {TopicPartition(m.topic, m.partition): m.offset + 1 for m in messages}
            )
            self.messages += messages
            self.committed += [m for m in messages if TopicPartition(m.topic, m.partition) in done]
            self.assignment = self._consumer.assignment()
        self._consumer.close()

    def stop(self) -> None:
        self._stopping.set()
        self.join()


@pytest.fixture
def start_reader(log: Log) -> Iterator[Callable[[], Reader]]:
    readers: list[Reader] = []

    def start() -> Reader:
        readers.append(Reader(log))
        return readers[-1]

    yield start
    for reader in readers:
        reader.stop()


def wait_until(condition: Callable[[], bool]) -> None:
    """The test's time-out is the limit."""
    while not condition():
        time.sleep(0.05)


def all_read(log: Log) -> bool:
    return log.committed_offsets("readers", [POSTS]) == {
        tp: end for tp, end in log.end_offsets([POSTS]).items() if end
    }


def assert_all_once(count: int, *readers: Reader) -> None:
    """Everything was read, and nothing that was committed was read twice."""
    times = Counter(number_of(m) for reader in readers for m in reader.messages)
    assert set(times) == set(range(count))
    assert {times[number_of(m)] for reader in readers for m in reader.committed} == {1}


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


def test_a_poll_hands_out_few_messages_where_they_are_large(log: Log) -> None:
    producer = log.producer()
    large = b"x" * (POLL_BYTES // 4 + 1)
    for number in range(12):
        producer.send(POSTS, f"key-{number}", large, {"number": str(number)})
    producer.close()
    with opened(log) as consumer:
        polls = [messages for _ in range(60) if (messages := poll(consumer, max_records=1000))]
    assert max(len(messages) for messages in polls) == 4
    assert {message.headers["number"] for messages in polls for message in messages} == set(
        map(str, range(12))
    )


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
        batches: list[int] = []
        while sum(batches) < 100:
            batches.append(len(poll(consumer, max_records=7)))
    assert max(batches) == 7


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
        while not consumer.assignment():
            poll(consumer)
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


def test_two_consumers_of_a_group_share_partitions_without_loss_or_repetition(
    log: Log, start_reader: Callable[[], Reader]
) -> None:
    one, two = start_reader(), start_reader()
    wait_until(lambda: sorted([len(one.assignment), len(two.assignment)]) == [1, 2])
    assert not one.assignment & two.assignment
    send(log, 400, keys=40)
    wait_until(lambda: all_read(log))
    assert one.messages
    assert two.messages
    assert_all_once(400, one, two)


def test_nothing_is_lost_or_repeated_when_another_consumer_joins_in_the_middle(
    log: Log, start_reader: Callable[[], Reader]
) -> None:
    send(log, 500, keys=40)
    one = start_reader()
    wait_until(lambda: len(one.messages) > 50)
    two = start_reader()
    wait_until(lambda: bool(two.assignment) and all_read(log))
    assert_all_once(500, one, two)


def test_partitions_of_a_consumer_that_leaves_go_to_the_others(
    log: Log, start_reader: Callable[[], Reader]
) -> None:
    one, two = start_reader(), start_reader()
    wait_until(lambda: bool(one.assignment and two.assignment))
    two.stop()
    wait_until(lambda: len(one.assignment) == 3)
    send(log, 50)
    wait_until(lambda: all_read(log))
    assert_all_once(50, one)


def test_a_commit_for_a_partition_that_is_not_held_is_left_out(log: Log) -> None:
    send(log, 10)
    send(log, 10, METRICS)
    with opened(log) as consumer:
        read(consumer, 10, commit=False)
        ends = log.end_offsets([POSTS, METRICS])
        assert consumer.commit(ends) == consumer.assignment() == set(log.end_offsets([POSTS]))
    assert log.committed_offsets("readers", [METRICS]) == {}


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


def test_the_offsets_of_a_time_are_those_of_the_first_messages_since(log: Log) -> None:
    long_ago, later = datetime(2000, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=1)
    assert log.offsets_at(long_ago, [POSTS]) == log.end_offsets([POSTS])
    send(log, 100, keys=20)
    before = log.end_offsets([POSTS])
    time.sleep(0.01)
    between = datetime.now(UTC)
    time.sleep(0.01)
    send(log, 100, keys=20)
    assert log.offsets_at(between, [POSTS]) == before
    assert set(log.offsets_at(long_ago, [POSTS]).values()) == {0}
    assert log.offsets_at(later, [POSTS]) == log.end_offsets([POSTS])
    with pytest.raises(ValueError, match="naive"):
        log.offsets_at(datetime(2000, 1, 1), [POSTS])


def test_a_group_without_members_can_be_set_anywhere_and_forgotten(log: Log) -> None:
    send(log, 60, keys=20)
    ends = log.end_offsets([POSTS])
    halves = {tp: end // 2 for tp, end in ends.items()}
    log.set_committed("readers", halves)
    assert log.committed_offsets("readers", [POSTS]) == halves
    with opened(log) as consumer:
        assert len(read(consumer, 60 - sum(halves.values()))) == 60 - sum(halves.values())
        assert poll(consumer) == []
        for change in (lambda: log.set_committed("readers", halves), lambda: log.forget_group("readers")):
            with pytest.raises(AlreadyRunning, match="readers has members"):
                change()
    assert log.committed_offsets("readers", [POSTS]) == ends
    log.forget_group("readers")
    log.forget_group("nobody")
    assert log.committed_offsets("readers", [POSTS]) == {}
    with opened(log) as consumer:
        assert numbers(read(consumer, 60)) == list(range(60))


def test_a_group_whose_member_was_killed_can_be_set(log: Log, start_process: StartProcess) -> None:
    send(log, 30)
    process = start_process("consume", "readers")
    assert acknowledged(process) > 0
    kill(process)
    wait_until(lambda: is_set(log, "readers", dict.fromkeys(log.end_offsets([POSTS]), 1)))
    assert set(log.committed_offsets("readers", [POSTS]).values()) == {1}


def is_set(log: Log, group: str, offsets: dict[TopicPartition, int]) -> bool:
    """Whether a group could be set; Kafka believes for some seconds that a killed member lives."""
    try:
        log.set_committed(group, offsets)
    except AlreadyRunning:
        return False
    return True


def test_trimming_drops_what_is_old_and_committed(log: Log) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    send(log, 200, keys=20)
    assert log.trim(later, "readers") == 0
    with opened(log) as consumer:
        read(consumer, 200)
    before = log.end_offsets([POSTS])
    assert log.trim(datetime.now(UTC) - timedelta(days=1), "readers") == 0
    assert log.trim(later, "readers") == 200
    assert log.trim(later, "readers") == 0
    assert log.end_offsets([POSTS]) == before
    send(log, 10)
    with opened(log, "others") as consumer:
        assert len(read(consumer, 10)) == 10


def test_trimming_keeps_what_is_young_or_not_committed(log: Log) -> None:
    send(log, 100, keys=20)
    with opened(log) as consumer:
        read(consumer, 100)
    time.sleep(0.01)
    between = datetime.now(UTC)
    time.sleep(0.01)
    send(log, 100, keys=20)
    with opened(log, "others") as consumer:
        read(consumer, 200)
    assert log.trim(datetime.now(UTC) + timedelta(days=1), "readers") == 100
    with opened(log) as consumer:
        assert len(read(consumer, 100)) == 100
    assert log.trim(between, "others") == 0


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
