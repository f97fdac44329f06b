"""Scrapy's settings: only the parts we use, so that starting a crawler costs little, and no reactor.

Scrapy runs on plain asyncio (`TWISTED_REACTOR_ENABLED` off): a wave is awaited like anything else, in the
program as in a test. Retries are ours (`crawlers/base.py`), since each belongs to the visit of an account.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any, Final

from scrapy.settings import Settings as ScrapySettings

from crawlers.public_hosts import Place, allowed_places
from hub.settings import Settings

REQUESTS_AT_A_TIME: Final = 16
"""Requests in flight to one host by one API puller."""

PAGES_AT_A_TIME: Final = 4
"""Requests in flight to one web site, where `crawl_delay` allows more than one at all."""

CONNECTIONS: Final = 64
"""Connections of one run, to all hosts together."""

_DEFAULTS: Final = ScrapySettings()
_DOWNLOAD: Final = "crawlers.download.HttpHandler"
_FOR_ALL: Final = frozenset(
    {"DownloadTimeoutMiddleware", "UserAgentMiddleware", "HttpCompressionMiddleware", "HttpProxyMiddleware"}
)
_FOR_PAGES: Final = frozenset({"RobotsTxtMiddleware", "RedirectMiddleware"})


def scrapy_settings(
    settings: Settings, *, pages: bool, places: frozenset[Place] = frozenset()
) -> ScrapySettings:
    """For one run of a spider: of public pages (polite, robots obeyed), or of a platform's interface.

    `places` may be asked wherever they are.
    """
    return ScrapySettings(
        {
            "TWISTED_REACTOR_ENABLED": False,
            "USER_AGENT": settings.user_agent,
            "DOWNLOAD_TIMEOUT": settings.crawl_timeout,
            "DOWNLOAD_MAXSIZE": settings.max_page_bytes,
            "DOWNLOAD_WARNSIZE": 0,
            "DOWNLOAD_HANDLERS": {**_none_of("DOWNLOAD_HANDLERS"), "http": _DOWNLOAD, "https": _DOWNLOAD},
            "ALLOWED_PLACES": allowed_places(settings) | places,
            "CONCURRENT_REQUESTS": CONNECTIONS,
            "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
            "STATS_DUMP": False,
            "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
            "EXTENSIONS": _none_of("EXTENSIONS"),
            "SPIDER_MIDDLEWARES": _none_of("SPIDER_MIDDLEWARES"),
            "DOWNLOADER_MIDDLEWARES": _none_of(
                "DOWNLOADER_MIDDLEWARES", _FOR_ALL | (_FOR_PAGES if pages else set())
            ),
            **(_for_pages(settings) if pages else _for_interfaces()),
        }
    )


def _none_of(setting: str, wanted: Set[str] = frozenset()) -> dict[str, None]:
    """Scrapy's own components of a kind, switched off but for those wanted by the name of their class."""
    components = _DEFAULTS.getdict(f"{setting}_BASE")
    return {path: None for path in components if path.rpartition(".")[2] not in wanted}


def _for_pages(settings: Settings) -> dict[str, Any]:
    return {
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": settings.crawl_delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": PAGES_AT_A_TIME,
    }


def _for_interfaces() -> dict[str, Any]:
    return {"CONCURRENT_REQUESTS_PER_DOMAIN": REQUESTS_AT_A_TIME}
