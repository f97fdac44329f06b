"""What is known of each account: the warehouse's last sighting, plus what this process has seen since.

The loader lags behind the gatherer by a moment. Reading only the warehouse would make the next visit ask
for more than it must; remembering only what was seen here would forget everything at a restart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from crawlers.sightings import RecentPost, Sighting
from hub.records import CrawlFinished, PostSeen, Record
from streams.dead_letters import DeadLetter
from streams.publisher import Publisher
from warehouse.client import Warehouse
from warehouse.sightings import read_sightings

RECENT = timedelta(days=35)
"""How long a post is remembered; the longest series of figures, WeChat's, ends after 31 days."""


class KeptSightings:
    """The sightings of one gathering process."""

    def __init__(self) -> None:
        self._by_account: dict[str, Sighting] = {}

    def refresh(self, warehouse: Warehouse, now: datetime) -> None:
        """Take in what the warehouse knows. Raises Unavailable."""
        for row in read_sightings(warehouse, now):
            self._merge(_sighting(row))

    def last(self, account_id: str) -> Sighting | None:
        return self._by_account.get(account_id)

    def observe(self, record: Record) -> None:
        """Remember a record this process has published."""
        if isinstance(record, PostSeen):
            recent = {} if record.deleted else {record.post_id: RecentPost(record.published_at, record.url)}
            gone = {record.post_id: record.published_at} if record.deleted else {}
            self._merge(Sighting(record.account_id, None, record.published_at, recent, gone))
        elif isinstance(record, CrawlFinished) and record.outcome in ("ok", "partial"):
            self._merge(Sighting(record.account_id, record.finished_at))

    def forget_before(self, instant: datetime) -> None:
        """Drop posts published before the instant."""
        for account_id, sighting in self._by_account.items():
            recent = {key: post for key, post in sighting.recent.items() if post.published_at >= instant}
            gone = {key: at for key, at in sighting.gone.items() if at >= instant}
            if (len(recent), len(gone)) != (len(sighting.recent), len(sighting.gone)):
                self._by_account[account_id] = replace(sighting, recent=recent, gone=gone)

    def _merge(self, new: Sighting) -> None:
        """Add what was seen later: a post it shows is not gone any more, one it calls gone is not there."""
        old = self._by_account.get(new.account_id)
        if old is None:
            self._by_account[new.account_id] = new
            return
        self._by_account[new.account_id] = Sighting(
            new.account_id,
            _later(old.last_success_at, new.last_success_at),
            _later(old.newest_published_at, new.newest_published_at),
            {key: post for key, post in {**old.recent, **new.recent}.items() if key not in new.gone},
            {key: at for key, at in {**old.gone, **new.gone}.items() if key not in new.recent},
        )


class ObservedPublisher:
    """A publisher whose records are also remembered as sightings."""

    def __init__(self, publisher: Publisher, sightings: KeptSightings) -> None:
        self._publisher = publisher
        self._sightings = sightings

    def publish(self, record: Record) -> None:
        self._publisher.publish(record)
        self._sightings.observe(record)

    def publish_dead(self, letter: DeadLetter) -> None:
        self._publisher.publish_dead(letter)

    def flush(self) -> None:
        self._publisher.flush()

    def close(self) -> None:
        self._publisher.close()


def _sighting(row: dict[str, object]) -> Sighting:
    recent = cast("list[tuple[str, datetime, str]]", row["recent"])
    return Sighting(
        cast("str", row["account_id"]),
        cast("datetime | None", row["last_success_at"]),
        cast("datetime | None", row["newest_published_at"]),
        {post_id: RecentPost(published_at, url) for post_id, published_at, url in recent},
        dict(cast("list[tuple[str, datetime]]", row["gone"])),
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((instant for instant in (one, other) if instant is not None), default=None)
