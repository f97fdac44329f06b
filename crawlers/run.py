"""Runs a spider over its visits, within the running asyncio loop, until each has ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Sequence

from scrapy.crawler import Crawler

from crawlers.base import AccountSpider, Means
from crawlers.failures import CallError
from crawlers.masking import mask, mask_framework_logs
from crawlers.public_hosts import places_in_digits
from crawlers.scrapy_settings import scrapy_settings
from crawlers.visit import Visit
from hub.records import CrawlFinished

logger = logging.getLogger(__name__)


async def run_visits(
    spider: type[AccountSpider], visits: Sequence[Visit], means: Means
) -> list[CrawlFinished]:
    """Visit accounts with one spider run; one CrawlFinished a visit, in the order given.

    Raises Unavailable or DiskFull when records cannot be published; then nothing is promised of the visits.
    """
    mask_framework_logs()
    places = places_in_digits(visit.account.address for visit in visits)
    crawler = Crawler(spider, scrapy_settings(means.settings, pages=spider.pages, places=places))
    running = asyncio.create_task(crawler.crawl_async(visits=visits, means=means))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await crawler.stop_async()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        raise
    except Exception:  # noqa: BLE001 - Scrapy itself failed: the visits below still have to end
        logger.error("%s", mask(traceback.format_exc()), extra={"spider": spider.name})
    if isinstance(crawler.spider, AccountSpider) and crawler.spider.outage is not None:
        raise crawler.spider.outage
    return [_ended(visit) for visit in visits]


def _ended(visit: Visit) -> CrawlFinished:
    """How a visit ended; one that Scrapy closed over without ending it is a failure of ours."""
    if not visit.ended:
        visit.listed = False
        visit.problem(CallError("ours", f"The visit to {visit.account.account_id} was dropped; report it."))
    return visit.finish()
