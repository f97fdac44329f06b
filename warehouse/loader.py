"""The loader: from the stream into the tables, each record exactly once in every answer.

It reads messages, tags posts, stores batches, and only then commits its offsets. Whatever dies in between,
the messages come again; a repeated row replaces itself. What cannot be read or stored goes to the dead
letters, which are acknowledged before the offsets behind them are committed.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path
from typing import Final, Protocol

import msgspec

from hub.clock import Clock
from hub.errors import InvalidRecord, Unavailable
from hub.killpoints import reached
from hub.records import PostSeen, Record
from nlp.tagger import TagResult
from streams import codec, dead_letters
from streams.dead_letters import letter_of_message
from streams.log import Log, Message
from streams.publisher import Publisher
from streams.topics import DEAD_LETTERS, TOPICS
from warehouse.batch import Batch
from warehouse.client import Warehouse
from warehouse.rows import Place, Tags, require_storable

_log = logging.getLogger(__name__)

GROUP: Final = "loader"
"""The consumer group whose committed offsets tell what is in the warehouse."""
POLL_MESSAGES: Final = 5_000
POLL_SECONDS: Final = 0.2
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 20.0
"""Seconds between two attempts while the warehouse or the stream is away."""
REMEMBERED_TAGS: Final = 20_000
"""Posts whose tags are kept in memory, since most sightings show a post unchanged."""

_KNOWN_POSTS: Final = Path(__file__).parent / "queries" / "known_posts.sql"
_INCOMPLETE_POSTS: Final = Path(__file__).parent / "queries" / "incomplete_posts.sql"


class Tagger(Protocol):
    """Who tags posts."""

    version: str

    def tag(self, title: str, text: str, platform: str) -> TagResult:
        """Topics, audiences and the words that earned them. Never fails."""
        ...


class Loader:
    """One member of the loader's group. Any number may run; one thread uses each."""

    def __init__(self, log: Log, warehouse: Warehouse, tagger: Tagger, clock: Clock) -> None:
        self._stream = log
        self._warehouse = warehouse
        self._tags = _TagMemory(tagger)
        self._clock = clock

    def run(self, stop: threading.Event) -> None:
        """Load until `stop` is set, then store what was read and return.

        Waits, with growing pauses, while the warehouse or the stream is away. Raises DiskFull, and
        WarehouseError where the tables are not those of this version; nothing is lost by either.
        """
        run = _Run(self._stream, self._warehouse, self._tags, self._clock)
        try:
            while not stop.is_set():
                run.load_patiently(stop)
            run.finish()
        finally:
            run.close()

    def drain(self) -> int:
        """Load until the group has committed the whole stream; how many messages that were.

        Raises Unavailable where `run` would wait, and what `run` raises.
        """
        run = _Run(self._stream, self._warehouse, self._tags, self._clock)
        loaded = 0
        try:
            while True:
                read = run.read()
                loaded += read
                if not read and run.batch.messages == 0 and self._is_drained():
                    return loaded
                if not read or run.batch.is_due():
                    run.store()
        finally:
            run.close()

    def _is_drained(self) -> bool:
        committed = self._stream.committed_offsets(GROUP, TOPICS)
        return all(committed.get(tp, 0) >= end for tp, end in self._stream.end_offsets(TOPICS).items())


