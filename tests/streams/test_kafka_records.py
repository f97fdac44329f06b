"""Kafka's record batches are read as kafka-python itself reads them, and damage is told as it tells it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.errors import CorruptRecordError
from kafka.record import MemoryRecords
from kafka.record.memory_records import MemoryRecordsBuilder

from streams._kafka_records import next_batch, read_batch
from streams.log import Message, TopicPartition

POSTS_1 = TopicPartition("posts", 1)
COMPRESSIONS = st.sampled_from([0, 4])
"""None and zstd, by Kafka's numbers."""


class Written(NamedTuple):
    """A record as somebody writes it; `sent_at` in milliseconds since 1970."""

    sent_at: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]


WRITTEN = st.builds(
    Written,
    st.integers(0, 4_000_000_000_000),
    st.none() | st.binary(max_size=200),
    st.none() | st.binary(max_size=300),
    st.lists(st.tuples(st.text(max_size=70), st.none() | st.binary(max_size=70)), max_size=4),
)


def fetched(records: list[Written], compression: int = 0, offset: int = 0) -> bytearray:
    """A batch as a broker answers with it."""
    builder = MemoryRecordsBuilder(2, compression, 10_000_000, offset)
    for record in records:
        builder.append(*record)
    builder.close()
    return bytearray(builder.buffer())


def expected(record: Written, offset: int) -> Message:
    headers = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
    instant = datetime.fromtimestamp(record.sent_at / 1000, UTC)
    key = (record.key or b"").decode(errors="replace")
    return Message("posts", 1, offset, key, record.value or b"", headers, instant)


@given(st.lists(WRITTEN, min_size=1, max_size=150), COMPRESSIONS, st.integers(0, 2**30))
def test_every_record_of_a_batch_becomes_its_message(
    records: list[Written], compression: int, offset: int
) -> None:
    batch = MemoryRecords(fetched(records, compression, offset)).next_batch()
    assert read_batch(batch, POSTS_1) == [expected(record, offset + n) for n, record in enumerate(records)]


@given(st.lists(WRITTEN, min_size=1, max_size=5), st.data())
def test_bytes_that_are_no_records_are_told_and_nothing_else_happens(
    records: list[Written], data: st.DataObject
) -> None:
    batch = fetched(records)
    begin = MemoryRecords(batch).next_batch().HEADER_STRUCT.size
    for at in data.draw(st.lists(st.integers(begin, len(batch) - 1), max_size=5)):
        batch[at] = data.draw(st.integers(0, 255))
    with suppress(CorruptRecordError):
        assert len(read_batch(MemoryRecords(batch).next_batch(), POSTS_1)) == len(records)


def test_a_batch_that_is_too_long_for_its_records_is_damaged() -> None:
    batch = MemoryRecords(fetched([Written(0, b"k", b"v", [])])).next_batch()
    batch._buffer += b"\0"
    with pytest.raises(CorruptRecordError, match="1 bytes too many"):
        read_batch(batch, POSTS_1)


def test_a_batch_of_an_old_format_with_a_wrong_length_is_damaged() -> None:
    batch = bytearray(fetched([Written(0, b"k", b"v" * 200, [])]))
    batch[8:12] = (-100).to_bytes(4, signed=True)
    batch[16] = 1  # the format's number
    with pytest.raises(CorruptRecordError, match="posts/1 holds what is no batch"):
        next_batch(MemoryRecords(batch), POSTS_1)
