"""A consumer whose rebalancing kafka-python forgot about joins its group again."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from kafka.structs import MemberState

from streams.kafka import KafkaLog
from streams.topics import POSTS

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(120)]


def test_a_forgotten_rebalancing_is_taken_up_again(kafka_bootstrap: str) -> None:
    log = KafkaLog(kafka_bootstrap, prefix=f"test-{uuid.uuid4().hex}.")
    log.ensure_topics()
    consumer = log.consumer("readers", [POSTS])
    while not consumer.assignment():
        consumer.poll(10, 1)
    forget_rebalancing(consumer)

    producer = log.producer()
    producer.send(POSTS, "k", b"news", {})
    producer.close()
    assert [message.value for message in wait_for_messages(consumer)] == [b"news"]
    assert consumer.commit(dict.fromkeys(consumer.assignment(), 1)) == consumer.assignment()
    consumer.close()
    log.close()


def forget_rebalancing(consumer: Any) -> None:
    """Leave the client as kafka-python 3.0.12 leaves it when partitions changed back during a join."""
    coordinator = consumer._client._coordinator
    coordinator._disable_heartbeat()
    coordinator.state = MemberState.REBALANCING
    assert not coordinator.need_rejoin()


def wait_for_messages(consumer: Any) -> list[Any]:
    # Longer than the session: by then the group has put the silent member out.
    deadline = time.monotonic() + 60
    while not (messages := consumer.poll(10, 0.2)):
        assert time.monotonic() < deadline, "nothing was read"
    return list(messages)
