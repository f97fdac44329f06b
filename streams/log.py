"""The stream's contract: what every log promises, whoever keeps it.

A log holds topics, a topic holds partitions, a partition holds messages in order. A message's key decides its
partition, so that messages of one key keep their order; across partitions there is no order. Two logs honour
this contract and pass the same tests: Kafka (`streams/kafka.py`) and SQLite (`streams/embedded.py`).

Delivery is at least once. A consumer that dies, or loses a partition, before it has committed leaves its
messages to be delivered again; what comes after the stream must bear repetition.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from msgspec import Struct

from hub.errors import InvalidRecord

MAX_VALUE_BYTES: Final = 16 * 1024 * 1024
"""The largest value a log takes: room for a whole refused page (8 MB) in base64, with its reason."""

BUFFERED_RECORDS: Final = 20_000
BUFFERED_BYTES: Final = 32 * 1024 * 1024
"""A producer that holds this much flushes by itself, so that a long import needs bounded memory."""


POLL_BYTES: Final = 8 * 1024 * 1024
"""A poll hands out no more once its values have this many bytes together; the last one may go beyond it."""


class TopicPartition(NamedTuple):
    """One partition of one topic. The topic is named without the broker's prefix."""

    topic: str
    partition: int


class Message(Struct, frozen=True, gc=False):
    """What a consumer gets. `timestamp` is when the producer took it (UTC); `offset` counts from 0.

    Messages may share their headers: read them only.
    """

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: dict[str, str]
    timestamp: datetime


class Producer(Protocol):
    """Appends messages. It belongs to one process and may be used by several of its threads.

    Nothing is promised about a message before `flush` has returned. `flush` blocks until every message sent
    so far is acknowledged: on Kafka by all in-sync replicas, on the embedded log by a transaction on the
    disk, so that killing any process, or the machine, afterwards loses nothing.

    Where `flush` raises, all messages since the last good flush stay buffered, in order, and the next
    `flush` sends them again. Some may then be in the log twice; none is lost and one key's order ends right.
    """

    def send(self, topic: str, key: str, value: bytes, headers: Mapping[str, str]) -> None:
        """Buffer one message for a topic of `streams.topics`.

        Blocks and raises like `flush` when the buffer is full (BUFFERED_RECORDS, BUFFERED_BYTES), since it
        then flushes; the message is in the buffer even so. Raises InvalidRecord for a value above
        MAX_VALUE_BYTES and ValueError for a topic nobody has declared.
        """
        ...

    def flush(self) -> None:
        """Return when all that was sent is acknowledged, at once when nothing was.

        Blocks for at most about half a minute. Raises Unavailable when the log does not answer or is held by
        others for so long, and DiskFull when it can take no more.
        """
        ...

    def close(self) -> None:
        """Flush and let go, also where `flush` raises. A second call does nothing."""
        ...


