"""What our spider is compared with: Scrapy as it comes, which only downloads and parses the same pages.

`python -m tests.benchmarks.bare_spider URL` prints, as JSON, the pages it read and the core seconds it took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Request, Response

from tests.benchmarks.local_site import COLUMNS


class BareSpider(scrapy.Spider):
    """Follows the list pages' links and reads title, time, source and paragraphs by selectors."""

    name = "bare"
    url = ""
    pages = 0

    async def start(self) -> AsyncIterator[Request]:
        for column in range(COLUMNS):
            yield Request(f"{self.url}/c{column}/", self.parse)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        yield from response.follow_all(css="ul.list a", callback=self.parse_article)

    def parse_article(self, response: Response) -> Iterator[dict[str, Any]]:
        """An article's fields."""
        type(self).pages += 1
        yield {
            "title": response.css("h1::text").get(),
            "published": response.css("meta[name=PubDate]::attr(content)").get(),
            "source": response.css("meta[name=ContentSource]::attr(content)").get(),
            "text": "\n".join(response.css(".TRS_Editor p::text").getall()),
        }


def main(url: str) -> None:
    """Crawl the site."""
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False})
    process.crawl(BareSpider, url=url)
    begun = time.process_time()
    process.start()
    sys.stdout.write(json.dumps({"pages": BareSpider.pages, "core": time.process_time() - begun}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
