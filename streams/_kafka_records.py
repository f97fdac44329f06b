"""Kafka's record batches (message format 2) read into messages, several times as fast as the client does it.

kafka-python makes an object and then a tuple of thirteen fields of every record. Here it still fetches,
checks and decompresses a batch, which is then read in one go.
What a record looks like: https://kafka.apache.org/documentation/#record
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import dropwhile
from typing import Any, Final

from kafka.consumer.fetcher import Fetcher
from kafka.errors import CorruptRecordError
from kafka.record.default_records import DefaultRecordBatch
from zstandard import ZstdError

from streams.log import POLL_BYTES, Message, TopicPartition

_CREATE_TIME: Final = 0
_NO_RECORD: Final = (IndexError, ValueError, OverflowError)
"""What reading bytes that are no record may raise."""
_NOT_COMPRESSED_SO: Final = (RuntimeError, OSError, EOFError, zlib.error, ZstdError)
"""What lz4, gzip and zstd raise for bytes that are not theirs."""


class MessagePoll:
    """What polls a `KafkaConsumer` for our messages instead of its records, POLL_BYTES at a time.

    kafka-python has no public place to say so: its fetcher makes the reader of a fetched partition by the
    name that is replaced here. `name_of` tells how we call a partition.
    """

    def __init__(self, client: Any, name_of: Callable[[Any], TopicPartition]) -> None:
        self._client = client
        self._name_of = name_of
        self._cut_off: set[Any] = set()
        self._bytes_left = POLL_BYTES
        client._fetcher.PartitionRecords = self._reader

    def __call__(self, timeout_ms: int, max_records: int) -> list[Message]:
        """The next messages, in order within each partition."""
        fetcher = self._client._fetcher
        if not fetcher._next_partition_records:
            # Unless it is None, kafka-python 3.0 never again looks at what it put aside of a paused one.
            fetcher._next_partition_records = None
        self._bytes_left = POLL_BYTES
        try:
            batches = self._client.poll(timeout_ms=timeout_ms, max_records=max_records)
        finally:
            self._client.resume(*self._cut_off & self._client.assignment())
            self._cut_off.clear()
        return [message for messages in batches.values() for message in messages]

    def count(self, message: Message) -> bool:
        """Count a message as handed out; whether there may be another one."""
        self._bytes_left -= len(message.value)
        return self._bytes_left > 0

    def cuts_off(self, tp: Any) -> bool:
        """Whether no more may be handed out of a partition; it is then put aside until the next poll."""
        if self._bytes_left > 0:
            return False
        self._client.pause(tp)
        self._cut_off.add(tp)
        return True

    def _reader(self, fetch_offset: int, tp: Any, records: Any, **options: Any) -> _PartitionReader:
        return _PartitionReader(self, self._name_of(tp), fetch_offset, tp, records, **options)


class _PartitionReader(Fetcher.PartitionRecords):  # type: ignore[misc]
    """What was fetched of one partition, on its way to be handed out."""

    def __init__(
        self,
        poll: MessagePoll,
        name: TopicPartition,
        fetch_offset: int,
        tp: Any,
        records: Any,
        **options: Any,
    ) -> None:
        super().__init__(fetch_offset, tp, records, **options)
        self._poll = poll
        self.record_iterator = dropwhile(lambda m: m.offset < fetch_offset, self._messages(records, name))

    def take(self, n: int | None = None) -> list[Message]:
        """The next messages: at most `n`, and as many bytes as this poll has left."""
        self._maybe_raise_next_inline_exception()
        messages: list[Message] = []
        try:
            self._take_into(messages, n or POLL_BYTES)
        except CorruptRecordError as error:
            if not messages:
                raise
            # What stood before the damage is handed out first.
            self._next_inline_exception = error
        return messages

    def _take_into(self, messages: list[Message], n: int) -> None:
        if self._poll.cuts_off(self.topic_partition):
            return
        count = self._poll.count
        for message in self.record_iterator:
            messages.append(message)
            self.next_fetch_offset = message.offset + 1
            if not count(message) or len(messages) >= n:
                return

    def _messages(self, records: Any, name: TopicPartition) -> Iterator[Message]:
        while (batch := next_batch(records, name)) is not None:
            if self.check_crcs and not batch.validate_crc():
                raise CorruptRecordError(f"{name.topic}/{name.partition} is damaged at {batch.base_offset}")
            self.leader_epoch = batch.leader_epoch
            if not batch.is_control_batch:
                yield from read_batch(batch, name)
            # Records may be missing at a batch's end; the next fetch begins behind them.
            self.next_fetch_offset = batch.next_offset
        self.drain()


def next_batch(records: Any, tp: TopicPartition) -> Any:
    """The next of the batches that were fetched, or None. Raises CorruptRecordError."""
    try:
        return records.next_batch()
    except (AssertionError, struct.error, *_NO_RECORD) as error:
        raise CorruptRecordError(f"{tp.topic}/{tp.partition} holds what is no batch: {error!r}") from None


def read_batch(batch: Any, tp: TopicPartition) -> list[Message]:
    """The messages of a batch of kafka-python's, whose checksum is right. Raises CorruptRecordError."""
    where = f"{tp.topic}/{tp.partition}/{batch.base_offset}"
    if not isinstance(batch, DefaultRecordBatch):
        raise CorruptRecordError(f"the batch at {where} is in a format older than 2")
    try:
        iter(batch)  # which decompresses it
    except _NOT_COMPRESSED_SO as error:
        raise CorruptRecordError(f"the batch at {where} cannot be decompressed: {error!r}") from None
    buffer = bytes(memoryview(batch._buffer)[batch._pos :])
    at_append = batch.max_timestamp if batch.timestamp_type != _CREATE_TIME else None
    try:
        return _read(buffer, batch.records_count, tp, batch.base_offset, batch.first_timestamp, at_append)
    except _NO_RECORD as error:
        raise CorruptRecordError(f"the batch at {where} holds what is no record: {error!r}") from None


