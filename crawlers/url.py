"""Gathers one address given by hand: an article, a list of articles, or a feed, as politely as the roster."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from scrapy.http import Request, Response

from crawlers.addresses import canonical, resolve_address, short_hash
from crawlers.articles import completed, publish_article, publish_views
from crawlers.base import AccountSpider, Means, without_query
from crawlers.failures import CallError
from crawlers.feeds import publish_items
from crawlers.pages.extraction import extract
from crawlers.pages.feed import Item, looks_like_feed
from crawlers.pages.links import Row, article_rows, is_list, links_of
from crawlers.public_hosts import with_place
from crawlers.run import run_visits
from crawlers.visit import RecordSink, Visit
from crawlers.webpages import require_answer, text_of
from hub.clock import Clock
from hub.records import CrawlFinished, post_id
from hub.roster import Account
from hub.settings import Settings

MOST_ARTICLES = 50
"""Articles that are followed from one list page."""


async def gather_url(settings: Settings, url: str, publisher: RecordSink, clock: Clock) -> CrawlFinished:
    """Gather what an address holds, as account `url:<host>`: one article, a list's articles, a feed's items.

    Posts are `website:<host>:<hash of the canonical address>`: an article is one post whichever way it was
    found. Raises ConfigError for an address that is none, Unavailable or DiskFull for a failing stream.
    """
    address = resolve_address(settings, url)
    visit = Visit(_account(address), None, publisher, clock)
    finished = await run_visits(UrlSpider, [visit], Means(with_place(settings, address), clock))
    publisher.flush()
    return finished[0]


class UrlSpider(AccountSpider):
    """Reads the one address of its visit, whatever it is."""

    name = "url"
    platform = "website"
    pages = True

    async def visit(self, visit: Visit) -> None:
        response = await self.fetch(visit, Request(visit.account.address))
        require_answer(response, "the page")
        if looks_like_feed(response.body):
            publish_items(visit, response, _item_id)
            visit.listed = True
            return
        await self._page(visit, response)

    async def _page(self, visit: Visit, response: Response, row: Row | None = None) -> None:
        html = text_of(response).text
        page = extract(html, response.url, visit.started_at)
        links = links_of(html, response.url, visit.started_at) if row is None else ()
        rows = article_rows(links, response.url)
        if rows and (is_list(links, page.text, page.published_at is not None) or page.published_at is None):
            await self._follow(visit, rows[:MOST_ARTICLES])
            return
        page = completed(page, row) if row else page
        its_id = address_post_id(response.url)
        if not publish_article(visit, its_id, response, page):
            raise CallError(
                "content",
                f"{without_query(response.url)} could not be read as an article; see the dead letters.",
            )
        visit.listed = True
        await publish_views(self, visit, its_id, page)

    async def _follow(self, visit: Visit, rows: list[Row]) -> None:
        visit.listed = True
        for row in rows:
            try:
                response = await self.fetch(visit, Request(row.url))
                require_answer(response, "the article")
                await self._page(visit, response, row)
            except CallError as failure:
                visit.problem(failure)


def address_post_id(url: str) -> str:
    """`website:<host>:<16 hex digits of the SHA-1 of the canonical address>`."""
    return post_id("website", f"{urlsplit(url).hostname}:{short_hash(canonical(url))}")


def _item_id(item: Item) -> str:
    return address_post_id(item.url) if item.url else post_id("website", f"item:{short_hash(item.identity)}")


def _account(address: str) -> Account:
    host = urlsplit(address).hostname or "unknown"
    return Account(
        account_id=f"url:{host}",
        name=host,
        platform="website",
        native_id=host,
        address=address,
        level="county",
        region_code=None,
        kind="media",
        department=None,
        unit=host,
        roster_from=date(2000, 1, 1),
        roster_to=None,
        status="active",
    )
