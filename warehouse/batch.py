"""Messages of the stream on their way to the tables: read, gathered, and turned into columns together.

A batch is bounded, and with it the loader's memory: it takes no poll once it is due, so that it holds fewer
than MAX_MESSAGES + POLL_MESSAGES messages and less than MAX_BYTES + POLL_BYTES + MAX_VALUE_BYTES (40 MB) of
their values, and tells of fewer than MAX_RECALLED + POLL_MESSAGES posts whose text has to be looked up.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

import msgspec

from hub.clock import beijing_day
from hub.records import AccountSeen, CrawlFinished, MetricsSeen, PostSeen, Record
from streams.codec import unknown_fields
from streams.dead_letters import DeadLetter
from streams.log import Message, TopicPartition
from warehouse.posts import Sighted, needs_memory, present
from warehouse.rollups import Touched
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
    post_text_rows,
    post_version_row,
    unknown_fields_row,
)

POLL_MESSAGES: Final = 2_000
"""How many messages a batch takes at once."""
MAX_MESSAGES: Final = 60_000
MAX_BYTES: Final = 16_000_000
MAX_RECALLED: Final = 10_000
MAX_SECONDS: Final = 1.0
"""A batch is stored when it has reached one of these: about one insert a second for each table."""


class Retold(NamedTuple):
    """Posts as they are after a batch, and every version of them in it."""

    present: list[Sighted]
    versions: list[PostSeen]


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
    unburied: deque[DeadLetter] = field(default_factory=deque)
    """Letters the stream has yet to acknowledge before the offsets may be committed."""
    first_offsets: dict[TopicPartition, int] = field(default_factory=dict)
    _since: float = 0.0
    _sightings: dict[str, list[Sighted]] = field(default_factory=lambda: defaultdict(list))
    _recalled: set[str] = field(default_factory=set)
    _figured: set[str] = field(default_factory=set)
    _visits: set[tuple[str, date]] = field(default_factory=set)
    _rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def note(self, messages: Iterable[Message]) -> None:
        """Count messages as handled by this batch, whatever becomes of them."""
        if not self.messages:
            self._since = time.monotonic()
        for (topic, partition), run in groupby(messages, _partition):
            where, handled = TopicPartition(topic, partition), list(run)
            self.messages += len(handled)
            self.bytes += sum(len(message.value) for message in handled)
            self.first_offsets.setdefault(where, handled[0].offset)
            self.next_offsets[where] = handled[-1].offset + 1

    def add(self, record: Record, place: Place) -> None:
        """Take in a record that `require_storable` has let through."""
        if isinstance(record, PostSeen):
            self._sightings[record.post_id].append(Sighted(record, place))
            if needs_memory(record):
                self._recalled.add(record.post_id)
        elif isinstance(record, MetricsSeen):
            self._rows["metrics"].append(metrics_row(record, place))
            self._figured.add(record.post_id)
        elif isinstance(record, AccountSeen):
            self._rows["account_metrics"].append(account_metrics_row(record, place))
        else:
            crawl = _crawl(record)
            self._rows["crawls"].append(crawl_row(crawl, place))
            self._visits.add((crawl.account_id, beijing_day(crawl.started_at)))

    def add_unknown_fields(self, message: Message, place: Place) -> None:
        """Take in what a record of a newer minor version says and no table has a column for."""
        if unknown := unknown_fields(message):
            self._rows["unknown_fields"].append(unknown_fields_row(message, unknown, place))

    def add_letter(self, letter: DeadLetter, place: Place) -> None:
        """Take in a dead letter."""
        self._rows["dead_letters"].append(dead_letter_row(letter, place))

    def is_due(self) -> bool:
        """Whether it is large or old enough to be stored."""
        if not self.messages:
            return False
        large = self.messages >= MAX_MESSAGES or self.bytes >= MAX_BYTES
        return large or len(self._recalled) >= MAX_RECALLED or time.monotonic() - self._since >= MAX_SECONDS

    def posts_to_recall(self) -> list[str]:
        """The posts whose present state is needed to make their rows."""
        return list(self._recalled)

    def posts_in_full(self) -> list[str]:
        """The others, of which whole sightings came: what is known of them matters where it is incomplete."""
        return list(self._sightings.keys() - self._recalled)

    def touched(self) -> Touched:
        """What the roll-ups have to follow once the batch is stored."""
        post_ids = self._sightings.keys() | self._figured
        if not self._visits:
            return Touched(post_ids, self._sightings.keys())
        days = [day for _, day in self._visits]
        accounts = {account for account, _ in self._visits}
        return Touched(post_ids, self._sightings.keys(), accounts, min(days), max(days))

    def retold(self, known: Mapping[str, PostSeen]) -> Retold:
        """What the posts' sightings tell, given what is known of `posts_to_recall`."""
        posts = [present(known.get(post_id), seen) for post_id, seen in self._sightings.items()]
        sightings = [sighted.post for seen in self._sightings.values() for sighted in seen]
        return Retold([post for post in posts if post is not None], sightings)

    def inserts(self, posts: Retold, tags: Sequence[Tags]) -> list[TableInsert]:
        """What is to be inserted; `tags` are those of the present posts, in their order."""
        told = zip(posts.present, tags, strict=True)
        rows = {
            **self._rows,
            "posts": [post_row(post, tagged, place) for (post, place), tagged in told],
            "post_versions": [post_version_row(post) for post in posts.versions],
            "post_texts": post_text_rows(posts.versions),
        }
        return [self._insert(table, rows[table]) for table in sorted(rows) if rows[table]]

    def _insert(self, table: str, rows: list[Row]) -> TableInsert:
        made = columns(table, rows)
        places = sorted(
            (*where, first, self.next_offsets[where]) for where, first in self.first_offsets.items()
        )
        digest = hashlib.sha256(msgspec.msgpack.encode((table, places, made))).hexdigest()
        return TableInsert(table, made, digest)


def _crawl(record: Record) -> CrawlFinished:
    if not isinstance(record, CrawlFinished):
        raise TypeError(f"no table takes a {type(record).__name__}")
    return record


_partition: Final = attrgetter("topic", "partition")
