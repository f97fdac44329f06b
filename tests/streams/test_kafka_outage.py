"""A broker that goes away and comes back."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.errors import Unavailable
from streams import kafka
from streams.kafka import KafkaLog
from streams.log import TopicPartition
from streams.topics import POSTS
from tests.kafka_broker import Broker, jars, start_broker

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def broker(kafka_bootstrap: str, tmp_path: Path) -> Iterator[Broker]:
    """A broker of our own to stop; asking for the shared one first skips where there can be none."""
    started = start_broker(tmp_path, jars())
    yield started
    started.stop()


def test_what_could_not_be_flushed_is_delivered_when_the_broker_is_back(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka, "REQUEST_MS", 2_000)
    monkeypatch.setattr(kafka, "DELIVERY_MS", 4_000)
    log = KafkaLog(broker.bootstrap)
    log.ensure_topics()
    producer = log.producer()
    producer.send(POSTS, "k", b"before", {})
    producer.flush()
    consumer = log.consumer("readers", [POSTS])
    [before] = consumer.poll(10, 20)
    consumer.commit({TopicPartition(before.topic, before.partition): before.offset + 1})
    broker.stop()

    producer.send(POSTS, "k", b"during 1", {})
    producer.send(POSTS, "k", b"during 2", {})
    for _ in range(2):
        with pytest.raises(Unavailable, match=f"Kafka at {broker.bootstrap} does not answer"):
            producer.flush()
    assert consumer.poll(10, 0.5) == []
    for ask in (consumer.lag, lambda: log.end_offsets([POSTS])):
        with pytest.raises(Unavailable, match=broker.bootstrap):
            ask()

    again = start_broker(broker.directory, jars(), port=int(broker.bootstrap.split(":")[1]))
    producer.flush()
    producer.close()
    # A group that the broker no longer knows joins anew and may be given again what it has not committed.
    after: dict[bytes, None] = {}
    while len(after) < 2:
        after |= dict.fromkeys(message.value for message in consumer.poll(10, 1))
    consumer.close()
    log.close()
    again.stop()
    assert before.value == b"before"
    assert list(after) == [b"during 1", b"during 2"]


def test_a_producer_whose_clock_is_a_year_ahead_is_not_refused(
    kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = KafkaLog(kafka_bootstrap, prefix=f"test-{uuid.uuid4().hex}.")
    log.ensure_topics()
    producer = log.producer()
    with monkeypatch.context() as clock:
        ahead = time.time() + 365 * 86_400
        clock.setattr(time, "time", lambda: ahead)
        producer.send(POSTS, "k", b"from next year", {})
    producer.close()
    assert sum(log.end_offsets([POSTS]).values()) == 1
    log.close()
