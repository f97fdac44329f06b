"""The publisher: records and dead letters to their topics, on both logs."""

from __future__ import annotations

import msgspec
import pytest

from hub.clock import SettableClock
from streams import codec, dead_letters
from streams.dead_letters import letter_of_payload, revive
from streams.log import Log, Message
from streams.publisher import Publisher
from streams.topics import DEAD_LETTERS, RECORD_TOPICS, TOPICS
from tests.streams.test_codec import EXAMPLES, NOON

pytestmark = pytest.mark.timeout(60)


def read(log: Log, topics: tuple[str, ...], count: int) -> list[Message]:
    consumer = log.consumer("readers", topics)
    messages: list[Message] = []
    while len(messages) < count:
        messages += consumer.poll(100, 0.2)
    consumer.close()
    return messages


def test_each_record_goes_to_its_topic_and_comes_back(log: Log) -> None:
    publisher = Publisher(log)
    assert all(publisher.publish(record) for record in EXAMPLES.values())
    publisher.close()
    decoded = {message.topic: codec.decode(message) for message in read(log, RECORD_TOPICS, 4)}
    assert decoded == {codec.TOPIC_OF_TYPE[name]: record for name, record in EXAMPLES.items()}


def test_nothing_is_published_before_a_flush(log: Log) -> None:
    publisher = Publisher(log)
    publisher.publish(EXAMPLES["PostSeen"])
    assert sum(log.end_offsets(TOPICS).values()) == 0
    publisher.flush()
    assert sum(log.end_offsets(TOPICS).values()) == 1
    publisher.close()


def test_a_dead_letter_is_published(log: Log) -> None:
    letter = letter_of_payload(b"<html>", "The page has no date.", NOON, "web-1")
    publisher = Publisher(log)
    publisher.publish_dead(letter)
    publisher.close()
    [message] = read(log, (DEAD_LETTERS,), 1)
    assert dead_letters.decode(message) == letter


def test_a_record_that_breaks_its_schema_goes_to_the_dead_letters_and_stops_nothing(
    log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    broken = msgspec.structs.replace(EXAMPLES["PostSeen"], published_at=NOON.replace(tzinfo=None))
    publisher = Publisher(log, SettableClock(NOON))
    assert not publisher.publish(broken)
    assert publisher.publish(EXAMPLES["PostSeen"])
    publisher.close()
    [message] = read(log, (DEAD_LETTERS,), 1)
    letter = dead_letters.decode(message)
    assert (letter.account_id, letter.origin, letter.received_at) == ("wx-hebei", "crawlers", NOON)
    assert "naive datetime" in letter.reason
    assert "naive datetime" in caplog.text
    mended = msgspec.structs.replace(letter, payload=letter.payload.replace(b'04:00:00"', b'04:00:00Z"', 1))
    revived = revive(mended)
    assert codec.decode_value(revived.value, revived.headers) == EXAMPLES["PostSeen"]
