"""What the hub already knows of an account: the last successful visit and the posts of the last 35 days.

A puller overlaps with what is known instead of keeping a cursor, which could be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from hub.clock import require_utc


@dataclass(frozen=True)
class RecentPost:
    """A post seen before and not known to be deleted."""

    published_at: datetime
    url: str


@dataclass(frozen=True)
class Sighting:
    """What is known of one account. `recent` maps post ids to the posts of the last 35 days."""

    account_id: str
    last_success_at: datetime | None = None
    newest_published_at: datetime | None = None
    recent: Mapping[str, RecentPost] = field(default_factory=dict)


class Sightings(Protocol):
    """Where a gatherer asks what is known."""

    def last(self, account_id: str) -> Sighting | None:
        """The last sighting of an account, None if it was never visited."""
        ...


class SightingTable:
    """Sightings held in memory, as read from the warehouse."""

    def __init__(self, sightings: Iterable[Sighting] = ()) -> None:
        self._sightings = {sighting.account_id: sighting for sighting in sightings}

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> SightingTable:
        """From rows with a Sighting's names; `recent` holds tuples of post_id, published_at and url."""
        return cls(_sighting(row) for row in rows)

    def last(self, account_id: str) -> Sighting | None:
        return self._sightings.get(account_id)


def _sighting(row: Mapping[str, object]) -> Sighting:
    recent = cast(Iterable[tuple[str, datetime, str]], row["recent"])
    return Sighting(
        account_id=str(row["account_id"]),
        last_success_at=_instant(row["last_success_at"]),
        newest_published_at=_instant(row["newest_published_at"]),
        recent={post_id: RecentPost(require_utc(published_at), url) for post_id, published_at, url in recent},
    )


def _instant(value: object) -> datetime | None:
    return require_utc(value) if isinstance(value, datetime) else None
