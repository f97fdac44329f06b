"""Runs waves in tests: accounts, what is known of them, and a sink that keeps what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from crawlers.credentials import Credentials, Entry
from crawlers.gatherer import Gatherer, run_gathering
from crawlers.sightings import RecentPost, Sighting
from hub.clock import BEIJING, SettableClock
from hub.platforms import Platform
from hub.records import AccountSeen, CrawlFinished, MetricsSeen, PostSeen, Record
from hub.roster import Account, Roster
from hub.settings import Settings
from streams.dead_letters import DeadLetter
from tests.crawlers.loopback import Loopback

Kind = TypeVar("Kind", PostSeen, MetricsSeen, AccountSeen, CrawlFinished)


def beijing(text: str) -> datetime:
    """An instant written in Beijing time, such as `2026-01-03 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def account(platform: Platform, account_id: str = "county-one", native_id: str = "1000000001") -> Account:
    """An active account of a county."""
    return Account(
        account_id=account_id,
        name="某县消防（示例）",
        platform=platform,
        native_id=native_id,
        address="",
        level="county",
        region_code="130102",
        kind="brigade",
        department=None,
        unit="某县消防救援大队",
        roster_from=date(2025, 1, 1),
        roster_to=None,
        status="active",
    )


@dataclass
class KeepingSink:
    """A publisher that keeps everything, in order."""

    records: list[Record] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    flushes: int = 0

    def publish(self, record: Record) -> None:
        self.records.append(record)

    def publish_dead(self, letter: DeadLetter) -> None:
        self.letters.append(letter)

    def flush(self) -> None:
        self.flushes += 1

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [record for record in self.records if isinstance(record, kind)]


@dataclass
class KnownSightings:
    """Sightings as a test states them."""

    by_account: dict[str, Sighting] = field(default_factory=dict)

    def last(self, account_id: str) -> Sighting | None:
        return self.by_account.get(account_id)


class Wave:
    """A gatherer on a loopback platform, whose clock, sightings and credentials a test sets."""

    def __init__(self, platform: Loopback, data: Path, **settings: object) -> None:
        chosen = {"crawl_retries": 2, "retry_pause": 0.001, "crawl_delay": 0, "call_pace": 0, **settings}
        chosen.setdefault("crawl_timeout", 5)
        self.settings = Settings(
            data=data,
            wechat_api=platform.url,
            weibo_api=platform.url,
            douyin_api=platform.url,
            kuaishou_api=platform.url,
            toutiao_api=platform.url,
            toutiao_oauth=platform.url,
            bilibili_api=platform.url,
            bilibili_oauth=platform.url,
            **chosen,
        )
        self.clock = SettableClock(beijing("2026-01-03 09:30"))
        self.sink = KeepingSink()
        self.sightings = KnownSightings()
        self.credentials: dict[str, Entry] = {}
        self._gatherer: Gatherer | None = None

    def visit(self, *accounts: Account) -> list[CrawlFinished]:
        """Visit accounts; the gatherer, with what it remembers, is the same at each call."""
        if self._gatherer is None:
            self.restart()
        assert self._gatherer is not None
        return run_gathering(self._gatherer.visit(accounts))

    def visit_one(self, account: Account) -> CrawlFinished:
        [finished] = self.visit(account)
        return finished

    def restart(self) -> None:
        """A new gatherer, as after a restart of the program."""
        roster = Roster(accounts=(), regions={}, departments={}, path=Path())
        credentials = Credentials(self.credentials, self.settings.data / "credentials.json")
        self._gatherer = Gatherer(self.settings, roster, self.sink, self.sightings, credentials, self.clock)


def know(wave: Wave, account: Account, recent: Mapping[str, tuple[datetime, str]], at: datetime) -> None:
    """State what the hub knows of an account: posts (published_at, url) and the last success."""
    posts = {key: RecentPost(published_at, url) for key, (published_at, url) in recent.items()}
    newest = max((post.published_at for post in posts.values()), default=None)
    wave.sightings.by_account[account.account_id] = Sighting(account.account_id, at, newest, posts)


def ids(posts: Sequence[PostSeen]) -> list[str]:
    return [post.post_id for post in posts]
