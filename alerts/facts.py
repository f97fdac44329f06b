"""Facts: what was known about each account at an instant, now or in the past.

The raw material of a stretch of time is read once; every instant within it is then answered in memory, as it
was known then: a post counts from when we first saw it, a deletion from when we noticed it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from hub.clock import beijing_day, start_of_beijing_day
from warehouse.client import Warehouse

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Post:
    """A post as far as silence is concerned. `taken_back_at`: when we saw it deleted within 24 hours."""

    post_id: str
    title: str
    url: str
    published_at: datetime
    first_seen_at: datetime
    taken_back_at: datetime | None = None

    def counts(self, now: datetime) -> bool:
        """Whether it was known as an update."""
        return self.first_seen_at <= now and (self.taken_back_at is None or self.taken_back_at > now)


@dataclass(frozen=True)
class Visit:
    """One visit to an account: when it ended, and how."""

    finished_at: datetime
    success: bool
    error_kind: str = ""
    error: str = ""


@dataclass(frozen=True)
class AccountFacts:
    """An account at an instant.

    `silent_since` is the Beijing day of the last update or, where there is none, the day on which we began to
    watch. `watched_since` is the instant from which a success could have been expected.
    """

    account_id: str
    name: str
    platform: str
    platform_name: str
    kind: str
    last_update: Post | None
    silent_since: date
    watched_since: datetime
    last_success_at: datetime | None
    last_visit: Visit | None

    @property
    def fetched_at(self) -> datetime:
        """Since when nothing was fetched."""
        return self.last_success_at or self.watched_since

    def known(self, now: datetime, within: timedelta) -> bool:
        """Whether anything was fetched lately; if not, nobody knows whether the account is silent."""
        return self.last_success_at is not None and self.last_success_at >= now - within

    def stale(self, now: datetime, after: timedelta) -> bool:
        """Whether nothing was fetched for `after`, though it could have been."""
        return self.fetched_at < now - after

    def failing(self, now: datetime, after: timedelta) -> bool:
        """Whether the last visit failed or is too long ago."""
        failed = self.last_visit is not None and not self.last_visit.success
        return failed or self.stale(now, after)


@dataclass
class _Account:
    account_id: str
    name: str
    platform: str
    platform_name: str
    kind: str
    roster_from: date
    roster_to: date | None
    posts: list[Post] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    successes: list[datetime] = field(default_factory=list)


class History:
    """What is known of a stretch of time, answered for any instant in it."""

    def __init__(self, accounts: Iterable[_Account]) -> None:
        self._accounts = list(accounts)
        for account in self._accounts:
            account.posts.sort(key=lambda post: (post.published_at, post.post_id))
            account.visits.sort(key=lambda visit: visit.finished_at)
            account.successes = [visit.finished_at for visit in account.visits if visit.success]
        firsts = [account.visits[0].finished_at for account in self._accounts if account.visits]
        self.began_at = min(firsts, default=None)

    def at(self, now: datetime) -> list[AccountFacts]:
        """The accounts on the roster at an instant, as they were known then."""
        today = beijing_day(now)
        return [
            self._facts(account, now)
            for account in self._accounts
            if account.roster_from <= today and (account.roster_to is None or today < account.roster_to)
        ]

    def _facts(self, account: _Account, now: datetime) -> AccountFacts:
        last_update = _last_update(account.posts, now)
        visits = bisect_right(account.visits, now, key=lambda visit: visit.finished_at)
        successes = bisect_right(account.successes, now)
        joined = max(account.roster_from, beijing_day(account.successes[0] if successes else now))
        return AccountFacts(
            account_id=account.account_id,
            name=account.name,
            platform=account.platform,
            platform_name=account.platform_name,
            kind=account.kind,
            last_update=last_update,
            silent_since=beijing_day(last_update.published_at) if last_update else joined,
            watched_since=max(start_of_beijing_day(account.roster_from), self.began_at or now),
            last_success_at=account.successes[successes - 1] if successes else None,
            last_visit=account.visits[visits - 1] if visits else None,
        )


def read_history(warehouse: Warehouse, since: datetime, now: datetime) -> History:
    """What is needed to judge any instant from `since` to `now`. Raises Unavailable."""
    stretch = {"since": since, "now": now}
    accounts = {
        str(row["account_id"]): _Account(**cast(dict[str, Any], row))
        for row in warehouse.query_file(_SQL / "accounts.sql")
    }
    for account_id, rows in _by_account(warehouse, "posts.sql", stretch).items():
        if account_id in accounts:
            accounts[account_id].posts = [Post(**row) for row in rows]
    for account_id, rows in _by_account(warehouse, "crawls.sql", stretch).items():
        if account_id in accounts:
            accounts[account_id].visits = [Visit(**row) for row in rows]
    return History(accounts.values())


def _last_update(posts: list[Post], now: datetime) -> Post | None:
    published = bisect_right(posts, now, key=lambda post: post.published_at)
    return next((post for post in reversed(posts[:published]) if post.counts(now)), None)


def _by_account(
    warehouse: Warehouse, file: str, stretch: dict[str, datetime]
) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.query_file(_SQL / file, stretch):
        rows[str(row.pop("account_id"))].append(row)
    return rows
