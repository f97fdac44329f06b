"""Messages of the stream on their way to the tables: read, gathered, and turned into columns together."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from hub.records import AccountSeen, CrawlFinished, MetricsSeen, PostSeen, Record
from streams.dead_letters import DeadLetter
from streams.log import Message, TopicPartition
from warehouse.posts import Sighted, needs_memory, retold
from warehouse.rows import (
    Columns,
    Place,
    Row,
    Tags,
    account_metrics_row,
    columns,
    crawl_row,
    dead_letter_row,
    metrics_row,
    post_row,
    post_version_row,
)

MAX_MESSAGES: Final = 20_000
MAX_BYTES: Final = 16_000_000
MAX_SECONDS: Final = 1.0
"""A batch is stored when it has reached one of these: about one insert a second for each table."""


@dataclass(frozen=True)
class TableInsert:
    """Columns for one table; the token tells their content, so that a repetition goes in once."""

    table: str
    columns: Columns
    token: str


@dataclass
class Batch:
    """Messages read and not yet stored."""

    messages: int = 0
    bytes: int = 0
    next_offsets: dict[TopicPartition, int] = field(default_factory=dict)
    _since: float = 0.0
    _first_offsets: dict[TopicPartition, int] = field(default_factory=dict)
    _sightings: dict[str, list[Sighted]] = field(default_factory=lambda: defaultdict(list))
    _rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def note(self, message: Message) -> Place:
        """Count a message as handled by this batch, whatever becomes of it."""
        if not self.messages:
            self._since = time.monotonic()
        where = TopicPartition(message.topic, message.partition)
        self.messages += 1
        self.bytes += len(message.value)
        self._first_offsets.setdefault(where, message.offset)
        self.next_offsets[where] = message.offset + 1
        return Place(message.topic, message.partition, message.offset)

    def add(self, record: Record, place: Place) -> None:
        """Take in a record that `require_storable` has let through."""
        if isinstance(record, PostSeen):
            self._sightings[record.post_id].append(Sighted(record, place))
        elif isinstance(record, MetricsSeen):
            self._rows["metrics"].append(metrics_row(record, place))
        elif isinstance(record, AccountSeen):
            self._rows["account_metrics"].append(account_metrics_row(record, place))
        else:
            self._rows["crawls"].append(crawl_row(_crawl(record), place))

    def add_letter(self, letter: DeadLetter, place: Place) -> None:
        """Take in a dead letter."""
        self._rows["dead_letters"].append(dead_letter_row(letter, place))

    def is_due(self) -> bool:
        """Whether it is large or old enough to be stored."""
        if not self.messages:
            return False
        large = self.messages >= MAX_MESSAGES or self.bytes >= MAX_BYTES
        return large or time.monotonic() - self._since >= MAX_SECONDS

    def posts_to_recall(self) -> list[str]:
        """The posts whose present state is needed to make their rows."""
        return [
            post_id
            for post_id, sightings in self._sightings.items()
            if any(needs_memory(sighted.post) for sighted in sightings)
        ]

    def posts_in_full(self) -> list[str]:
        """The others, of which whole sightings came: what is known of them matters where it is incomplete."""
        return list(self._sightings.keys() - set(self.posts_to_recall()))

    def inserts(self, known: Mapping[str, PostSeen], tag: Callable[[PostSeen], Tags]) -> list[TableInsert]:
        """What is to be inserted, given what is known of `posts_to_recall`."""
        rows = {**self._rows, **self._post_rows(known, tag)}
        return [self._insert(table, rows[table]) for table in sorted(rows) if rows[table]]

    def _post_rows(
        self, known: Mapping[str, PostSeen], tag: Callable[[PostSeen], Tags]
    ) -> dict[str, list[Row]]:
        posts, versions = [], []
        for post_id, sightings in self._sightings.items():
            told = retold(known.get(post_id), sightings)
            versions += [post_version_row(sighted.post) for sighted in sightings]
            posts += [post_row(sighted.post, tag(sighted.post), sighted.place) for sighted in told[-1:]]
        return {"posts": posts, "post_versions": versions}

    def _insert(self, table: str, rows: list[Row]) -> TableInsert:
        made = columns(table, rows)
        places = sorted(
            (*where, first, self.next_offsets[where]) for where, first in self._first_offsets.items()
        )
        digest = hashlib.sha256(msgspec.msgpack.encode((table, places, made))).hexdigest()
        return TableInsert(table, made, digest)


def _crawl(record: Record) -> CrawlFinished:
    if not isinstance(record, CrawlFinished):
        raise TypeError(f"no table takes a {type(record).__name__}")
    return record
