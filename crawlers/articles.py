"""From a page that was read to the records of its post; shared by whoever reads web pages."""

from __future__ import annotations

import logging
from dataclasses import replace

from scrapy.http import Request, Response

from crawlers.base import AccountSpider, without_query
from crawlers.failures import CallError
from crawlers.pages.counters import counted
from crawlers.pages.encodings import mojibake
from crawlers.pages.extraction import Page
from crawlers.pages.links import Row
from crawlers.pages.tree import squeeze
from crawlers.visit import Visit
from crawlers.webpages import text_of
from hub.records import Metrics, MetricsSeen, PostSeen

logger = logging.getLogger(__name__)


def completed(page: Page, row: Row) -> Page:
    """A page with what only the list says of it: its title and day, where it prints none itself.

    A day is taken only for an article under the headline that the list promised: any other page without a
    date may be a notice that the site is closed for repair.
    """
    if page.published_at is None and row.dated is not None and page.text and _is_promised(page, row):
        told = f"{page.extractor} (date: list)"
        page = replace(
            page, published_at=row.dated.instant, published_precision=row.dated.precision, extractor=told
        )
    return page if page.title else replace(page, title=row.title)


def publish_article(visit: Visit, post_id: str, response: Response, page: Page) -> bool:
    """Publish a page as a post; False for one that cannot be a post and became a dead letter instead."""
    where = without_query(response.url)
    reason = _why_no_post(page, where)
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
            title=page.title,
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


def _is_promised(page: Page, row: Row) -> bool:
    found, promised = squeeze(page.title), squeeze(row.title).rstrip(".…")
    return bool(found and promised) and (promised in found or found in promised)


async def _ask_counter(spider: AccountSpider, visit: Visit, address: str) -> int | None:
    """The counter's figure; a counter that fails is no failure of the post."""
    try:
        response = await spider.fetch(visit, Request(address))
    except CallError as failure:
        logger.info("%s", failure.sentence, extra=visit.names)
        return None
    return counted(text_of(response).text) if response.status == 200 else None


def _why_no_post(page: Page, where: str) -> str:
    if page.published_at is None:
        return f"The page {where} has no date of publication that can be read, so it cannot be a post."
    if not page.title:
        return f"The page {where} has no headline that can be read, so it cannot be a post."
    sentence = mojibake(page.title)
    return f"{sentence} Page {where}." if sentence else ""
