"""The stream on Apache Kafka (4.x), through kafka-python 3.

It keeps the contract of `streams.log`: an idempotent producer with acks=all, commits made by hand,
cooperative rebalancing, every call bounded in time. Kafka's own errors end here; beyond it there are only
`hub.errors`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetSpec, errors
from kafka import TopicPartition as KafkaPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import (
    BrokerResponseError,
    CommitFailedError,
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    GroupIdNotFoundError,
    IllegalGenerationError,
    KafkaError,
    NoError,
    NonEmptyGroupError,
    NotCoordinatorError,
    RebalanceInProgressError,
    TopicAlreadyExistsError,
    UnknownMemberIdError,
)
from kafka.structs import MemberState, OffsetAndMetadata

from hub.clock import require_utc
from hub.errors import AlreadyRunning, Unavailable
from hub.killpoints import reached
from streams._kafka_records import MessagePoll
from streams.log import (
    BUFFERED_BYTES,
    BUFFERED_RECORDS,
    MAX_VALUE_BYTES,
    Message,
    TopicPartition,
    refuse_oversized,
)
from streams.topics import TOPICS, require_topics

REQUEST_MS: Final = 10_000
"""How long a single request may take, and how long we look for a broker at first."""

DELIVERY_MS: Final = 20_000
"""How long a record may be on its way, retries included, before `flush` gives up."""

SESSION_MS: Final = 10_000
"""A consumer whose heartbeat is missed for so long is taken for dead."""

HEARTBEAT_MS: Final = 1_000
"""How often a consumer shows that it lives, and hears whether its group is rebalancing."""

REBALANCE_SECONDS: Final = 3.0
"""How long `poll` stays with a rebalancing that has begun, however short its time-out.