def _read(
    buffer: bytes, count: int, tp: TopicPartition, base_offset: int, base_time: int, at_append: int | None
) -> list[Message]:
    """`count` records from the beginning of `buffer`; times in milliseconds since 1970."""
    topic, partition = tp
    messages: list[Message] = []
    headers_of: dict[bytes, dict[str, str]] = {}
    instants: dict[int, datetime] = {}
    end = 0
    for _ in range(count):
        length, position = _number(buffer, end)
        end = position + length
        delay, position = _number(buffer, position + 1)  # behind the attributes, which mean nothing yet
        beyond_base, position = _number(buffer, position)
        key, position = _bytes(buffer, position)
        value, position = _bytes(buffer, position)
        raw_headers = buffer[position:end]
        if (headers := headers_of.get(raw_headers)) is None:
            headers = headers_of[raw_headers] = _headers(raw_headers)
        sent_at = base_time + delay if at_append is None else at_append
        if (instant := instants.get(sent_at)) is None:
            instant = instants[sent_at] = datetime.fromtimestamp(sent_at / 1000, UTC)
        name = key.decode(errors="replace")
        messages.append(Message(topic, partition, base_offset + beyond_base, name, value, headers, instant))
    if end != len(buffer):
        raise ValueError(f"{len(buffer) - end} bytes too many")
    return messages


def _number(buffer: bytes, position: int) -> tuple[int, int]:
    """A zigzag varint, and where the next thing begins."""
    byte = buffer[position]
    if byte < 0x80:
        return (byte >> 1) ^ -(byte & 1), position + 1
    number, shift = byte & 0x7F, 7
    while (byte := buffer[position + 1]) >= 0x80:
        number |= (byte & 0x7F) << shift
        shift += 7
        position += 1
    number |= byte << shift
    return (number >> 1) ^ -(number & 1), position + 2


def _bytes(buffer: bytes, position: int) -> tuple[bytes, int]:
    """Bytes behind their length, empty for null, and where the next thing begins."""
    length, position = _number(buffer, position)
    end = position + max(length, 0)
    return buffer[position:end], end


def _headers(raw: bytes) -> dict[str, str]:
    # Others may write to a shared broker: what they leave out or write in another encoding must not stop us
    # here; whoever decodes the message will refuse it.
    count, position = _number(raw, 0)
    headers = {}
    for _ in range(count):
        name, position = _bytes(raw, position)
        value, position = _bytes(raw, position)
        headers[name.decode(errors="replace")] = value.decode(errors="replace")
    if position != len(raw):
        raise ValueError(f"{len(raw) - position} bytes too many behind the headers")
    return headers