class Consumer(Protocol):
    """Reads the topics it was opened for as a member of a group. One thread uses it.

    The members of a group share the partitions: each partition has at most one holder, who reads it from the
    group's committed offset, or from the oldest message kept where the group has never committed. All
    members of a group read the same topics.

    **Who commits.** Only the caller, with `commit`, after the messages have taken effect; nothing is
    committed by time or by `close`.

    **What changes hands when.** Only `poll` and `commit` gain and lose partitions; the assignment is empty
    until the first `poll`. A member that leaves, dies, or stays away from `poll` for longer than the log's
    patience (a minute on the embedded log, five on Kafka) loses its partitions to the others. Messages it
    was given and has not committed are delivered to them.
    """

    def poll(self, max_records: int, timeout: float) -> list[Message]:
        """Up to `max_records` messages, oldest first within each partition; fewer where they are large.

        As soon as their values have POLL_BYTES together, no more are handed out, so that what a poll
        returns is smaller than POLL_BYTES + MAX_VALUE_BYTES, whatever was written.

        Returns as soon as there is a message and, with an empty list, after `timeout` seconds (0 only looks);
        on Kafka up to three seconds later while the group is rebalancing. It does not spin. Messages are
        handed out once, whether committed or not, unless `seek` goes back or the partition changes hands.

        Raises Unavailable when the embedded log is held by others for too long. A Kafka broker that is away
        looks like a quiet topic here: `lag` and `commit` tell.
        """
        ...

    def commit(self, offsets: Mapping[TopicPartition, int]) -> frozenset[TopicPartition]:
        """Keep, for the whole group, the next offset to read of each partition (last handled + 1).

        Returns the partitions committed, when they are. One that is missing has been lost to another
        member, who delivers its messages again from the last commit. Going back is allowed: that is replay.
        Raises Unavailable when the log does not answer and DiskFull when it can take no more.
        """
        ...

    def committed(self) -> dict[TopicPartition, int]:
        """The group's committed offsets of the assigned partitions; without those never committed."""
        ...

    def seek(self, tp: TopicPartition, offset: int) -> None:
        """Read on from `offset`: replay. The commit stays as it is. Raises ValueError unless assigned."""
        ...

    def pause(self, tps: Collection[TopicPartition]) -> None:
        """Hand out nothing of these partitions until `resume`; `poll` on keeps them assigned."""
        ...

    def resume(self, tps: Collection[TopicPartition]) -> None:
        """Hand out messages of these partitions again."""
        ...

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions held now."""
        ...

    def lag(self) -> dict[TopicPartition, int]:
        """For each assigned partition, how many messages kept in the log the group has not committed.

        Raises Unavailable when the log does not answer.
        """
        ...

    def close(self) -> None:
        """Leave the group, so that the others take over at once. Never raises. A second call does nothing."""
        ...


class Log(Protocol):
    """The log as a whole. Any thread may use it; it opens any number of producers and consumers."""

    def ensure_topics(self) -> None:
        """Create those topics of `streams.topics` that are missing. `open_log` has done it.

        A topic that exists is left as it is, so its number of partitions never changes under its keys.
        Raises Unavailable.
        """
        ...

    def producer(self) -> Producer:
        """A producer of one's own. Raises Unavailable."""
        ...

    def consumer(self, group: str, topics: Sequence[str]) -> Consumer:
        """A new member of a group. Raises Unavailable, and ValueError for a topic nobody has declared."""
        ...

    def end_offsets(self, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """For every partition, the offset its next message will get. Raises Unavailable."""
        ...

    def committed_offsets(self, group: str, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """A group's committed offsets, without the partitions it has never committed. Raises Unavailable."""
        ...

    def offsets_at(self, instant: datetime, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """For every partition, the offset of its first kept message sent at or after an instant.

        Where there is none, the offset its next message will get. Raises Unavailable, and ValueError for a
        naive datetime.
        """
        ...

    def set_committed(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the committed offsets of a group that has no members: what it reads next when it has some.

        Partitions that are not named keep theirs. Raises AlreadyRunning while the group has members, and
        Unavailable.
        """
        ...

    def forget_group(self, group: str) -> None:
        """Forget what a group without members has committed; nothing when there is no such group.

        Raises AlreadyRunning while the group has members, and Unavailable.
        """
        ...

    def trim(self, older_than: datetime, group: str) -> int:
        """Drop messages sent before an instant from the front of each partition; how many there were.

        Kept whatever its age is a message that the group has yet to commit, all of a partition where it has
        never committed, and what stands behind a kept message. Raises Unavailable.
        """
        ...

    def close(self) -> None:
        """Let go of what the log itself holds. Its producers and consumers are closed by who opened them."""
        ...


def refuse_oversized(topic: str, key: str, value: bytes) -> None:
    """Raises InvalidRecord, in the same words for every log, when a value is above MAX_VALUE_BYTES."""
    if len(value) > MAX_VALUE_BYTES:
        raise InvalidRecord(
            f"The record {key} for topic {topic} has {len(value)} bytes, more than the {MAX_VALUE_BYTES} "
            "a record may have; shorten its text."
        )
