"""What the warehouse must hold at the end, computed from the content in plain Python, without its code."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from hub.records import AccountSeen, CrawlFinished, MetricsSeen, PostSeen, Record
from tests.faults.content import GARBAGE_HEADER, Content, units

Key = tuple[str, ...]
Value = tuple[str, ...]

EXPECTED: Final[dict[str, tuple[str, str]]] = {
    "posts": (
        "post_id",
        "account_id, title, hex(MD5(text)), url, toString(toUnixTimestamp64Milli(published_at)),"
        " toString(toUnixTimestamp64Milli(fetched_at)), toString(deleted)",
    ),
    "post_versions": ("post_id, toString(toUnixTimestamp64Milli(fetched_at))", "toString(deleted)"),
    "metrics": (
        "post_id, kind, toString(as_of), toString(toUnixTimestamp64Milli(observed_at))",
        "account_id, toString(views), toString(readers)",
    ),
    "account_metrics": (
        "account_id, toString(toUnixTimestamp64Milli(observed_at))",
        "toString(followers_total), toString(followers_new)",
    ),
    "crawls": ("account_id, toString(toUnixTimestamp64Milli(started_at))", "outcome, error_kind, error"),
}
"""For each table, the SQL of a row's identity and of the rest that is compared."""


@dataclass
class Expected:
    """The rows of each table by their identity, and the garbage by its name."""

    rows: dict[str, dict[Key, Value]] = field(default_factory=lambda: {table: {} for table in EXPECTED})
    garbage: dict[str, bytes] = field(default_factory=dict)
    records: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Take in one record; of two with one identity, the later one counts."""
        self.records[type(record).__name__] += 1
        if isinstance(record, MetricsSeen):
            key = (record.post_id, record.kind, str(record.as_of or "1970-01-01"), _ms(record.observed_at))
            figures = record.metrics
            self.rows["metrics"][key] = (record.account_id, str(figures.views), str(figures.readers))
        elif isinstance(record, AccountSeen):
            values = (str(record.followers_total), str(record.followers_new))
            self.rows["account_metrics"][record.account_id, _ms(record.observed_at)] = values
        elif isinstance(record, CrawlFinished):
            outcome = (record.outcome, record.error_kind or "", record.error or "")
            self.rows["crawls"][record.account_id, _ms(record.started_at)] = outcome

    def add_post(self, sightings: Iterable[PostSeen]) -> None:
        """Take in all sightings of one post."""
        state: PostSeen | None = None
        for seen in sorted(sightings, key=lambda seen: seen.fetched_at):
            self.records["PostSeen"] += 1
            state = seen if state is None else _after(state, seen)
            self.rows["post_versions"][seen.post_id, _ms(seen.fetched_at)] = (_flag(seen.deleted),)
        if state is not None:
            self.rows["posts"][(state.post_id,)] = (
                state.account_id,
                state.title,
                hashlib.md5(state.text.encode()).hexdigest().upper(),
                state.url,
                _ms(state.published_at),
                _ms(state.fetched_at),
                _flag(state.deleted),
            )


def expected(content: Content) -> Expected:
    """All of it."""
    model = Expected()
    for chunk in range(content.chunks):
        posts: dict[str, list[PostSeen]] = {}
        for unit in units(content, chunk):
            if unit.garbage:
                model.garbage[unit.garbage.headers[GARBAGE_HEADER]] = unit.garbage.value
            for record in unit.records:
                if isinstance(record, PostSeen):
                    posts.setdefault(record.post_id, []).append(record)
                else:
                    model.add(record)
        for sightings in posts.values():
            model.add_post(sightings)
    return model


def _after(state: PostSeen, seen: PostSeen) -> PostSeen:
    """A post known as `state` and then seen again: a stub tells its deletion only, an empty field nothing."""
    if seen.deleted:
        return msgspec.structs.replace(state, deleted=True, fetched_at=seen.fetched_at)
    if seen.text:
        return seen
    told: dict[str, Any] = {
        "title": seen.title or state.title,
        "fetched_at": seen.fetched_at,
        "deleted": False,
    }
    return msgspec.structs.replace(state, **told)


def _ms(instant: datetime) -> str:
    return str((instant - _EPOCH) // _MILLISECOND)


def _flag(value: bool) -> str:
    return str(value).lower()


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=UTC) - _EPOCH
