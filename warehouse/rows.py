"""Records as rows of the tables: one function a table, values checked against what its columns hold.

A value no column can hold would make ClickHouse refuse the whole batch around it, so it is refused here,
alone. Instants are cut to milliseconds, as the tables keep them.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import msgspec

from hub.clock import end_of_beijing_day
from hub.errors import InvalidRecord
from hub.records import METRIC_NAMES, AccountSeen, CrawlFinished, MetricsSeen, PostSeen, Record
from streams.dead_letters import DeadLetter
from streams.log import Message

INSTANT_FIGURE: Final = date(1970, 1, 1)
"""The `as_of` of a figure that is of an instant and not a statement for a day."""

_FIRST_INSTANT: Final = datetime(1900, 1, 2, tzinfo=UTC)
_LAST_INSTANT: Final = datetime(2299, 1, 1, tzinfo=UTC)
_LAST_DAY: Final = date(2149, 1, 1)
_MAX_COUNT: Final = 2**63 - 1
_MAX_TALLY: Final = 2**32 - 1
_MAX_POSITION: Final = 255

Row = tuple[object, ...]
Columns = dict[str, list[object]]


class Place(NamedTuple):
    """Where in the stream a record stood."""

    topic: str
    partition: int
    offset: int


class Tags(NamedTuple):
    """What the tagger made of a post; `evidence` is JSON."""

    topics: Sequence[str]
    audiences: Sequence[str]
    evidence: str
    tagger: str


_PLACE: Final = ("topic", "partition", "offset")
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "posts": (
        *("post_id", "account_id", "platform", "url", "title", "text", "media", "published_at"),
        *(
            "published_precision",
            "fetched_at",
            "source_label",
            "repost_of",
            "position",
            "hashtags",
            "deleted",
        ),
        *("extractor", "topics", "audiences", "evidence", "tagger", *_PLACE),
    ),
    "post_versions": ("post_id", "fetched_at", "title", "text_digest", "deleted", "published_at"),
    "post_texts": ("post_id", "title", "text_digest", "text", "first_seen_at", "last_seen_at"),
    "metrics": (
        *("post_id", "account_id", "platform", "observed_at", "as_of", "figure_at", "source", "kind"),
        *(*METRIC_NAMES, "precision", *_PLACE),
    ),
    "account_metrics": (
        *(
            "account_id",
            "platform",
            "observed_at",
            "as_of",
            "followers_total",
            "followers_new",
            "posts_total",
        ),
        *_PLACE,
    ),
    "crawls": (
        *("account_id", "platform", "started_at", "finished_at", "outcome", "posts_seen", "figures_seen"),
        *("requests", "error_kind", "error", *_PLACE),
    ),
    "dead_letters": (
        *("letter_id", "received_at", "reason", "origin", "account_id", "source_topic", "source_partition"),
        *("source_offset", "attempt", "schema_version", "payload", *_PLACE),
    ),
    "unknown_fields": ("record_key", "schema_version", "fields", "sent_at", *_PLACE),
}
"""The tables the loader fills, with the columns of a row in their order."""


def columns(table: str, rows: Iterable[Row]) -> Columns:
    """Rows of a table turned into its columns."""
    return {name: list(values) for name, values in zip(TABLES[table], zip(*rows, strict=True), strict=True)}


def require_storable(record: Record) -> None:
    """Raises InvalidRecord, saying which value, for a record that a table cannot hold."""
    for name, low, high in _LIMITS[type(record)]:
        value = getattr(record, name)
        if value is not None and not low <= value <= high:
            raise InvalidRecord(_UNFIT.format(name=name, value=value))
    if isinstance(record, MetricsSeen):
        _require_counts(record)


def post_row(post: PostSeen, tags: Tags, place: Place) -> Row:
    """A row of `posts`."""
    return (
        post.post_id,
        post.account_id,
        post.platform,
        post.url,
        post.title,
        post.text,
        post.media,
        milliseconds(post.published_at),
        post.published_precision,
        milliseconds(post.fetched_at),
        post.source_label,
        post.repost_of,
        post.position,
        list(post.hashtags),
        post.deleted,
        post.extractor,
        list(tags.topics),
        list(tags.audiences),
        tags.evidence,
        tags.tagger,
        *place,
    )


def post_version_row(post: PostSeen) -> Row:
    """A row of `post_versions`: what this sighting showed, with nothing recalled from others."""
    fetched_at, published_at = milliseconds(post.fetched_at), milliseconds(post.published_at)
    return (post.post_id, fetched_at, post.title, _digest(post.text), post.deleted, published_at)


def post_text_rows(sightings: Iterable[PostSeen]) -> list[Row]:
    """Rows of `post_texts`: each wording that the sightings showed, once, with when they did."""
    seen: dict[tuple[str, str, str], list[datetime]] = {}
    for post in sightings:
        if post.title or post.text:
            seen.setdefault((post.post_id, post.title, post.text), []).append(milliseconds(post.fetched_at))
    return [
        (post_id, title, _digest(text), text, min(times), max(times))
        for (post_id, title, text), times in seen.items()
    ]


def metrics_row(record: MetricsSeen, place: Place) -> Row:
    """A row of `metrics`. A statement for a day is the figure at that Beijing day's end."""
    figure_at = record.observed_at if record.as_of is None else end_of_beijing_day(record.as_of)
    return (
        record.post_id,
        record.account_id,
        record.platform,
        milliseconds(record.observed_at),
        record.as_of or INSTANT_FIGURE,
        milliseconds(figure_at),
        record.source,
        record.kind,
        *msgspec.structs.astuple(record.metrics),
        dict(record.precision),
        *place,
    )


