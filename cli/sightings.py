"""What is known of each account: the warehouse's last sighting, plus what this process has seen since.

The loader lags behind the gatherer by a moment. Reading only the warehouse would make the next visit ask
for more than it must; remembering only what was seen here would forget everything at a restart.
"""

from __future__ import annotations

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
        if isinstance(record, PostSeen) and record.deleted:
            self._forget(record.account_id, record.post_id)
        elif isinstance(record, PostSeen):
            recent = {record.post_id: RecentPost(record.published_at, record.url)}
            self._merge(Sighting(record.account_id, None, record.published_at, recent))
        elif isinstance(record, CrawlFinished) and record.outcome in ("ok", "partial"):
            self._merge(Sighting(record.account_id, record.finished_at, None, {}))

    def forget_before(self, instant: datetime) -> None:
        """Drop posts published before the instant."""
        for account_id, sighting in self._by_account.items():
            kept = {key: post for key, post in sighting.recent.items() if post.published_at >= instant}
            if len(kept) < len(sighting.recent):
                self._by_account[account_id] = Sighting(
                    account_id, sighting.last_success_at, sighting.newest_published_at, kept
                )

    def _forget(self, account_id: str, post_id: str) -> None:
        """Drop a post that is gone, as the warehouse does: nobody looks after it any more."""
        old = self._by_account.get(account_id)
        if old is not None:
            kept = {key: post for key, post in old.recent.items() if key != post_id}
            self._by_account[account_id] = Sighting(
                account_id, old.last_success_at, old.newest_published_at, kept
            )

    def _merge(self, new: Sighting) -> None:
        old = self._by_account.get(new.account_id)
        if old is None:
            self._by_account[new.account_id] = new
            return
        self._by_account[new.account_id] = Sighting(
            new.account_id,
            _later(old.last_success_at, new.last_success_at),
            _later(old.newest_published_at, new.newest_published_at),
            {**old.recent, **new.recent},
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
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((instant for instant in (one, other) if instant is not None), default=None)
