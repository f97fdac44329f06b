"""The embedded log: the stream of one machine in one SQLite file, for any number of processes.

It keeps the contract of `streams.log`. A flush is one transaction, on the disk when it returns; a process
killed at any instant leaves whole transactions or nothing. Partitions and offsets work as on Kafka.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from hub.clock import require_utc
from hub.errors import FenghuoError
from hub.killpoints import reached
from streams._embedded_consumer import EmbeddedConsumer, offsets_of_group
from streams._membership import require_no_members
from streams._store import Store
from streams.log import BUFFERED_BYTES, BUFFERED_RECORDS, TopicPartition, refuse_oversized
from streams.topics import TOPICS, require_topics

LEASE_SECONDS: Final = 60.0
"""How long a consumer that lives may stay away from `poll` before others take its partitions."""

TRIM_ROWS: Final = 5_000
TRIM_PAGES: Final = 2_000
"""Rows deleted, and pages of 4 KB given back, in one transaction, so that trimming holds up no producer."""


class EmbeddedLog:
    """The log in the file `path`, created on first use. See `streams.log.Log` for what it promises.

    `partitions` is how many each topic gets when it is created; `min_free_bytes` is what a flush leaves free
    on the disk; `lease` is in seconds.
    """

    def __init__(
        self, path: Path, *, partitions: int = 3, min_free_bytes: int = 0, lease: float = LEASE_SECONDS
    ) -> None:
        self._store = Store(path, min_free_bytes)
        self._partitions = partitions
        self._lease = lease

    def ensure_topics(self) -> None:
        """Create those topics that are missing."""
        with self._store.connection(durable=True) as connection, self._store.transaction(connection):
            existing = {row[0] for row in connection.execute("SELECT DISTINCT topic FROM partitions")}
            missing = [(t, p) for t in TOPICS if t not in existing for p in range(self._partitions)]
            connection.executemany("INSERT INTO partitions (topic, partition) VALUES (?, ?)", missing)

    def producer(self) -> EmbeddedProducer:
        """A producer of one's own."""
        return EmbeddedProducer(self._store)

    def consumer(self, group: str, topics: Sequence[str]) -> EmbeddedConsumer:
        """A new member of a group."""
        require_topics(topics)
        return EmbeddedConsumer(self._store, group, topics, self._lease)

    def end_offsets(self, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """For every partition, the offset its next message will get."""
        with self._store.connection(durable=False) as connection:
            rows = offsets_of_group(connection, "")
        return {tp: end for tp, _, end, _ in rows if tp.topic in topics}

    def committed_offsets(self, group: str, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """A group's committed offsets, without the partitions it has never committed."""
        with self._store.connection(durable=False) as connection:
            rows = offsets_of_group(connection, group)
        return {tp: committed for tp, _, _, committed in rows if committed is not None and tp.topic in topics}

    def offsets_at(self, instant: datetime, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """For every partition, the offset of its first kept message sent at or after an instant."""
        cut = _milliseconds(instant)
        with self._store.connection(durable=False) as connection:
            rows = connection.execute(_OFFSETS_AT, {"cut": cut}).fetchall()
        return {TopicPartition(topic, p): offset for topic, p, offset in rows if topic in topics}

    def set_committed(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the committed offsets of a group that has no members."""
        with self._store.connection(durable=True) as connection, self._store.transaction(connection):
            require_no_members(connection, self._store, group)
            rows = [(group, offset, tp.topic, tp.partition) for tp, offset in offsets.items()]
            connection.executemany(_SET_COMMITTED, rows)

    def forget_group(self, group: str) -> None:
        """Forget what a group without members has committed."""
        with self._store.connection(durable=True) as connection, self._store.transaction(connection):
            require_no_members(connection, self._store, group)
            connection.execute("DELETE FROM commits WHERE group_name = ?", (group,))

    def trim(self, older_than: datetime, group: str) -> int:
        """Drop messages sent before an instant that the group has committed, and give the space back."""
        place = {"cut": _milliseconds(older_than), "group": group, "rows": TRIM_ROWS}
        with self._store.connection(durable=False) as connection:
            ids = [row[0] for row in connection.execute("SELECT partition_id FROM partitions")]
            trimmed = sum(self._trim_partition(connection, {**place, "partition_id": key}) for key in ids)
            if trimmed:
                _give_space_back(connection)
        return trimmed

    def close(self) -> None:
        """Nothing is held between calls."""

    def _trim_partition(self, connection: sqlite3.Connection, place: Mapping[str, object]) -> int:
        trimmed = 0
        while True:
            with self._store.transaction(connection):
                deleted = connection.execute(_DROP_FROM_FRONT, place).rowcount
                connection.execute(_MOVE_START, {**place, "deleted": deleted})
            trimmed += deleted
            if deleted < TRIM_ROWS:
                return trimmed


def _milliseconds(instant: datetime) -> int:
    return int(require_utc(instant).timestamp() * 1000)


class _Buffered(NamedTuple):
    partition_id: int
    key: str
    value: bytes
    headers: str
    sent_at: int


class EmbeddedProducer:
    """A producer of the embedded log; see `streams.log.Producer` for what it promises."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._buffer: list[_Buffered] = []
        self._buffered_bytes = 0
        self._closed = False
        self._connection = store.connect(durable=True)
        self._ids = self._partition_ids()

    def send(self, topic: str, key: str, value: bytes, headers: Mapping[str, str]) -> None:
        """Buffer one message."""
        require_topics([topic])
        refuse_oversized(topic, key, value)
        ids = self._ids[topic]
        partition_id = ids[zlib.crc32(key.encode()) % len(ids)]
        message = _Buffered(partition_id, key, value, json.dumps(dict(headers)), int(time.time() * 1000))
        with self._lock:
            self._buffer.append(message)
            self._buffered_bytes += len(value)
            if len(self._buffer) >= BUFFERED_RECORDS or self._buffered_bytes >= BUFFERED_BYTES:
                self._append()

    def flush(self) -> None:
        """Return when all that was sent is on the disk."""
        with self._lock:
            self._append()

    def close(self) -> None:
        """Flush and let go."""
        if self._closed:
            return
        self._closed = True
        try:
            self.flush()
        finally:
            self._connection.close()

    def _append(self) -> None:
        if not self._buffer:
            return
        self._store.require_space()
        with self._store.transaction(self._connection):
            ends = dict(self._connection.execute("SELECT partition_id, end_offset FROM partitions"))
            self._connection.executemany(_APPEND, _numbered(self._buffer, ends))
            grown = Counter(message.partition_id for message in self._buffer)
            self._connection.executemany(_GROW, [(count, key) for key, count in grown.items()])
            reached("stream.appended")
        reached("stream.flushed")
        self._buffer.clear()
        self._buffered_bytes = 0

    def _partition_ids(self) -> dict[str, list[int]]:
        ids: dict[str, list[int]] = {topic: [] for topic in TOPICS}
        with self._store.plain_errors():
            rows = self._connection.execute("SELECT topic, partition_id FROM partitions ORDER BY partition")
            for topic, partition_id in rows:
                ids[topic].append(partition_id)
        if not all(ids.values()):
            raise FenghuoError(f"{self._store.path} has no topics yet; call ensure_topics first.")
        return ids


def _give_space_back(connection: sqlite3.Connection) -> None:
    free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    for _ in range(0, free, TRIM_PAGES):
        # Not execute(): Python would take a single step of it, which is a single page.
        connection.executescript(f"PRAGMA incremental_vacuum({TRIM_PAGES})")
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def _numbered(messages: Sequence[_Buffered], ends: dict[int, int]) -> Iterator[tuple[object, ...]]:
    for message in messages:
        yield (message.partition_id, ends[message.partition_id], *message[1:])
        ends[message.partition_id] += 1


_APPEND = """
    INSERT INTO messages (partition_id, "offset", key, value, headers, sent_at) VALUES (?, ?, ?, ?, ?, ?)
"""
_GROW = "UPDATE partitions SET end_offset = end_offset + ? WHERE partition_id = ?"
_OFFSETS_AT = """
    SELECT topic, partition, coalesce(
        (
            SELECT "offset" FROM messages
            WHERE messages.partition_id = partitions.partition_id AND sent_at >= :cut
            ORDER BY "offset" LIMIT 1
        ),
        end_offset
    )
    FROM partitions
"""
_SET_COMMITTED = """
    INSERT INTO commits (group_name, partition_id, next_offset)
    SELECT ?, partition_id, ? FROM partitions WHERE topic = ? AND partition = ?
    ON CONFLICT (group_name, partition_id) DO UPDATE SET next_offset = excluded.next_offset
"""
_DROP_FROM_FRONT = """
    DELETE FROM messages
    WHERE partition_id = :partition_id
      AND "offset" < coalesce(
          (SELECT next_offset FROM commits WHERE partition_id = :partition_id AND group_name = :group), 0
      )
      AND "offset" < coalesce(
          (
              SELECT "offset" FROM messages
              WHERE partition_id = :partition_id AND sent_at >= :cut
              ORDER BY "offset" LIMIT 1
          ),
          (SELECT end_offset FROM partitions WHERE partition_id = :partition_id)
      )
      AND "offset" < :rows + (SELECT start_offset FROM partitions WHERE partition_id = :partition_id)
"""
_MOVE_START = """
    UPDATE partitions SET start_offset = start_offset + :deleted WHERE partition_id = :partition_id
"""
