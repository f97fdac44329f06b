"""The ages at which a post's figures are taken again, and when a visit is to take which.

Posts are compared at equal ages, and a measure takes the last figure that is not older than the age
(docs/measures.md). So a figure is taken shortly before an age where a visit comes by in time: a visit looks
ahead as far as the next one is away, which is taken to be as far as the last one. What was missed (the post
was found late, the platform was down) is taken at the first visit after the age: docs/sources/freshness.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

AGES: Final[Mapping[timedelta, timedelta]] = {
    timedelta(hours=1): timedelta(minutes=10),
    timedelta(hours=6): timedelta(hours=1),
    timedelta(hours=24): timedelta(hours=12),
    timedelta(hours=72): timedelta(hours=24),
    timedelta(days=7): timedelta(days=2),
    timedelta(days=30): timedelta(days=5),
}
"""Each age with the longest time before it at which a figure still stands for it."""

LOOKED_AFTER: Final = timedelta(days=32)
"""Age up to which posts are listed and counted: the last of AGES, and two days in case it is met late."""

SOON: Final = timedelta(minutes=10)
"""Time before an age at which an account is due for it, whatever its cadence."""


@dataclass(frozen=True)
class Look:
    """A visit that looked at the ages of an account's posts: when, and how long after the visit before."""

    at: datetime
    gap: timedelta

    def until(self, lead: timedelta) -> datetime:
        """The instant up to which it has seen to an age with such a lead."""
        return self.at + min(max(self.gap, SOON), lead)


@dataclass(frozen=True)
class Ageing:
    """What a visit is to look at: the ages that come after the look before, up to its own."""

    before: Look
    now: Look

    def holds(self, published_at: datetime) -> bool:
        """Whether a post comes to one of AGES between the two looks."""
        return any(
            self.before.until(lead) < published_at + age <= self.now.until(lead) for age, lead in AGES.items()
        )


class Looks:
    """The last look at each account's posts. In memory: after a restart, the last success stands for it."""

    def __init__(self) -> None:
        self._last: dict[str, Look] = {}

    def ageing(self, account_id: str, last_success_at: datetime | None, now: datetime) -> Ageing:
        """What a visit at `now` is to look at, given the account's last successful visit."""
        last = last_success_at or now
        before = self._last.get(account_id, Look(last, timedelta(0)))
        return Ageing(before, Look(now, now - last))

    def done(self, account_id: str, ageing: Ageing) -> None:
        """Remember that a visit has looked."""
        self._last[account_id] = ageing.now


def comes_soon(published_at: datetime, last_visit_at: datetime, now: datetime) -> bool:
    """Whether a post is about to come to one of AGES, and was not visited since it was."""
    return any(last_visit_at < published_at + age - SOON <= now <= published_at + age for age in AGES)
