"""The loader: from the stream into the tables, each record exactly once in every answer.

It reads messages, tags posts, stores batches, has the roll-ups follow, and only then commits its offsets.
Whatever dies in between, the messages come again; a repeated row replaces itself. What cannot be read or
stored goes to the dead letters, which are acknowledged before the offsets behind them are committed.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Final, Protocol

import msgspec

from hub.clock import Clock
from hub.errors import InvalidRecord, Unavailable
from hub.killpoints import reached
from hub.records import PostSeen, Record
from hub.tracing import names_of, trace_of
from nlp.tagger import TagResult
from streams import codec, dead_letters
from streams.dead_letters import letter_of_message
from streams.erasing import is_erased
from streams.log import Log, Message, TopicPartition
from streams.publisher import Publisher
from streams.topics import DEAD_LETTERS, TOPICS
from warehouse.batch import POLL_MESSAGES, Batch, TableInsert
from warehouse.client import Warehouse
from warehouse.collector import seldom_collecting
from warehouse.forgetting import forgotten
from warehouse.posts import needs_memory
from warehouse.rollups import refresh
from warehouse.rows import Place, Tags, require_storable
from warehouse.steps import StepTimes

_log = logging.getLogger(__name__)

GROUP: Final = "loader"
"""The consumer group whose committed offsets tell what is in the warehouse."""
POLL_SECONDS: Final = 0.2
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 20.0
"""Seconds between two attempts while the warehouse or the stream is away."""
REMEMBERED_TAGS: Final = 20_000
REMEMBERED_CHARACTERS: Final = 32_000_000
"""Posts whose tags are kept in memory, since most sightings show a post unchanged; and how much evidence."""

_KNOWN_POSTS: Final = Path(__file__).parent / "queries" / "known_posts.sql"
_INCOMPLETE_POSTS: Final = Path(__file__).parent / "queries" / "incomplete_posts.sql"


class Tagger(Protocol):
    """Who tags posts."""

    version: str

    def tag_all(self, posts: Sequence[tuple[str, str]]) -> list[TagResult]:
        """Of each post, a title and a text: topics, audiences and the words that earned them. Never fails."""
        ...


class Loader:
    """One member of the loader's group. Any number may run; one thread uses each.

    `group` is another's where what is loaded already is loaded again (`warehouse/replay.py`).

    Its memory is bounded, whatever is in the stream and however much: by the batch (`warehouse/batch.py`),
    not added to while it cannot be stored, and by the tags remembered. `times` tells which step takes long.
    """

    def __init__(
        self, log: Log, warehouse: Warehouse, tagger: Tagger, clock: Clock, group: str = GROUP
    ) -> None:
        self.times = StepTimes()
        self._stream = log
        self._warehouse = warehouse
        self._tags = _TagMemory(tagger)
        self._clock = clock
        self._group = group

    def run(self, stop: threading.Event) -> None:
        """Load until `stop` is set, then store what was read and return.

        Waits, with growing pauses, while the warehouse or the stream is away. Raises DiskFull, and
        WarehouseError where the tables are not those of this version; nothing is lost by either.
        """
        with seldom_collecting(), closing(self._joined()) as run:
            while not stop.is_set():
                run.load_patiently(stop)
            run.finish()

    def drain(self) -> int:
        """Load until the group has committed the whole stream; how many messages that were.

        Raises Unavailable where `run` would wait, and what `run` raises.
        """
        loaded = 0
        with seldom_collecting(), closing(self._joined()) as run:
            while True:
                read = run.read()
                loaded += read
                if not read and run.batch.messages == 0 and self._is_drained():
                    return loaded
                if not read or run.batch.is_due():
                    run.store()

    def _joined(self) -> _Run:
        return _Run(self._stream, self._warehouse, self._tags, self._clock, self.times, self._group)

    def _is_drained(self) -> bool:
        committed = self._stream.committed_offsets(self._group, TOPICS)
        return all(committed.get(tp, 0) >= end for tp, end in self._stream.end_offsets(TOPICS).items())


class _Run:
    """One stay in the group: a consumer, a producer for dead letters, and the batch between them."""

    def __init__(
        self,
        log: Log,
        warehouse: Warehouse,
        tags: _TagMemory,
        clock: Clock,
        times: StepTimes,
        group: str,
    ) -> None:
        self.batch = Batch()
        self._inserts: list[TableInsert] | None = None
        self._forgotten: frozenset[str] = frozenset()
        self._heard = False
        self._taken: set[str] = set()
        self._followed: list[dict[str, object]] = []
        self._times = times
        self._warehouse = warehouse
        self._tags = tags
        self._clock = clock
        self._publisher = Publisher(log, clock)
        self._consumer = log.consumer(group, TOPICS)
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
        if not self.batch.messages:
            self._hear()
        begun = self._times.now()
        messages = self._consumer.poll(POLL_MESSAGES, POLL_SECONDS)
        self._times.count("consume" if messages else "wait", begun)
        reached("loader.polled")
        with self._times.of("decode"):
            self.batch.note(messages)
            records = [self._take(message) for message in messages]
        reached("loader.taken")
        with self._times.of("tag"):
            # Now, so that a batch is due by its age before tagging keeps this member from `poll` for long.
            self._tags.of_all(
                [post for post in records if isinstance(post, PostSeen) and not needs_memory(post)]
            )
        return len(messages)

    def store(self) -> None:
        """Insert the batch, have roll-ups follow, its dead letters acknowledged, and then commit offsets."""
        if not self.batch.messages or self._begins_again():
            return
        inserts = self._made()
        reached("loader.built")
        for insert in inserts:
            with self._times.of("insert"):
                self._warehouse.insert(insert.table, insert.columns, insert.token)
            reached(f"loader.inserted.{insert.table}")
        with self._times.of("roll up"):
            refresh(self._warehouse, self.batch.touched())
        reached("loader.rolled_up")
        with self._times.of("bury"):
            self._bury_all()
        reached("loader.buried")
        with self._times.of("commit"):
            self._consumer.commit(self.batch.next_offsets)
        reached("loader.committed")
        for names in self._followed:
            _log.debug("in the warehouse", extra=names)
        self._begin_batch()

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

    def _hear(self) -> None:
        """Ask which accounts are forgotten, anew for each batch: it is stored within a second or two of this.

        Where the warehouse is away, reading goes on, and it is asked before the batch is stored.
        """
        self._taken.clear()
        try:
            self._forgotten, self._heard = forgotten(self._warehouse), True
        except Unavailable:
            self._forgotten, self._heard = frozenset(), False

    def _begins_again(self) -> bool:
        """Give a batch back to the stream that was read before anybody could say who is forgotten."""
        if self._heard:
            return False
        self._forgotten, self._heard = forgotten(self._warehouse), True
        if self._taken.isdisjoint(self._forgotten):
            return False
        held = self._consumer.assignment()
        for tp, offset in self.batch.first_offsets.items():
            if tp in held:
                self._consumer.seek(tp, offset)
        self._begin_batch()
        return True

    def _begin_batch(self) -> None:
        self.batch, self._inserts, self._followed = Batch(), None, []

    def _take(self, message: Message) -> Record | None:
        """Put what a message holds into the batch; the record, where it holds one that can be stored."""
        place = Place(message.topic, message.partition, message.offset)
        if is_erased(message):
            return None
        try:
            if message.topic == DEAD_LETTERS:
                letter = dead_letters.decode(message)
                self._taken.add(letter.account_id)
                if letter.account_id not in self._forgotten:
                    self.batch.add_letter(letter, place)
                return None
            record = _storable_record(message)
        except InvalidRecord as error:
            self._refuse(message, error.sentence, place)
            return None
        self._taken.add(record.account_id)
        if record.account_id in self._forgotten:
            return None
        self.batch.add(record, place)
        self.batch.add_unknown_fields(message, place)
        if _log.isEnabledFor(logging.DEBUG):
            self._followed.append(_names(record, message, place))
        return record

    def _refuse(self, message: Message, reason: str, place: Place) -> None:
        letter = letter_of_message(message, reason, self._clock.now())
        names = {"account": letter.account_id, "trace": trace_of(message.headers)}
        _log.warning("A message goes to the dead letters: %s", reason, extra=names)
        if message.topic == DEAD_LETTERS:
            # A letter about a letter would come back here for ever; the table takes it at once.
            self.batch.add_letter(letter, place)
        else:
            self.batch.unburied.append(letter)

    def _made(self) -> list[TableInsert]:
        """What the batch inserts, made once: a repetition has the same rows and therefore the same tokens."""
        if self._inserts is None:
            with self._times.of("recall"):
                known = self._recall()
            with self._times.of("build"):
                posts = self.batch.retold(known)
            with self._times.of("tag"):
                tags = self._tags.of_all([sighted.post for sighted in posts.present])
            with self._times.of("build"):
                self._inserts = self.batch.inserts(posts, tags)
        return self._inserts

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

    def _bury_all(self) -> None:
        letters = self.batch.unburied
        while letters:
            # Where this raises, the letter is in the publisher's buffer all the same.
            self._publisher.publish_dead(letters.popleft())
        self._publisher.flush()

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
                self._put_back(self._consumer.poll(POLL_MESSAGES, min(left, POLL_SECONDS)))
            except Unavailable:
                stop.wait(min(left, POLL_SECONDS))
        self._consumer.resume(self._consumer.assignment())

    def _put_back(self, messages: Iterable[Message]) -> None:
        """Have messages of partitions just gained handed out again later: the batch must not grow now."""
        firsts: dict[TopicPartition, int] = {}
        for message in messages:
            firsts.setdefault(TopicPartition(message.topic, message.partition), message.offset)
        for tp, offset in firsts.items():
            self._consumer.seek(tp, offset)


def _names(record: Record, message: Message, place: Place) -> dict[str, object]:
    """What names a record in a log line; `place` finds its row by the columns topic, partition and offset."""
    return {
        **names_of(record),
        "trace": trace_of(message.headers),
        "record": type(record).__name__,
        "place": f"{place.topic}/{place.partition}/{place.offset}",
    }


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
        self._characters = 0

    def of_all(self, posts: Sequence[PostSeen]) -> list[Tags]:
        """The posts' tags, in their order; those not remembered are tagged together."""
        keys = [_key(post) for post in posts]
        new = {key: post for key, post in zip(keys, posts, strict=True) if key not in self._known}
        told = tags_of(self._tagger, [(post.title, post.text) for post in new.values()])
        tags = {key: self._known[key] for key in keys if key in self._known} | dict(
            zip(new, told, strict=True)
        )
        for key in keys:
            self._remember(key, tags[key])
        return [tags[key] for key in keys]

    def _remember(self, key: bytes, tags: Tags) -> None:
        if key not in self._known:
            self._characters += len(tags.evidence)
        self._known[key] = tags
        self._known.move_to_end(key)
        while len(self._known) > REMEMBERED_TAGS or self._characters > REMEMBERED_CHARACTERS:
            self._characters -= len(self._known.popitem(last=False)[1].evidence)


def tags_of(tagger: Tagger, posts: Sequence[tuple[str, str]]) -> list[Tags]:
    """What a tagger makes of posts, each a title and a text, as the table keeps it."""
    return [
        Tags(
            result.topics,
            result.audiences,
            msgspec.json.encode(result.evidence).decode("utf-8"),
            tagger.version,
        )
        for result in tagger.tag_all(posts)
    ]


def _key(post: PostSeen) -> bytes:
    return blake2b("\0".join((post.title, post.text)).encode(), digest_size=16).digest()
