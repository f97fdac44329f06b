"""Scrapy's settings: only the parts we use, so that starting a crawler costs little, and no reactor.

Scrapy runs on plain asyncio (`TWISTED_REACTOR_ENABLED` off): a wave is awaited like anything else, in the
program as in a test. Retries are ours (`crawlers/base.py`), since each belongs to the visit of an account.
"""

from __future__ import annotations

from typing import Any, Final

from scrapy.settings import Settings as ScrapySettings

from hub.settings import Settings

REQUESTS_AT_A_TIME: Final = 16
"""Requests in flight to one host by one API puller."""

PAGES_AT_A_TIME: Final = 4
"""Requests in flight to one web site, where `crawl_delay` allows more than one at all."""


def scrapy_settings(settings: Settings, *, pages: bool) -> ScrapySettings:
    """For one run of a spider: of public pages (polite, robots obeyed), or of a platform's interface."""
    chosen: dict[str, Any] = {
        "TWISTED_REACTOR_ENABLED": False,
        "USER_AGENT": settings.user_agent,
        "DOWNLOAD_TIMEOUT": settings.crawl_timeout,
        "DOWNLOAD_MAXSIZE": settings.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "STATS_DUMP": False,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        **_without_all("EXTENSIONS"),
        **_without_all("SPIDER_MIDDLEWARES"),
        "DOWNLOADER_MIDDLEWARES": _downloader_middlewares(pages),
        **(_for_pages(settings) if pages else _for_interfaces()),
    }
    return ScrapySettings(chosen)


def _without_all(setting: str) -> dict[str, dict[str, None]]:
    return {setting: dict.fromkeys(_defaults(setting))}


def _defaults(setting: str) -> list[str]:
    return list(ScrapySettings().getdict(f"{setting}_BASE"))


def _downloader_middlewares(pages: bool) -> dict[str, None]:
    """Scrapy's own middlewares that are switched off."""
    wanted = {
        "DownloadTimeoutMiddleware",
        "UserAgentMiddleware",
        "HttpCompressionMiddleware",
        "HttpProxyMiddleware",
    }
    if pages:
        wanted |= {"RobotsTxtMiddleware", "RedirectMiddleware"}
    return {
        path: None for path in _defaults("DOWNLOADER_MIDDLEWARES") if path.rpartition(".")[2] not in wanted
    }


def _for_pages(settings: Settings) -> dict[str, Any]:
    return {
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": settings.crawl_delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": PAGES_AT_A_TIME,
    }


def _for_interfaces() -> dict[str, Any]:
    return {"CONCURRENT_REQUESTS_PER_DOMAIN": REQUESTS_AT_A_TIME}
