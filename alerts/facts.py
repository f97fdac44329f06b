"""Facts: what was known about each account at an instant, now or in the past.

The raw material of a stretch of time is kept once; every instant within it is then answered in memory, as it
was known then: a post counts from when we first saw it, a deletion from when we noticed it. Where the
material comes from is told elsewhere: the warehouse in `warehouse_history.py`, files in `history_files.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Final

from alerts.posting_days import NO_DAYS, PostingDays
from alerts.rhythm import PeerGroup
from hub.clock import BEIJING, beijing_day, start_of_beijing_day

SETTLING: Final = timedelta(minutes=5)
"""After a failure, a success counts as sight only so much later: the posts it found may still be on their
way."""
LAST_HOUR: Final = 23
"""From this hour on, a day without a visit yet is judged by what was seen the day before."""

_VISIT_TIME: Final = attrgetter("finished_at")
_POST_TIME: Final = attrgetter("published_at")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    watch. `watched_since` is the instant from which a success could have been expected. `seen_until` is up to
    when our visits have shown us everything; None where there was no success yet.
    """

    account_id: str
    name: str
    platform: str
    platform_name: str
    kind: str
    region_code: str
    county_code: str
    county_name: str
    unit: str
    last_update: Post | None
    silent_since: date
    watched_since: datetime
    last_success_at: datetime | None
    last_visit: Visit | None
    seen_until: datetime | None
    posting: PostingDays = NO_DAYS
    peers: PeerGroup | None = None
    recalls: Sequence[Post] = ()

    @property
    def fetched_at(self) -> datetime:
        """Since when nothing was fetched."""
        return self.last_success_at or self.watched_since

    @property
    def settling(self) -> bool:
        """Whether the last success came after trouble, and what it found may still be on its way."""
        return self.seen_until != self.last_success_at

    def known(self, now: datetime, within: timedelta) -> bool:
        """Whether we see: lately fetched, and nothing has gone wrong since. If not, nobody knows of a
        silence."""
        if self.seen_until is None or self.seen_until < now - within:
            return False
        return self.last_visit is None or self.last_visit.success

    def stale(self, now: datetime, after: timedelta) -> bool:
        """Whether nothing was fetched for `after`, though it could have been."""
        return self.fetched_at < now - after

    def failing(self, now: datetime, after: timedelta) -> bool:
        """Whether the last visit failed or is too long ago."""
        failed = self.last_visit is not None and not self.last_visit.success
        return failed or self.stale(now, after)

    def seen_day(self, now: datetime) -> date:
        """The Beijing day up to whose begin everything was seen, so that days of silence can be counted.

        A new day counts from its first visit, or in its last hour where none came.
        """
        local = now.astimezone(BEIJING)
        if self.seen_until is None or self.seen_until == now or local.hour >= LAST_HOUR:
            return local.date()
        return min(beijing_day(self.seen_until), local.date())

    def silent_days(self, now: datetime) -> int:
        """Beijing days of silence, as far as we have seen."""
        return (self.seen_day(now) - self.silent_since).days


@dataclass
class Account:
    """An account and all that happened to it. `visits` is None where everything is seen at once."""

    account_id: str
    name: str
    platform: str
    platform_name: str
    kind: str
    roster_from: date
    roster_to: date | None
    region_code: str = ""
    county_code: str = ""
    county_name: str = ""
    level: str = ""
    unit: str = ""
    posts: list[Post] = field(default_factory=list)
    visits: list[Visit] | None = field(default_factory=list)
    posting: PostingDays = NO_DAYS
    peers: PeerGroup | None = None

    @cached_property
    def successes(self) -> list[datetime]:
        """When visits succeeded."""
        return [visit.finished_at for visit in self.visits or () if visit.success]

    @cached_property
    def settled(self) -> list[datetime]:
        """From when on each success counts as sight."""
        settled: list[datetime] = []
        healthy = True
        for visit in self.visits or ():
            if visit.success:
                counts_from = visit.finished_at if healthy else visit.finished_at + SETTLING
                settled.append(max(counts_from, settled[-1]) if settled else counts_from)
            healthy = visit.success
        return settled

    @cached_property
    def recalls(self) -> list[Post]:
        """The posts that were taken back, by when we noticed it."""
        back = [post for post in self.posts if post.taken_back_at is not None]
        return sorted(back, key=lambda post: (post.taken_back_at or post.published_at, post.post_id))


class History:
    """What is known of a stretch of time, answered for any instant in it.

    `began_at` is when gathering began, None where nothing was gathered yet.
    """

    def __init__(self, accounts: Iterable[Account]) -> None:
        self.accounts = list(accounts)
        for account in self.accounts:
            account.posts.sort(key=lambda post: (post.published_at, post.post_id))
            if account.visits:
                account.visits.sort(key=_VISIT_TIME)
        _form_groups(self.accounts)
        firsts = [account.visits[0].finished_at for account in self.accounts if account.visits]
        self.began_at = min(firsts, default=None)

    def at(self, now: datetime) -> list[AccountFacts]:
        """The accounts on the roster at an instant, as they were known then."""
        today = beijing_day(now)
        return [self.of(account, now) for account in self.accounts if on_roster(account, today)]

    def of(self, account: Account, now: datetime) -> AccountFacts:
        """One account as it was known at an instant."""
        last_update = _last_update(account.posts, now)
        last_success, last_visit, seen_until = _sight(account, now)
        return AccountFacts(
            account_id=account.account_id,
            name=account.name,
            platform=account.platform,
            platform_name=account.platform_name,
            kind=account.kind,
            region_code=account.region_code,
            county_code=account.county_code,
            county_name=account.county_name,
            unit=account.unit,
            last_update=last_update,
            silent_since=beijing_day(last_update.published_at) if last_update else _joined(account, now),
            watched_since=max(start_of_beijing_day(account.roster_from), self.began_at or now),
            last_success_at=last_success,
            last_visit=last_visit,
            seen_until=seen_until,
            posting=account.posting,
            peers=account.peers,
            recalls=account.recalls,
        )


def _form_groups(accounts: Iterable[Account]) -> None:
    """Peers are accounts of one platform, level and kind."""
    groups: dict[tuple[str, str, str], list[Account]] = defaultdict(list)
    for account in accounts:
        groups[account.platform, account.level, account.kind].append(account)
    for members in groups.values():
        group = PeerGroup([member.posting for member in members])
        for member in members:
            member.peers = group


def on_roster(account: Account, day: date) -> bool:
    """Whether an account is followed on a Beijing day."""
    return account.roster_from <= day and (account.roster_to is None or day < account.roster_to)


def _sight(account: Account, now: datetime) -> tuple[datetime | None, Visit | None, datetime | None]:
    """The last success, the last visit, and up to when everything was seen."""
    if account.visits is None:
        return now, None, now
    visits = bisect_right(account.visits, now, key=_VISIT_TIME)
    successes = bisect_right(account.successes, now)
    settled = bisect_right(account.settled, now)
    return (
        account.successes[successes - 1] if successes else None,
        account.visits[visits - 1] if visits else None,
        account.successes[settled - 1] if settled else None,
    )


def _last_update(posts: list[Post], now: datetime) -> Post | None:
    published = bisect_right(posts, now, key=_POST_TIME)
    places = range(published - 1, -1, -1)
    return next((posts[place] for place in places if posts[place].counts(now)), None)


def _joined(account: Account, now: datetime) -> date:
    """The day on which we began to watch."""
    if account.visits is None:
        return account.roster_from
    first = account.successes[0] if account.successes else now
    return max(account.roster_from, beijing_day(min(first, now)))
