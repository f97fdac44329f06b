"""`fenghuo gather --url` reads any page, list or feed that the machine can reach."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.url import address_post_id, gather_url
from hub.clock import SettableClock
from hub.errors import ConfigError
from hub.records import CrawlFinished
from hub.settings import Settings
from tests.crawlers.serving import NOW, Kept, Site, serving
from tests.crawlers.test_feeds import ITEM, rss
from tests.crawlers.test_website import detail, listing, put


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def kept() -> Kept:
    return Kept()


def gather(url: str, kept: Kept, max_page_bytes: int = 1_000_000) -> CrawlFinished:
    settings = Settings(
        data=Path("unused"), crawl_delay=0, crawl_timeout=5, retry_pause=0.001, max_page_bytes=max_page_bytes
    )
    return asyncio.run(gather_url(settings, url, kept, SettableClock(NOW)))


def test_an_article_becomes_one_post_of_its_host(site: Site, kept: Kept) -> None:
    site.page("/a/t1.html", detail("某县开展冬季防火宣传进社区活动", "2026-03-01 09:30", "12"))
    finished = gather(f"{site.url}/a/t1.html?utm_source=x#top", kept)
    assert (finished.account_id, finished.outcome, finished.posts_seen) == ("url:127.0.0.1", "ok", 1)
    assert kept.posts[0].post_id == address_post_id(f"{site.url}/a/t1.html")
    assert kept.posts[0].account_id == "url:127.0.0.1"
    assert kept.figures[0].metrics.views == 12
    assert kept.records[-1] == finished


def test_the_articles_of_a_list_are_followed_up_to_fifty(site: Site, kept: Kept) -> None:
    rows = [put(site, n, f"2026-02-{n % 28 + 1:02}") for n in range(60)]
    site.page("/xw/", listing(*rows))
    finished = gather(f"{site.url}/xw/", kept)
    assert (finished.outcome, finished.posts_seen) == ("ok", 50)


def test_the_items_of_a_feed_become_posts(site: Site, kept: Kept) -> None:
    site.page("/feed", rss(ITEM), Content_Type="application/rss+xml")
    finished = gather(f"{site.url}/feed", kept)
    assert (finished.outcome, finished.posts_seen) == ("ok", 1)
    assert kept.posts[0].post_id == address_post_id(f"{site.url}/yw/t1.html")


def test_a_page_without_a_date_is_a_dead_letter_and_a_failed_visit(site: Site, kept: Kept) -> None:
    site.page(
        "/about",
        "<title>简介</title><h1>某县消防救援大队简介</h1><p>某县消防救援大队承担综合应急救援任务。</p>",
    )
    finished = gather(f"{site.url}/about", kept)
    assert (finished.outcome, finished.error_kind, len(kept.letters)) == ("failed", "content", 1)


@pytest.mark.parametrize(
    ("path", "kind"), [("/none", "content"), ("/large", "content"), ("/forbidden", "refused")]
)
def test_what_cannot_be_read_is_one_sentence(site: Site, kept: Kept, path: str, kind: str) -> None:
    site.page("/large", b"x" * 2_000_000)
    site.page("/robots.txt", "User-agent: *\nDisallow: /forbidden")
    finished = gather(f"{site.url}{path}", kept)
    assert (finished.outcome, finished.error_kind) == ("failed", kind)
    assert finished.error is not None
    assert finished.error.endswith(".")
    assert kept.posts == []


def test_a_host_that_does_not_answer_is_a_failure_of_the_network(kept: Kept) -> None:
    assert gather("http://127.0.0.1:9/x", kept).error_kind == "network"


@pytest.mark.parametrize("address", ["ftp://a.example.cn/x", "example.cn", "file:///etc/passwd", ""])
def test_what_is_no_web_address_is_refused(kept: Kept, address: str) -> None:
    with pytest.raises(ConfigError):
        gather(address, kept)
