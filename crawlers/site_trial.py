"""Tries a site's rules on one list page and the newest article it leads to, and publishes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawlers.addresses import resolve_address
from crawlers.articles import completed
from crawlers.pages.extraction import Page, extract
from crawlers.pages.links import Row
from crawlers.pages.listing import read_list
from crawlers.pages.site_rules import SiteRules
from crawlers.single_page import read_answer
from hub.clock import Clock
from hub.errors import FenghuoError
from hub.settings import Settings


@dataclass(frozen=True)
class Trial:
    """What rules yield: the rows of the list page, the address of the next, and the first row's article.

    Where the article could not be had, `refusal` says why.
    """

    rows: list[Row]
    following: str | None
    article: Page | None = None
    refusal: str = ""


async def try_site(settings: Settings, rules: SiteRules, url: str, clock: Clock) -> Trial:
    """Read a list page and its first article by the rules, as politely as a visit does.

    Raises ConfigError for an address that is none, FenghuoError where the list page cannot be had.
    """
    now = clock.now()
    listed = await read_answer(settings, resolve_address(settings, url), clock)
    page = read_list(listed.text, listed.url, listed.url, 1, rules.list, now)
    if not page.rows:
        return Trial([], page.following)
    try:
        article = await _article(settings, rules, page.rows[0], clock, now)
    except FenghuoError as error:
        return Trial(page.rows, page.following, refusal=error.sentence)
    return Trial(page.rows, page.following, article)


async def _article(settings: Settings, rules: SiteRules, row: Row, clock: Clock, now: datetime) -> Page:
    answer = await read_answer(settings, row.url, clock)
    return completed(extract(answer.text, answer.url, now, rules.article), row)