kafka-python 3.0 throws away a join that completes between two polls and begins another, so that a member that
only ever looked in for a moment would keep its whole group rebalancing.
"""

MAX_REQUEST_BYTES: Final = MAX_VALUE_BYTES + 1024 * 1024
"""A largest record with its key and headers; topics are created to take it."""

_ANY_TIMESTAMP: Final = {"message.timestamp.after.max.ms": str(2**63 - 1)}
"""A broker refuses records from more than an hour in its future; a producer whose clock was once that far
ahead would keep them in its buffer, and deliver nothing behind them, for ever."""

logger = logging.getLogger(__name__)
_T = TypeVar("_T")


class KafkaLog:
    """The log on the brokers `host:port[,host:port]`. See `streams.log.Log` for what it promises.

    `prefix` goes before the names of topics and groups. `partitions` and `replication` are those of topics
    it creates; -1 is the broker's default.
    """

    def __init__(self, brokers: str, *, prefix: str = "", partitions: int = 3, replication: int = -1) -> None:
        self._cluster = _Cluster(brokers, prefix)
        self._partitions = partitions
        self._replication = replication

    def ensure_topics(self) -> None:
        """Create those topics that are missing, and wait until they have leaders."""
        names = [self._cluster.name(topic) for topic in TOPICS]
        with self._cluster.plain_errors():
            admin = self._cluster.admin()
            missing = set(names) - set(admin.list_topics())
            if missing:
                # Another process may create them at the same time.
                with suppress(TopicAlreadyExistsError):
                    admin.create_topics({name: self._new_topic() for name in missing}, timeout_ms=REQUEST_MS)
                admin.wait_for_topics(names, timeout_ms=REQUEST_MS)

    def producer(self) -> _Producer:
        """A producer of one's own."""
        return _Producer(self._cluster)

    def consumer(self, group: str, topics: Sequence[str]) -> _Consumer:
        """A new member of a group."""
        require_topics(topics)
        return _Consumer(self._cluster, group, topics)

    def end_offsets(self, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """For every partition, the offset its next message will get."""
        return self._cluster.offsets(self._cluster.partitions(topics), OffsetSpec.LATEST)

    def committed_offsets(self, group: str, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """A group's committed offsets, without the partitions it has never committed."""
        return self._cluster.committed(group, self._cluster.partitions(topics))

    def offsets_at(self, instant: datetime, topics: Sequence[str]) -> dict[TopicPartition, int]:
        """For every partition, the offset of its first kept message sent at or after an instant."""
        tps = self._cluster.partitions(topics)
        # In this order, so that a message sent in between is not taken for one that does not exist.
        ends = self._cluster.offsets(tps, OffsetSpec.LATEST)
        found = self._cluster.offsets(tps, _milliseconds(instant))
        return {tp: ends[tp] if found[tp] < 0 else found[tp] for tp in tps}

    def set_committed(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the committed offsets of a group that has no members."""
        places = {self._cluster.to_kafka(tp): OffsetAndMetadata(offset) for tp, offset in offsets.items()}
        with self._cluster.plain_errors(), _members_refused(group):
            admin, name = self._cluster.admin(), self._cluster.name(group)
            _once_coordinated(lambda: _raise_first(admin.alter_group_offsets(name, places).values()))

    def forget_group(self, group: str) -> None:
        """Forget what a group without members has committed."""
        with self._cluster.plain_errors(), _members_refused(group), suppress(GroupIdNotFoundError):
            admin, name = self._cluster.admin(), self._cluster.name(group)
            _once_coordinated(lambda: _raise_first(map(_error_named, admin.delete_groups([name]).values())))

    def trim(self, older_than: datetime, group: str) -> int:
        """Drop messages sent before an instant that the group has committed.

        The broker's own retention knows no groups: topics we create have none (see `_new_topic`).
        """
        committed = self.committed_offsets(group, TOPICS)
        starts = self._cluster.offsets(committed, OffsetSpec.EARLIEST)
        old = self.offsets_at(older_than, TOPICS)
        cuts = {
            tp: min(old[tp], committed[tp]) for tp in committed if min(old[tp], committed[tp]) > starts[tp]
        }
        if cuts:
            with self._cluster.plain_errors():
                doomed = {self._cluster.to_kafka(tp): cut for tp, cut in cuts.items()}
                self._cluster.admin().delete_records(doomed, timeout_ms=REQUEST_MS)
        return sum(cut - starts[tp] for tp, cut in cuts.items())

    def close(self) -> None:
        """Disconnect from the brokers."""
        self._cluster.close()

    def _new_topic(self) -> dict[str, object]:
        return {
            "num_partitions": self._partitions,
            "replication_factor": self._replication,
            # Without a retention of the broker's: it would drop what nobody has loaded yet. We trim.
            "configs": {
                "max.message.bytes": str(MAX_REQUEST_BYTES),
                "retention.ms": "-1",
                **_ANY_TIMESTAMP,
            },
        }


class _Cluster:
    """The brokers, what our names are called there, and questions any part of the log asks them."""

    def __init__(self, brokers: str, prefix: str) -> None:
        self.brokers = brokers
        self._prefix = prefix
        self._admin: Any = None
        self._lock = threading.Lock()

    def connection(self) -> dict[str, object]:
        """The options every Kafka client gets."""
        return {
            "bootstrap_servers": self.brokers.split(","),
            "bootstrap_timeout_ms": REQUEST_MS,
            "client_id": "fenghuo",
        }

    def name(self, ours: str) -> str:
        """What a topic or a group of ours is called on the brokers."""
        return self._prefix + ours

    def to_kafka(self, tp: TopicPartition) -> Any:
        """A partition as Kafka's clients name it."""
        return KafkaPartition(self.name(tp.topic), tp.partition)

    def to_ours(self, tp: Any) -> TopicPartition:
        """A partition as we name it."""
        return TopicPartition(tp.topic.removeprefix(self._prefix), tp.partition)

    def admin(self) -> Any:
        """The administrative client, connected on first use."""
        with self._lock:
            if self._admin is None:
                self._admin = KafkaAdminClient(**self.connection(), request_timeout_ms=REQUEST_MS)
            return self._admin

    def partitions(self, topics: Sequence[str]) -> list[TopicPartition]:
        """All partitions of topics."""
        require_topics(topics)
        with self.plain_errors():
            found = self.admin().describe_topics([self.name(topic) for topic in topics])
        return [
            self.to_ours(KafkaPartition(topic["name"], partition["partition_index"]))
            for topic in found
            for partition in topic["partitions"]
        ]

    def offsets(self, tps: Collection[TopicPartition], which: OffsetSpec | int) -> dict[TopicPartition, int]:
        """Each partition's oldest offset, its next, or (-1: none) its first sent since milliseconds."""
        if not tps:
            return {}
        with self.plain_errors():
            wanted = {self.to_kafka(tp): which for tp in tps}
            found = self.admin().list_partition_offsets(wanted, timeout_ms=REQUEST_MS)
        return {self.to_ours(tp): place.offset for tp, place in found.items()}

    def committed(self, group: str, tps: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """A group's committed offsets among partitions."""
        if not tps:
            return {}
        with self.plain_errors():
            name, asked = self.name(group), [self.to_kafka(tp) for tp in tps]
            found = _once_coordinated(lambda: self.admin().list_group_offsets({name: asked})[name])
        return {self.to_ours(tp): place.offset for tp, place in found.items() if place.offset >= 0}

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn what Kafka's client raises into Unavailable, naming the brokers."""
        try:
            yield
        except BrokerResponseError as error:
            raise Unavailable(f"Kafka at {self.brokers} refuses: {error!s:.300}; see its log.") from error
        except KafkaError as error:
            raise Unavailable(
                f"Kafka at {self.brokers} does not answer ({type(error).__name__}); "
                "check that it runs and that FENGHUO_KAFKA names it."
            ) from error

    def close(self) -> None:
        """Disconnect."""
        with self._lock:
            if self._admin is not None:
                self._admin.close()
            self._admin = None


def _milliseconds(instant: datetime) -> int:
    return int(require_utc(instant).timestamp() * 1000)


def _once_coordinated(call: Callable[[], _T]) -> _T:
    """Make a call about a group; a young broker makes and loads its coordinator when first asked for it."""
    give_up_at = time.monotonic() + REQUEST_MS / 1000
    while True:
        try:
            return call()
        except (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError):
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)


def _error_named(answer: str) -> type[KafkaError]:
    """The error of an answer that the admin client gives as a word."""
    error: type[KafkaError] = NoError if answer == "OK" else getattr(errors, answer)
    return error


def _raise_first(answers: Iterable[type[KafkaError]]) -> None:
    for answer in answers:
        if answer is not NoError:
            raise answer


@contextmanager
def _members_refused(group: str) -> Iterator[None]:
    """Say in our words that a group must have no members for this."""
    try:
        yield
    except (UnknownMemberIdError, NonEmptyGroupError, RebalanceInProgressError, IllegalGenerationError):
        raise AlreadyRunning(
            f"The group {group} has members that read the stream; stop them first."
        ) from None


class _Buffered(NamedTuple):
    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]
    sent_at: int


class _Producer:
    """A producer on Kafka; see `streams.log.Producer` for what it promises.

    Records wait here, not in Kafka's client, so that a flush that failed can be repeated as a whole and in
    order. After a failure the client is replaced: a new one has no half-sent batches.
    """

    def __init__(self, cluster: _Cluster) -> None:
        self._cluster = cluster
        self._lock = threading.Lock()
        self._buffer: list[_Buffered] = []
        self._buffered_bytes = 0
        with cluster.plain_errors():
            self._client: Any = self._connect()

    def send(self, topic: str, key: str, value: bytes, headers: Mapping[str, str]) -> None:
        """Buffer one message."""
        require_topics([topic])
        refuse_oversized(topic, key, value)
        encoded = [(name, text.encode()) for name, text in headers.items()]
        name = self._cluster.name(topic)
        message = _Buffered(name, key.encode(), value, encoded, int(time.time() * 1000))
        with self._lock:
            self._buffer.append(message)
            self._buffered_bytes += len(value)
            if len(self._buffer) >= BUFFERED_RECORDS or self._buffered_bytes >= BUFFERED_BYTES:
                self._deliver()

    def flush(self) -> None:
        """Return when all that was sent is acknowledged by all in-sync replicas."""
        with self._lock:
            self._deliver()

    def close(self) -> None:
        """Flush and let go."""
        try:
            self.flush()
        finally:
            self._disconnect()

    def _deliver(self) -> None:
        if not self._buffer:
            return
        try:
            with self._cluster.plain_errors():
                self._send_all()
        except Unavailable:
            self._disconnect()
            raise
        self._buffer.clear()
        self._buffered_bytes = 0

    def _send_all(self) -> None:
        if self._client is None:
            self._client = self._connect()
        pending = [
            self._client.send(topic, value, key, headers, timestamp_ms=sent_at)
            for topic, key, value, headers, sent_at in self._buffer
        ]
        reached("stream.appended")
        # A little longer than a delivery, so that every record has succeeded or failed by then.
        self._client.flush(timeout=DELIVERY_MS / 1000 + 2)
        for future in pending:
            future.get(timeout=0)
        reached("stream.flushed")

    def _connect(self) -> Any:
        return KafkaProducer(
            **self._cluster.connection(),
            enable_idempotence=True,
            acks="all",
            compression_type="zstd",
            batch_size=256 * 1024,
            linger_ms=5,
            max_request_size=MAX_REQUEST_BYTES,
            request_timeout_ms=REQUEST_MS,
            delivery_timeout_ms=DELIVERY_MS,
            max_block_ms=REQUEST_MS,
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            # What it could not deliver is still in our buffer.
            with suppress(KafkaError):
                client.close(timeout=1)


class _Consumer:
    """A consumer on Kafka; see `streams.log.Consumer` for what it promises.

    A commit that the group refuses because it is rebalancing is repeated by the next `poll`, for what is then
    still assigned.
    """

    def __init__(self, cluster: _Cluster, group: str, topics: Sequence[str]) -> None:
        self._cluster = cluster
        self._group = group
        self._refused: dict[TopicPartition, int] = {}
        with cluster.plain_errors():
            self._client: Any = KafkaConsumer(
                *(cluster.name(topic) for topic in topics),
                **cluster.connection(),
                group_id=cluster.name(group),
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                partition_assignment_strategy=(CooperativeStickyAssignor,),
                session_timeout_ms=SESSION_MS,
                heartbeat_interval_ms=HEARTBEAT_MS,
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
        self._poll = MessagePoll(self._client, cluster.to_ours)

    def poll(self, max_records: int, timeout: float) -> list[Message]:
        """Up to `max_records` messages."""
        self._repeat_refused()
        rebalancing = self._client.group_metadata().state == MemberState.REBALANCING
        if rebalancing:
            self._go_on_rejoining()
        patience = max(timeout, REBALANCE_SECONDS) if rebalancing else timeout
        with self._cluster.plain_errors():
            return self._poll(int(patience * 1000), max_records)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> frozenset[TopicPartition]:
        """Keep the next offset to read of each partition still held."""
        held = self.assignment()
        kept = {tp: offset for tp, offset in offsets.items() if tp in held}
        places = {self._cluster.to_kafka(tp): OffsetAndMetadata(offset) for tp, offset in kept.items()}
        reached("stream.committing")
        with self._cluster.plain_errors():
            try:
                self._client.commit(places, timeout_ms=REQUEST_MS)
            except _REBALANCING as error:
                logger.info("Group %s is rebalancing; a commit waits for it: %s", self._group, error)
                self._refused.update(kept)
                return frozenset()
        return frozenset(kept)

    def committed(self) -> dict[TopicPartition, int]:
        """The group's committed offsets of the assigned partitions."""
        return self._cluster.committed(self._group, self.assignment())

    def seek(self, tp: TopicPartition, offset: int) -> None:
        """Read on from `offset`."""
        if tp not in self.assignment():
            raise ValueError(f"{tp.topic}/{tp.partition} is not assigned to this consumer")
        self._client.seek(self._cluster.to_kafka(tp), offset)

    def pause(self, tps: Collection[TopicPartition]) -> None:
        """Hand out nothing of these partitions until `resume`."""
        self._client.pause(*self._to_kafka_if_held(tps))

    def resume(self, tps: Collection[TopicPartition]) -> None:
        """Hand out messages of these partitions again."""
        self._client.resume(*self._to_kafka_if_held(tps))

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions held now."""
        return frozenset(self._cluster.to_ours(tp) for tp in self._client.assignment())

    def lag(self) -> dict[TopicPartition, int]:
        """Messages kept and not committed, by assigned partition."""
        held = self.assignment()
        # In this order, so that nothing can be committed that we think has not been written yet.
        committed = self.committed()
        starts = self._cluster.offsets(held, OffsetSpec.EARLIEST)
        ends = self._cluster.offsets(held, OffsetSpec.LATEST)
        return {tp: ends[tp] - max(starts[tp], committed.get(tp, 0)) for tp in held}

    def close(self) -> None:
        """Leave the group."""
        try:
            self._client.close(autocommit=False, timeout_ms=REQUEST_MS)
        except KafkaError as error:
            logger.warning("Group %s learns later that a consumer left: %s", self._group, error)

    def _repeat_refused(self) -> None:
        refused, self._refused = self._refused, {}
        if refused:
            self.commit(refused)

    def _go_on_rejoining(self) -> None:
        """Keep a rebalancing that has begun from being forgotten.

        kafka-python 3.0 begins one when it sees a topic's partitions change. Where they have changed back
        before its join is answered, it no longer looks at the answer: it stays rebalancing for ever, sends
        no heartbeat, and is given nothing to read. There is no public way to ask for the join.
        """
        self._client._coordinator.request_rejoin()

    def _to_kafka_if_held(self, tps: Collection[TopicPartition]) -> list[Any]:
        return [self._cluster.to_kafka(tp) for tp in self.assignment().intersection(tps)]


_REBALANCING: Final = (
    CommitFailedError,
    RebalanceInProgressError,
    IllegalGenerationError,
    UnknownMemberIdError,
)
