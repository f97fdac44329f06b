"""What is owed of one account: its posts, when each was first seen and found gone, and every figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from demo.accounts import Actor
from demo.growth import Figures
from demo.posts import Post
from demo.world import World
from hub.clock import beijing_day, start_of_beijing_day

REMEMBERED = timedelta(days=35)
"""Posts published longer ago are not looked after any more."""


@dataclass(frozen=True)
class Figure:
    """Cumulative figures of a post at a Beijing day's end (`as_of`) or at an instant (`observed_at`)."""

    figure_at: datetime
    metrics: Figures
    as_of: date | None = None
    observed_at: datetime | None = None


@dataclass
class Known:
    """A post somebody has seen, with what followed."""

    post: Post
    first_seen_at: datetime
    gone_at: datetime | None = None
    figures: dict[date | datetime, Figure] = field(default_factory=dict)

    @property
    def published_at(self) -> datetime:
        """When it was published as far as can be known: of some posts only the day is told."""
        return (
            start_of_beijing_day(beijing_day(self.post.published_at))
            if self.post.told_to_the_day
            else self.post.published_at
        )


@dataclass
class Ledger:
    """What the visits so far have brought to light of one account."""

    world: World
    actor: Actor
    known: dict[str, Known] = field(default_factory=dict)
    successes: list[datetime] = field(default_factory=list)

    @property
    def last_success_at(self) -> datetime | None:
        return self.successes[-1] if self.successes else None

    @property
    def last_success_day(self) -> date | None:
        return beijing_day(self.successes[-1]) if self.successes else None

    def first_success_of_day(self, now: datetime) -> bool:
        """Whether no visit of this Beijing day has succeeded yet."""
        return self.last_success_day != beijing_day(now)

    def saw(self, post: Post, now: datetime) -> Known:
        """Note a post, the first time for good."""
        return self.known.setdefault(post.post_id, Known(post, now))

    def counted(self, known: Known, now: datetime, metrics: Figures | None = None) -> None:
        """Note a post's figures of this instant."""
        figures = metrics if metrics is not None else self.world.figure(known.post, now)
        known.figures[now] = Figure(now, figures, observed_at=now)

    def found_gone(self, known: Known, now: datetime) -> None:
        """Note that a post is there no more."""
        known.gone_at = known.gone_at or now

    def remembered(self, now: datetime, longest: timedelta = REMEMBERED) -> list[Known]:
        """Known posts, not known to be gone, that were published at most `longest` ago."""
        return [
            known
            for known in self.known.values()
            if known.gone_at is None and now - known.published_at <= longest
        ]
