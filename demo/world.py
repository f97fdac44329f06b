"""The demo world: who posts what and when, and what figures it gets — a pure function of roster and seed.

Nothing is kept but what was computed before: every post is a function of seed, account and day, so the world
can be asked about any day in any order and never changes its past.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta

from demo.accounts import Actor, Cast
from demo.diary import Diary
from demo.growth import Figures, Growth
from demo.posts import Post
from demo.warnings import Warnings
from hub.clock import beijing_day
from hub.roster import Roster

__all__ = ["World"]


class World:
    """A province that began on a Beijing day. Accounts are those of the platforms the demo answers for."""

    def __init__(self, roster: Roster, seed: int, started_on: date) -> None:
        self.roster = roster
        self.seed = seed
        self.started_on = started_on
        self.cast = Cast(roster, seed, started_on)
        self._diary = Diary(self.cast)
        self._timelines = {account_id: _Timeline(self._diary.first_day) for account_id in self.cast.actors}
        self._growth: dict[str, Growth] = {}

    @property
    def actors(self) -> dict[str, Actor]:
        """All accounts of the world by id, in the roster's order."""
        return self.cast.actors

    def posts(self, account_id: str, until: datetime, since: datetime | None = None) -> list[Post]:
        """An account's posts published in [since, until], whatever became of them, oldest first."""
        timeline = self._timeline(account_id, beijing_day(until))
        first = bisect_left(timeline.instants, since) if since is not None else 0
        return timeline.posts[first : bisect_right(timeline.instants, until)]

    def newest(self, account_id: str, until: datetime, count: int) -> list[Post]:
        """The `count` newest posts that are public at `until`, newest first."""
        timeline = self._timeline(account_id, beijing_day(until))
        found: list[Post] = []
        for place in range(bisect_right(timeline.instants, until) - 1, -1, -1):
            if timeline.posts[place].public_at(until):
                found.append(timeline.posts[place])
                if len(found) == count:
                    break
        return found

    def on_day(self, account_id: str, day: date) -> list[Post]:
        """An account's posts of one Beijing day, oldest first."""
        return self._timeline(account_id, day).by_day.get(day, [])

    @property
    def warnings(self) -> Warnings:
        """The fire-risk warnings of the world."""
        return self._diary.warnings

    def figure(self, post: Post, instant: datetime) -> Figures:
        """A post's cumulative figures at an instant, by canonical metric."""
        growth = self._growth.get(post.post_id)
        if growth is None:
            actor = self.actors[post.account_id]
            level, appeal = actor.account.level, actor.appeal
            growth = Growth.of(self.seed, post.post_id, post.platform, level, appeal, post.published_at)
            self._growth[post.post_id] = growth
        return growth.at(instant)

    def followers(self, account_id: str, instant: datetime) -> int:
        """An account's followers at an instant."""
        return self.cast.followers(account_id, instant)

    def _timeline(self, account_id: str, day: date) -> _Timeline:
        timeline = self._timelines[account_id]
        actor = self.actors[account_id]
        while timeline.next_day <= day:
            timeline.append(self._diary.day(actor, timeline.next_day))
        return timeline


class _Timeline:
    """An account's posts up to a day, in the order of time."""

    def __init__(self, first_day: date) -> None:
        self.next_day = first_day
        self.posts: list[Post] = []
        self.instants: list[datetime] = []
        self.by_day: dict[date, list[Post]] = {}

    def append(self, posts: list[Post]) -> None:
        """Add the posts of the next day."""
        if posts:
            self.by_day[self.next_day] = posts
            self.posts += posts
            self.instants += [post.published_at for post in posts]
        self.next_day += timedelta(days=1)
