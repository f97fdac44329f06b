"""Government and media websites: a list page leads to detail pages, each of which is a post.

What a site has rules for is read by them first (`crawlers/sites.py`), all else by the general rules. A visit
reads the list, then the pages it does not know, then known posts that are to be looked at again.
Figures are those the site itself prints (`site_reported`); most sites print none.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from datetime import timedelta
from typing import Final

from scrapy.http import Request

from crawlers.addresses import path_id, resolve_address
from crawlers.ages import Ageing
from crawlers.articles import completed, publish_article, publish_views
from crawlers.base import AccountSpider, without_query
from crawlers.failures import CallError
from crawlers.pages.extraction import Page, extract
from crawlers.pages.links import Row
from crawlers.pages.listing import read_list
from crawlers.pages.site_file import MOST_LIST_PAGES
from crawlers.pages.site_rules import NO_RULES, ListRules, SiteRules
from crawlers.sightings import RecentPost
from crawlers.visit import Visit
from crawlers.webpages import is_gone, require_answer, says_it_is_gone, text_of
from hub.clock import beijing_day
from hub.errors import ConfigError
from hub.records import PostSeen, post_id

MOST_NEW_PAGES: Final = 200
"""Unknown detail pages read in one visit; the others wait for the next."""

REMEMBERED: Final = timedelta(days=34)
"""Sightings hold 35 days: an older row of the list is not taken for a new post once the site is known."""

ASK_AGAIN: Final = timedelta(days=1)
"""Pause before a page that gave no post is read again."""

_THE_SITE_ITSELF: Final = frozenset({"refused", "network", "platform"})
"""Kinds of failure that, three times in a row, mean the site rather than one page."""

logger = logging.getLogger(__name__)


class WebsiteSpider(AccountSpider):
    """Reads list pages, new posts, and known posts at the ages of `crawlers.ages`."""

    name = "website"
    platform = "website"
    pages = True

    async def visit(self, visit: Visit) -> None:
        rows = await self._listed(visit)
        visit.listed = True
        for row in self._new(visit, rows)[:MOST_NEW_PAGES]:
            await _survive(visit, self._read_new(visit, row))
        ageing = self.ageing(visit)
        for known_id, known in self._to_look_at_again(visit, ageing):
            await _survive(visit, self._look_again(visit, known_id, known))
        self.means.looks.done(visit.account.account_id, ageing)

    async def _listed(self, visit: Visit) -> list[Row]:
        """The rows of the list page, and of the pages after it while everything on them is news."""
        rules = self._rules(visit).list
        first = url = self._list_address(visit)
        listed: dict[str, Row] = {}
        for number in range(1, MOST_LIST_PAGES + 1):
            response = await self.fetch(visit, Request(url))
            if url != first and rules.paging is not None and is_gone(response, url):
                break
            require_answer(response, "the list page")
            page = read_list(text_of(response).text, response.url, first, number, rules, visit.started_at)
            if not page.rows and url == first:
                raise CallError("content", _no_rows(url, rules))
            listed |= {row.url: row for row in page.rows if row.url not in listed}
            if page.following is None or not page.rows or not all(_is_news(visit, row) for row in page.rows):
                break
            url = page.following
        return list(listed.values())

    def _rules(self, visit: Visit) -> SiteRules:
        return self.means.sites.get(visit.account.account_id, NO_RULES)

    def _list_address(self, visit: Visit) -> str:
        address = self._rules(visit).list.address or visit.account.address
        try:
            return resolve_address(self.hub_settings, address)
        except ConfigError as error:
            raise CallError("content", error.sentence) from None

    def _new(self, visit: Visit, rows: list[Row]) -> list[Row]:
        """Rows of unknown posts, oldest first: an interrupted visit leaves no gap behind the newest."""
        deferrals = self.means.deferrals
        return [
            row
            for row in reversed(rows)
            if _is_unknown(visit, row)
            and not _is_too_old(visit, row)
            and not deferrals.until(visit.account.account_id, row.url, visit.started_at)
        ]

    async def _read_new(self, visit: Visit, row: Row) -> None:
        page = await self._page(visit, row.url, website_post_id(visit.account.account_id, row.url), row)
        if page is None:
            self._defer(visit, row.url)
            raise CallError(
                "content", f"{without_query(row.url)} is listed but gone; it is asked for again tomorrow."
            )

    def _to_look_at_again(self, visit: Visit, ageing: Ageing) -> list[tuple[str, RecentPost]]:
        recent = visit.sighting.recent if visit.sighting else {}
        return [
            (known_id, known)
            for known_id, known in recent.items()
            if known_id not in visit.posts
            and (ageing.holds(known.published_at) or self.means.suspects.is_due(known_id, visit.today))
        ]

    async def _look_again(self, visit: Visit, known_id: str, known: RecentPost) -> None:
        if await self._page(visit, known.url, known_id, None) is not None:
            self.means.suspects.found(known_id)
        elif self.means.suspects.missing(known_id, visit.today):
            visit.saw(_tombstone(visit, known_id, known))

    async def _page(self, visit: Visit, url: str, its_id: str, row: Row | None) -> Page | None:
        """Read a detail page and publish what it holds; None where there is no page any more."""
        response = await self.fetch(visit, Request(url))
        if is_gone(response, url):
            return None
        require_answer(response, "the page")
        html = text_of(response).text
        page = extract(html, response.url, visit.started_at, self._rules(visit).article)
        if says_it_is_gone(page, html):
            return None
        page = completed(page, row) if row else page
        if publish_article(visit, its_id, response, page):
            await publish_views(self, visit, its_id, page)
        else:
            self._defer(visit, url)
        return page

    def _defer(self, visit: Visit, url: str) -> None:
        self.means.deferrals.defer(visit.account.account_id, url, visit.started_at + ASK_AGAIN)


def website_post_id(account_id: str, url: str) -> str:
    """`website:<account_id>:<path without ending>`; see `crawlers.addresses.path_id`."""
    return post_id("website", f"{account_id}:{path_id(url)}")


async def _survive(visit: Visit, step: Awaitable[None]) -> None:
    """One page that cannot be had does not end the visit; a site that refuses us, or is down, does."""
    try:
        await step
    except CallError as failure:
        kinds = [problem.kind for problem in visit.problems[-2:]] + [failure.kind]
        if failure.kind == "quota" or (len(kinds) == 3 and _THE_SITE_ITSELF.issuperset(kinds)):
            raise
        visit.problem(failure)


def _no_rows(url: str, rules: ListRules) -> str:
    where = without_query(url)
    if rules.row is not None:
        return f"The site's rule list.row finds no article on {where}: look at the page and correct the rule."
    return f"The list page {where} lists no article: its layout or address may have changed; look at it."


def _is_unknown(visit: Visit, row: Row) -> bool:
    recent = visit.sighting.recent if visit.sighting else {}
    return website_post_id(visit.account.account_id, row.url) not in recent


def _is_news(visit: Visit, row: Row) -> bool:
    """Whether a row is unknown and not older than the newest known post."""
    newest = visit.sighting.newest_published_at if visit.sighting else None
    is_younger = newest is None or row.dated is None or beijing_day(row.dated.instant) >= beijing_day(newest)
    return _is_unknown(visit, row) and is_younger


def _is_too_old(visit: Visit, row: Row) -> bool:
    """Whether a row may be a known post that sightings hold no more."""
    was_visited = visit.sighting is not None and visit.sighting.last_success_at is not None
    return was_visited and row.dated is not None and row.dated.instant < visit.started_at - REMEMBERED


def _tombstone(visit: Visit, known_id: str, known: RecentPost) -> PostSeen:
    """That a known post is gone. Its title and text are not known here: the hub has them from before."""
    return PostSeen(
        post_id=known_id,
        account_id=visit.account.account_id,
        platform=visit.account.platform,
        url=known.url,
        title="",
        text="",
        media="article",
        published_at=known.published_at,
        fetched_at=visit.started_at,
        deleted=True,
    )