class _Run:
    """One stay in the group: a consumer, a producer for dead letters, and the batch between them."""

    def __init__(self, log: Log, warehouse: Warehouse, tags: _TagMemory, clock: Clock) -> None:
        self.batch = Batch()
        self._warehouse = warehouse
        self._tags = tags
        self._clock = clock
        self._publisher = Publisher(log, clock)
        self._consumer = log.consumer(GROUP, TOPICS)
        self._away = False

    def load_patiently(self, stop: threading.Event) -> None:
        """Read, and store when it is time; on trouble that may pass, wait and go on where it stood."""
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                self._load()
            except Unavailable as error:
                self._say_once(error)
                self._wait(pause * random.uniform(0.8, 1.2), stop)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._away = False
                return

    def read(self) -> int:
        """Take the next messages into the batch; how many they were."""
        messages = self._consumer.poll(POLL_MESSAGES, POLL_SECONDS)
        reached("loader.polled")
        for message in messages:
            self._take(message)
        reached("loader.taken")
        return len(messages)

    def store(self) -> None:
        """Insert the batch, have its dead letters acknowledged, and then commit its offsets."""
        if not self.batch.messages:
            return
        inserts = self.batch.inserts(self._recall(), self._tags.of)
        reached("loader.built")
        for insert in inserts:
            self._warehouse.insert(insert.table, insert.columns, insert.token)
            reached(f"loader.inserted.{insert.table}")
        self._publisher.flush()
        reached("loader.buried")
        self._consumer.commit(self.batch.next_offsets)
        reached("loader.committed")
        _log.debug("%d messages stored", self.batch.messages)
        self.batch = Batch()

    def finish(self) -> None:
        """Store what was read; where that cannot be done now, it comes again at the next start."""
        try:
            self.store()
        except Unavailable as error:
            _log.warning("%d messages stay in the stream for the next start: %s", self.batch.messages, error)

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()
        self._publisher.close()

    def _load(self) -> None:
        # A batch that could not be stored is not added to: what comes behind it waits in the stream.
        if not self.batch.is_due():
            self.read()
        if self.batch.is_due():
            self.store()

    def _take(self, message: Message) -> None:
        place = self.batch.note(message)
        try:
            if message.topic == DEAD_LETTERS:
                self.batch.add_letter(dead_letters.decode(message), place)
            else:
                self.batch.add(_storable_record(message), place)
        except InvalidRecord as error:
            self._bury(message, error.sentence, place)

    def _bury(self, message: Message, reason: str, place: Place) -> None:
        letter = letter_of_message(message, reason, self._clock.now())
        _log.warning("A message goes to the dead letters: %s", reason, extra={"account": letter.account_id})
        if message.topic == DEAD_LETTERS:
            # A letter about a letter would come back here for ever; the table takes it at once.
            self.batch.add_letter(letter, place)
        else:
            self._publisher.publish_dead(letter)

    def _recall(self) -> dict[str, PostSeen]:
        post_ids = self.batch.posts_to_recall() + self._incomplete(self.batch.posts_in_full())
        if not post_ids:
            return {}
        rows = self._warehouse.query_file(_KNOWN_POSTS, {"post_ids": post_ids})
        return {post.post_id: post for post in (msgspec.convert(row, PostSeen) for row in rows)}

    def _incomplete(self, post_ids: list[str]) -> list[str]:
        """Those of the posts of which only partial sightings are stored: a whole one may now be late."""
        if not post_ids:
            return []
        rows = self._warehouse.query_file(_INCOMPLETE_POSTS, {"post_ids": post_ids})
        return [str(row["post_id"]) for row in rows]

    def _say_once(self, error: Unavailable) -> None:
        if not self._away:
            _log.warning("Loading waits: %s", error.sentence)
        self._away = True

    def _wait(self, seconds: float, stop: threading.Event) -> None:
        """Pause without leaving the group: a consumer that does not poll loses its partitions."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not stop.is_set():
            try:
                self._consumer.pause(self._consumer.assignment())
                for message in self._consumer.poll(POLL_MESSAGES, min(left, POLL_SECONDS)):
                    self._take(message)
            except Unavailable:
                stop.wait(min(left, POLL_SECONDS))
            finally:
                self._consumer.resume(self._consumer.assignment())


def _storable_record(message: Message) -> Record:
    record = codec.decode(message)
    try:
        require_storable(record)
    except InvalidRecord as error:
        where = f"Message {message.topic}/{message.partition}/{message.offset}"
        raise InvalidRecord(f"{where} cannot be stored: {error.sentence}") from None
    return record


class _TagMemory:
    """A tagger that remembers, since most sightings show a post unchanged."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self._known: OrderedDict[bytes, Tags] = OrderedDict()

    def of(self, post: PostSeen) -> Tags:
        """A post's tags."""
        key = blake2b("\0".join((post.platform, post.title, post.text)).encode(), digest_size=16).digest()
        if key not in self._known:
            self._known[key] = self._tag(post)
            if len(self._known) > REMEMBERED_TAGS:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def _tag(self, post: PostSeen) -> Tags:
        result = self._tagger.tag(post.title, post.text, post.platform)
        evidence = msgspec.json.encode(result.evidence).decode("utf-8")
        return Tags(result.topics, result.audiences, evidence, self._tagger.version)
