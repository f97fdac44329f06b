"""What the hub already knows of an account: the last successful visit and the posts of the last 35 days.

A puller overlaps with what is known instead of keeping a cursor, which could be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class RecentPost:
    """A post seen before and not known to be deleted."""

    published_at: datetime
    url: str


@dataclass(frozen=True)
class Sighting:
    """What is known of one account: by their ids its posts of the last 35 days.

    `recent` are those that are there, `gone` those that were deleted, with their times of publication.
    """

    account_id: str
    last_success_at: datetime | None = None
    newest_published_at: datetime | None = None
    recent: Mapping[str, RecentPost] = field(default_factory=dict)
    gone: Mapping[str, datetime] = field(default_factory=dict)


class Sightings(Protocol):
    """Where a gatherer asks what is known."""

    def last(self, account_id: str) -> Sighting | None:
        """The last sighting of an account, None if it was never visited."""
        ...
