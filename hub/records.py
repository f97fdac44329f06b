"""The four records that travel from the gatherers to the warehouse, and the metrics they carry.

All instants are aware UTC datetimes; an `as_of` day is a Beijing day. Ids are strings, since some exceed
2^53. Unknown is None, never 0. Platforms' field names are translated at the edge, in the crawlers: see
`docs/architecture.md` for the canonical metrics.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from hub.platforms import Platform

SCHEMA_VERSION: Final = "1.0"
"""Major.minor of the records below. A new optional field raises the minor, anything else the major."""

Id = Annotated[str, Meta(min_length=1, max_length=512)]
Instant = Annotated[datetime, Meta(tz=True)]
Count = int
"""A cumulative figure or an increment. Increments may be negative."""

PublishedPrecision = Literal["second", "minute", "day"]
Media = Literal["article", "images", "video", "short_text", "audio", "link"]
MetricsSource = Literal["official", "export", "site_reported"]
MetricsKind = Literal["cumulative", "daily", "window"]
Precision = Literal["rounded_display", "lower_bound"]
Outcome = Literal["ok", "partial", "failed", "unsupported"]
ErrorKind = Literal[
    "authorisation",
    "quota",
    "refused",
    "platform",
    "network",
    "content",
    "possible_gap",
    "unsupported",
    "ours",
]


class PostSeen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A post as its platform shows it now. `post_id` is `platform:native-id`."""

    post_id: Id
    account_id: Id
    platform: Platform
    url: str
    title: str
    text: str
    media: Media
    published_at: Instant
    published_precision: PublishedPrecision = "second"
    fetched_at: Instant
    source_label: str | None = None
    repost_of: str | None = None
    position: int | None = None
    hashtags: tuple[str, ...] = ()
    deleted: bool = False
    extractor: str | None = None


class Metrics(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The canonical metrics. Times (views, shares) and persons (readers, sharers) are kept apart."""

    views: Count | None = None
    readers: Count | None = None
    impressions: Count | None = None
    delivered: Count | None = None
    likes: Count | None = None
    looks: Count | None = None
    comments: Count | None = None
    shares: Count | None = None
    sharers: Count | None = None
    forwards: Count | None = None
    downloads: Count | None = None
    favourites: Count | None = None
    coins: Count | None = None
    danmaku: Count | None = None
    followers_new: Count | None = None
    completion_rate: float | None = None
    avg_seconds: float | None = None


METRIC_NAMES: Final[tuple[str, ...]] = tuple(field.name for field in msgspec.structs.fields(Metrics))


class MetricsSeen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A post's figures: a snapshot at `observed_at`, or the platform's statement for the day `as_of`."""

    post_id: Id
    account_id: Id
    platform: Platform
    observed_at: Instant
    as_of: date | None = None
    source: MetricsSource
    kind: MetricsKind = "cumulative"
    metrics: Metrics
    precision: dict[str, Precision] = {}


class AccountSeen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An account's own figures."""

    account_id: Id
    platform: Platform
    observed_at: Instant
    as_of: date | None = None
    followers_total: Count | None = None
    followers_new: Count | None = None
    posts_total: Count | None = None


class CrawlFinished(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a visit to an account ended. Without it nobody can tell a silent county from a broken crawler.

    `ok` and `partial` count as successful visits: `partial` means that posts were listed but some call
    failed. `error` is one sentence without secrets.
    """

    account_id: Id
    platform: Platform
    started_at: Instant
    finished_at: Instant
    outcome: Outcome
    posts_seen: int
    figures_seen: int = 0
    requests: int = 0
    error_kind: ErrorKind | None = None
    error: str | None = None


Record = PostSeen | MetricsSeen | AccountSeen | CrawlFinished


def post_id(platform: Platform, native_id: str) -> str:
    """The id of a post across the hub: `platform:native-id`."""
    return f"{platform}:{native_id}"
