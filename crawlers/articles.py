"""From a page that was read to the records of its post; shared by whoever reads web pages."""

from __future__ import annotations

import logging

from scrapy.http import Request, Response

from crawlers.base import AccountSpider, without_query
from crawlers.failures import CallError
from crawlers.pages.counters import counted
from crawlers.pages.encodings import mojibake
from crawlers.pages.extraction import Page
from crawlers.visit import Visit
from crawlers.webpages import text_of
from hub.records import Metrics, MetricsSeen, PostSeen

logger = logging.getLogger(__name__)


def publish_article(visit: Visit, post_id: str, response: Response, page: Page, title: str = "") -> bool:
    """Publish a page as a post; `title` is what the list says, for pages that print none.

    A page that cannot be a post becomes a dead letter with the reason: False then.
    """
    where = without_query(response.url)
    reason = _why_no_post(page, page.title or title, where)
    if reason or page.published_at is None or page.published_precision is None:
        visit.reject(reason, response.body)
        return False
    for note in page.notes:
        logger.info("%s %s", where, note, extra=visit.names)
    visit.saw(
        PostSeen(
            post_id=post_id,
            account_id=visit.account.account_id,
            platform=visit.account.platform,
            url=response.url,
            title=page.title or title,
            text=page.text,
            media="article" if page.text else "images",
            published_at=page.published_at,
            published_precision=page.published_precision,
            fetched_at=visit.started_at,
            source_label=page.source_label,
            extractor=page.extractor,
        )
    )
    return True


async def publish_views(spider: AccountSpider, visit: Visit, post_id: str, page: Page) -> None:
    """Publish the site's own figure, if it prints one or has a counter that can be asked."""
    views = page.views.printed
    if views is None and page.views.counter:
        views = await _ask_counter(spider, visit, page.views.counter)
    if views is None:
        return
    visit.saw(
        MetricsSeen(
            post_id=post_id,
            account_id=visit.account.account_id,
            platform=visit.account.platform,
            observed_at=visit.started_at,
            source="site_reported",
            metrics=Metrics(views=views),
            precision={"views": "rounded_display"} if page.views.rounded else {},
        )
    )


async def _ask_counter(spider: AccountSpider, visit: Visit, address: str) -> int | None:
    """The counter's figure; a counter that fails is no failure of the post."""
    try:
        response = await spider.fetch(visit, Request(address))
    except CallError as failure:
        logger.info("%s", failure.sentence, extra=visit.names)
        return None
    return counted(text_of(response).text) if response.status == 200 else None


def _why_no_post(page: Page, title: str, where: str) -> str:
    if page.published_at is None:
        return f"The page {where} has no date of publication that can be read, so it cannot be a post."
    if not title:
        return f"The page {where} has no headline that can be read, so it cannot be a post."
    sentence = mojibake(title)
    return f"{sentence} Page {where}." if sentence else ""
