"""Visits accounts in waves: one spider run a platform, all at once; each visit ends with a record."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

from crawlers.base import AccountSpider, Means
from crawlers.circuits import Circuits, is_unanswered
from crawlers.credentials import Credentials
from crawlers.quotas import Quotas, read_call_quotas
from crawlers.run import run_visits
from crawlers.sightings import Sightings
from crawlers.sites import load_sites
from crawlers.sources import SPIDERS
from crawlers.tokens import open_tokens
from crawlers.visit import RecordSink, Visit
from hub.clock import Clock
from hub.platforms import PLATFORM_NAMES, Platform
from hub.records import CrawlFinished
from hub.roster import Account, Roster
from hub.settings import Settings

Result = TypeVar("Result")


class Gatherer:
    """Gathers accounts of a roster. Tokens and what was deferred are kept from wave to wave.

    Refreshed tokens are kept in `<data>/tokens.json`, sealed, and the calls that quotas count in
    `<data>/quotas.sqlite`. Raises ConfigError when the former is damaged, or when a website's rules or the
    setting `call_quotas` have a fault; Unavailable when calls cannot be counted.
    """

    def __init__(
        self,
        settings: Settings,
        roster: Roster,
        publisher: RecordSink,
        sightings: Sightings,
        credentials: Credentials,
        clock: Clock,
    ) -> None:
        self._roster = roster
        self._publisher = publisher
        self._sightings = sightings
        self._clock = clock
        self._means = Means(
            settings,
            clock,
            credentials,
            open_tokens(settings),
            quotas=Quotas(settings.data / "quotas.sqlite"),
            call_quotas=read_call_quotas(settings),
            sites=load_sites(roster),
        )
        self._circuits = Circuits()
        self._attempted: dict[str, datetime] = {}

    @property
    def attempted(self) -> Mapping[str, datetime]:
        """When each account was last visited by this gatherer, successfully or not."""
        return self._attempted

    async def visit(self, accounts: Sequence[Account]) -> list[CrawlFinished]:
        """Visit accounts; returns how each visit ended, once every record is acknowledged.

        Raises Unavailable or DiskFull when records cannot be published: the wave is then to be repeated.
        """
        visits = [self._begin(account) for account in sorted(accounts, key=_platform)]
        runs = [
            self._run(platform, list(of_platform))
            for platform, of_platform in groupby(visits, key=lambda visit: visit.account.platform)
        ]
        ended = await asyncio.gather(*runs, return_exceptions=True)
        self._publisher.flush()
        return [finished for run in ended for finished in _or_raise(run)]

    def _begin(self, account: Account) -> Visit:
        self._attempted[account.account_id] = self._clock.now()
        return Visit(account, self._sightings.last(account.account_id), self._publisher, self._clock)

    async def _run(self, platform: Platform, visits: Sequence[Visit]) -> list[CrawlFinished]:
        spider: type[AccountSpider] | None = SPIDERS.get(platform)
        if spider is None:
            name = PLATFORM_NAMES[platform]
            return [visit.unsupported(f"{name} ({platform}) is not gathered yet.") for visit in visits]
        if not spider.pages and self._circuits.is_open(platform):
            return await self._probe(spider, visits)
        ended = await run_visits(spider, visits, self._means)
        if not spider.pages:
            self._circuits.note(platform, ended)
        return ended

    async def _probe(self, spider: type[AccountSpider], visits: Sequence[Visit]) -> list[CrawlFinished]:
        """Visit one account; the others only if the platform answered it."""
        probe, rest = visits[:1], visits[1:]
        ended = await run_visits(spider, probe, self._means)
        self._circuits.note(spider.platform, ended)
        if is_unanswered(ended[0]):
            asked = probe[0].account.account_id
            why = f"{spider.platform} does not answer; {asked} asked in vain for all accounts."
            return ended + [visit.put_off(why) for visit in rest]
        later = await run_visits(spider, rest, self._means) if rest else []
        self._circuits.note(spider.platform, later)
        return ended + later


def run_gathering(work: Coroutine[Any, Any, Result]) -> Result:
    """Run gathering in an event loop of its own, which is plain asyncio's."""
    return asyncio.run(work)


def _platform(account: Account) -> str:
    return account.platform


def _or_raise(run: list[CrawlFinished] | BaseException) -> list[CrawlFinished]:
    if isinstance(run, BaseException):
        raise run
    return run
