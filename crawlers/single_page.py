"""Reads one public page by its address, as politely as the roster's, and publishes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scrapy.http import Request

from crawlers.addresses import resolve_address
from crawlers.base import AccountSpider, Means
from crawlers.failures import CallError
from crawlers.pages.extraction import Page, extract
from crawlers.public_hosts import with_place
from crawlers.run import run_visits
from crawlers.visit import Visit
from crawlers.webpages import require_answer, text_of
from hub.clock import Clock
from hub.errors import FenghuoError
from hub.records import Record
from hub.roster import Account
from hub.settings import Settings
from streams.dead_letters import DeadLetter


@dataclass(frozen=True)
class PageAnswer:
    """A page as text, and the address that answered, after redirects."""

    text: str
    url: str


async def read_page(settings: Settings, url: str, clock: Clock) -> Page:
    """The page at an address. Raises ConfigError for an address that is none, FenghuoError for no page."""
    now = clock.now()
    answer = await read_answer(settings, url, clock)
    return extract(answer.text, answer.url, now)


async def read_answer(settings: Settings, url: str, clock: Clock) -> PageAnswer:
    """What an address answers. Raises ConfigError for an address that is none, FenghuoError for no page."""
    address = resolve_address(settings, url)
    visit = _PageVisit(_account(address), None, _Nowhere(), clock)
    [finished] = await run_visits(_PageSpider, [visit], Means(with_place(settings, address), clock))
    if visit.answer is None:
        raise FenghuoError(finished.error or f"{url} could not be read.")
    return visit.answer


class _PageVisit(Visit):
    answer: PageAnswer | None = None


class _PageSpider(AccountSpider):
    name = "page"
    platform = "website"
    pages = True

    async def visit(self, visit: Visit) -> None:
        response = await self.fetch(visit, Request(visit.account.address))
        require_answer(response, "the page")
        if not isinstance(visit, _PageVisit):
            raise CallError("ours", "This visit keeps no page; report it.")
        visit.answer = PageAnswer(text_of(response).text, response.url)
        visit.listed = True


@dataclass
class _Nowhere:
    """A sink for a visit that is nobody's: how it ended is returned, nothing else is kept."""

    def publish(self, record: Record) -> None: ...

    def publish_dead(self, letter: DeadLetter) -> None: ...

    def flush(self) -> None: ...


def _account(address: str) -> Account:
    return Account(
        account_id="page",
        name="page",
        platform="website",
        native_id="page",
        address=address,
        level="county",
        region_code=None,
        kind="media",
        department=None,
        unit="",
        roster_from=date(2000, 1, 1),
        roster_to=None,
        status="active",
    )