def account_metrics_row(record: AccountSeen, place: Place) -> Row:
    """A row of `account_metrics`."""
    return (
        record.account_id,
        record.platform,
        milliseconds(record.observed_at),
        record.as_of or INSTANT_FIGURE,
        record.followers_total,
        record.followers_new,
        record.posts_total,
        *place,
    )


def crawl_row(record: CrawlFinished, place: Place) -> Row:
    """A row of `crawls`."""
    return (
        record.account_id,
        record.platform,
        milliseconds(record.started_at),
        milliseconds(record.finished_at),
        record.outcome,
        record.posts_seen,
        record.figures_seen,
        record.requests,
        record.error_kind or "",
        record.error or "",
        *place,
    )


def dead_letter_row(letter: DeadLetter, place: Place) -> Row:
    """A row of `dead_letters`, the payload in base64."""
    return (
        letter.letter_id,
        _storable_instant(letter.received_at),
        letter.reason,
        letter.origin,
        letter.account_id,
        letter.source_topic,
        min(max(letter.source_partition, -1), 2**31 - 1),
        min(max(letter.source_offset, -1), _MAX_COUNT),
        min(max(letter.attempt, 0), 2**16 - 1),
        letter.schema_version,
        b64encode(letter.payload).decode("ascii"),
        *place,
    )


def unknown_fields_row(message: Message, unknown: bytes, place: Place) -> Row:
    """A row of `unknown_fields`: what of a record of a newer version no table has a column for."""
    fields = unknown.decode("utf-8")
    return (message.key, message.headers["version"], fields, _storable_instant(message.timestamp), *place)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _storable_instant(instant: datetime) -> datetime:
    return milliseconds(min(max(instant, _FIRST_INSTANT), _LAST_INSTANT))


def milliseconds(instant: datetime) -> datetime:
    """The instant without what is finer than a millisecond."""
    if instant.microsecond % 1000 == 0:
        return instant
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


_INSTANTS: Final = (_FIRST_INSTANT, _LAST_INSTANT)
_DAYS: Final = (date(1970, 1, 2), _LAST_DAY)
_COUNTS: Final = (-_MAX_COUNT, _MAX_COUNT)
_TALLIES: Final = (0, _MAX_TALLY)
_UNFIT: Final = "its {name} {value} is outside what the warehouse can hold."
_LIMITS: Final[Mapping[type[Record], tuple[tuple[str, Any, Any], ...]]] = {
    PostSeen: (
        ("published_at", *_INSTANTS),
        ("fetched_at", *_INSTANTS),
        ("position", 0, _MAX_POSITION),
    ),
    MetricsSeen: (("observed_at", *_INSTANTS), ("as_of", *_DAYS)),
    AccountSeen: (
        ("observed_at", *_INSTANTS),
        ("as_of", *_DAYS),
        ("followers_total", *_COUNTS),
        ("followers_new", *_COUNTS),
        ("posts_total", *_COUNTS),
    ),
    CrawlFinished: (
        ("started_at", *_INSTANTS),
        ("finished_at", *_INSTANTS),
        ("posts_seen", *_TALLIES),
        ("figures_seen", *_TALLIES),
        ("requests", *_TALLIES),
    ),
}


def _require_counts(record: MetricsSeen) -> None:
    known = [value for value in msgspec.structs.astuple(record.metrics) if value is not None]
    if known and not (min(known) >= -_MAX_COUNT and max(known) <= _MAX_COUNT):
        name, value = next(
            (name, value)
            for name, value in msgspec.structs.asdict(record.metrics).items()
            if value is not None and abs(value) > _MAX_COUNT
        )
        raise InvalidRecord(_UNFIT.format(name=name, value=value))
