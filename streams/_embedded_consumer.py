"""Reading the embedded log as a member of a group: positions, polling, commits."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from hub.errors import FenghuoError
from hub.killpoints import reached
from streams._membership import Holding, Membership
from streams._store import Store
from streams.log import POLL_BYTES, Message, TopicPartition

LOOK_SECONDS: Final = 0.05
"""Pause between two looks for new messages: 20 small reads a second while nothing comes."""

REFRESH_SECONDS: Final = 1.0
"""How often a consumer tells its group that it lives, and settles its share."""

logger = logging.getLogger(__name__)


class EmbeddedConsumer:
    """A consumer of the embedded log; see `streams.log.Consumer` for what it promises.

    A partition that is to change hands between living members is drained first: its holder gets no more of
    its messages, and gives it up once those it has are committed. Nothing is repeated unless somebody dies.
    """

    def __init__(self, store: Store, group: str, topics: Sequence[str], lease: float) -> None:
        self._store = store
        self._group = group
        # A commit that the machine's death undoes is only a repetition, so it need not wait for the disk.
        self._connection = store.connect(durable=False)
        self._membership = Membership(store, group, topics, lease)
        self._holding = Holding({}, frozenset(), frozenset())
        self._refresh_at = 0.0
        self._positions: dict[TopicPartition, int] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._handed: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()
        self._turn = 0
        self._closed = False

    def poll(self, max_records: int, timeout: float) -> list[Message]:
        """Up to `max_records` messages; see `streams.log.Consumer`."""
        deadline = time.monotonic() + timeout
        while True:
            self._refresh_when_due()
            with self._store.plain_errors():
                messages = self._take(max_records)
            remaining = deadline - time.monotonic()
            if messages or remaining <= 0:
                return messages
            time.sleep(min(LOOK_SECONDS, remaining))

    def commit(self, offsets: Mapping[TopicPartition, int]) -> frozenset[TopicPartition]:
        """Keep the next offset to read of each partition still held."""
        with self._store.transaction(self._connection):
            kept = {tp: offset for tp, offset in offsets.items() if self._still_holds(tp)}
            self._connection.executemany(_COMMIT, [self._commit_row(tp, kept[tp]) for tp in kept])
            reached("stream.committing")
        self._committed.update(kept)
        if self._holding.leaving - self._busy():
            self._refresh_at = 0.0
        return frozenset(kept)

    def committed(self) -> dict[TopicPartition, int]:
        """The group's committed offsets of the assigned partitions."""
        rows = self._offsets_of_held()
        return {tp: committed for tp, _, _, committed in rows if committed is not None}

    def seek(self, tp: TopicPartition, offset: int) -> None:
        """Read on from `offset`."""
        if tp not in self._holding.held:
            raise ValueError(f"{tp.topic}/{tp.partition} is not assigned to this consumer")
        self._positions[tp] = offset
        self._handed.pop(tp, None)

    def pause(self, tps: Collection[TopicPartition]) -> None:
        """Hand out nothing of these partitions until `resume`."""
        self._paused.update(tps)

    def resume(self, tps: Collection[TopicPartition]) -> None:
        """Hand out messages of these partitions again."""
        self._paused.difference_update(tps)

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions held now."""
        return frozenset(self._holding.held)

    def lag(self) -> dict[TopicPartition, int]:
        """Messages kept and not committed, by assigned partition."""
        return {tp: end - max(start, committed or 0) for tp, start, end, committed in self._offsets_of_held()}

    def close(self) -> None:
        """Leave the group."""
        if self._closed:
            return
        self._closed = True
        try:
            self._membership.leave(self._connection)
        except FenghuoError as error:
            logger.warning("The group %s learns later that a consumer left: %s", self._group, error.sentence)
        finally:
            self._connection.close()

    def _refresh_when_due(self) -> None:
        if time.monotonic() < self._refresh_at:
            return
        before = self._holding.held.keys()
        self._holding = self._membership.refresh(self._connection, self._busy())
        self._refresh_at = time.monotonic() + REFRESH_SECONDS
        gained, lost = self._holding.held.keys() - self._holding.kept, before - self._holding.kept
        if gained or lost:
            self._adopt(gained, lost)

    def _adopt(self, gained: Collection[TopicPartition], lost: Collection[TopicPartition]) -> None:
        for tp in lost:
            for memory in (self._positions, self._committed, self._handed):
                memory.pop(tp, None)
            self._paused.discard(tp)
        for tp, start, _, committed in self._offsets_of_held():
            if tp in gained:
                self._committed[tp] = committed or 0
                self._positions[tp] = max(start, committed or 0)
        logger.debug("Group %s: gained %s, lost %s", self._group, sorted(gained), sorted(lost))

    def _busy(self) -> frozenset[TopicPartition]:
        return frozenset(tp for tp, handed in self._handed.items() if handed > self._committed.get(tp, 0))

    def _take(self, max_records: int) -> list[Message]:
        messages: list[Message] = []
        left = POLL_BYTES
        for tp in self._in_turn():
            if len(messages) >= max_records or left <= 0:
                break
            fetched = self._fetch(tp, max_records - len(messages), left)
            left -= sum(len(message.value) for message in fetched)
            messages += fetched
        return messages

    def _in_turn(self) -> list[TopicPartition]:
        """Partitions with something to read, another one first each time, so that none starves."""
        ends = self._ends()
        ready = sorted(tp for tp in self._readable() if self._positions[tp] < ends[tp])
        self._turn = (self._turn + 1) % max(1, len(ready))
        return ready[self._turn :] + ready[: self._turn]

    def _readable(self) -> set[TopicPartition]:
        return self._holding.held.keys() - self._holding.leaving - self._paused

    def _ends(self) -> dict[TopicPartition, int]:
        rows = self._connection.execute("SELECT topic, partition, end_offset FROM partitions")
        return {TopicPartition(topic, partition): end for topic, partition, end in rows}

    def _fetch(self, tp: TopicPartition, limit: int, most_bytes: int) -> list[Message]:
        place = {"partition_id": self._holding.held[tp], "offset": self._positions[tp], "limit": limit}
        with closing(self._connection.execute(_FETCH, place)) as rows:
            messages = list(_messages(tp, rows, most_bytes))
        if messages:
            self._positions[tp] = self._handed[tp] = messages[-1].offset + 1
        return messages

    def _still_holds(self, tp: TopicPartition) -> bool:
        held = self._holding.held
        return tp in held and self._membership.still_holds(self._connection, held[tp])

    def _commit_row(self, tp: TopicPartition, offset: int) -> dict[str, object]:
        return {"group": self._group, "partition_id": self._holding.held[tp], "next_offset": offset}

    def _offsets_of_held(self) -> list[tuple[TopicPartition, int, int, int | None]]:
        with self._store.plain_errors():
            rows = offsets_of_group(self._connection, self._group)
        return [row for row in rows if row[0] in self._holding.held]


def offsets_of_group(
    connection: sqlite3.Connection, group: str
) -> list[tuple[TopicPartition, int, int, int | None]]:
    """For every partition: its oldest offset kept, its end, and what the group committed, None if nothing."""
    rows = connection.execute(_OFFSETS, {"group": group}).fetchall()
    return [(TopicPartition(row[0], row[1]), row[2], row[3], row[4]) for row in rows]


def _messages(
    tp: TopicPartition, rows: Iterable[tuple[int, str, bytes, str, int]], most_bytes: int
) -> Iterator[Message]:
    """Rows as messages, until their values have so many bytes together."""
    topic, partition = tp
    for offset, key, value, headers, sent_at in rows:
        yield Message(topic, partition, offset, key, value, _headers(headers), _instant(sent_at))
        most_bytes -= len(value)
        if most_bytes <= 0:
            return


# Messages that are read together have few different headers and were sent in few different milliseconds.
@lru_cache(maxsize=256)
def _headers(text: str) -> dict[str, str]:
    headers: dict[str, str] = json.loads(text)
    return headers


@lru_cache(maxsize=256)
def _instant(sent_at: int) -> datetime:
    return datetime.fromtimestamp(sent_at / 1000, UTC)


_FETCH = """
    SELECT "offset", key, value, headers, sent_at FROM messages
    WHERE partition_id = :partition_id AND "offset" >= :offset
    ORDER BY "offset" LIMIT :limit
"""
_COMMIT = """
    INSERT INTO commits (group_name, partition_id, next_offset) VALUES (:group, :partition_id, :next_offset)
    ON CONFLICT (group_name, partition_id) DO UPDATE SET next_offset = :next_offset
"""
_OFFSETS = """
    SELECT topic, partition, start_offset, end_offset, next_offset
    FROM partitions
    LEFT JOIN commits ON commits.partition_id = partitions.partition_id AND group_name = :group
"""
