"""Feeds become posts: RSS, Atom and JSON Feed, well and badly written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.feeds import FeedSpider, feed_post_id
from crawlers.pages.feed import read_feed
from hub.errors import InvalidRecord
from tests.crawlers.serving import NOW, Site, Visitor, serving

PATH = "/feeds/a.xml"
ITEM = """<item><title>市运会开幕 &amp; 闭幕</title><link>/yw/t1.html?utm_source=rss</link><guid>t1</guid>
<pubDate>Thu, 01 Jan 2026 01:30:00 GMT</pubDate>
<description>&lt;p&gt;第一段&lt;/p&gt;&lt;p&gt;第二段 5 &amp;lt; 6&lt;/p&gt;</description></item>"""
BOMB = (
    '<?xml version="1.0"?><!-- <a> --><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n or str()};" * 10}">' for n in range(12))
    + "]><rss><channel><item><title>&lol12;</title></item></channel></rss>"
)


def rss(items: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>要闻</title>{items}</channel></rss>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(FeedSpider, "rss", f"demo:{PATH}", site.url)


def items_of(text: str | bytes, charset: str | None = None) -> list[tuple[str, str, datetime | None]]:
    data = text.encode() if isinstance(text, str) else text
    items = read_feed(data, charset, "https://a.example.cn/feed.xml", NOW)
    return [(item.title, item.url, item.dated.instant if item.dated else None) for item in items]


def test_an_rss_item_becomes_a_post(site: Site, visitor: Visitor) -> None:
    site.page(PATH, rss(ITEM))
    finished = visitor.visit()
    assert (finished.outcome, finished.posts_seen, visitor.sink.letters) == ("ok", 1, [])
    post = visitor.sink.posts[0]
    assert post.post_id == feed_post_id("a-site", "t1")
    assert post.post_id.startswith("rss:a-site:")
    assert (post.title, post.text) == ("市运会开幕 & 闭幕", "第一段\n第二段 5 < 6")
    assert post.url == f"{site.url}/yw/t1.html?utm_source=rss"
    assert post.published_at == datetime(2026, 1, 1, 1, 30, tzinfo=UTC)
    assert post.fetched_at == NOW


def test_an_atom_entry_is_read() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example.cn/x/"><entry>
    <id>urn:1</id><title type="html">A &amp;lt; &lt;b&gt;B&lt;/b&gt;</title><link rel="self" href="self"/>
    <link href="1.html"/><published>2026-01-01T09:30:00+08:00</published><updated>2026-01-02</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>正文</p></div></content></entry></feed>"""
    assert items_of(feed) == [
        ("A < B", "https://b.example.cn/x/1.html", datetime(2026, 1, 1, 1, 30, tzinfo=UTC))
    ]
    assert read_feed(feed.encode(), None, "https://a", NOW)[0].text == "正文"


def test_a_json_feed_is_read() -> None:
    item = {"id": "1", "url": "/t1.html", "title": "市运会开幕", "content_html": "<p>正文 &amp; 更多</p>"}
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{**item, "date_published": "2026-01-01T01:30:00Z"}],
    }
    data = json.dumps(feed).encode()
    assert items_of(data) == [
        ("市运会开幕", "https://a.example.cn/t1.html", datetime(2026, 1, 1, 1, 30, tzinfo=UTC))
    ]
    assert read_feed(data, None, "https://a", NOW)[0].text == "正文 & 更多"


def test_entities_are_decoded_exactly_once() -> None:
    twice = "<item><title>5 &amp;lt; 6 &amp;amp; 7</title><link>/1</link></item>"
    assert items_of(rss(twice))[0][0] == "5 &lt; 6 &amp; 7"


def test_a_prefix_that_was_never_declared_does_no_harm() -> None:
    item = "<item><title>通报</title><content:encoded>&lt;p&gt;全文&lt;/p&gt;</content:encoded></item>"
    [read] = read_feed(f"<rss><channel>{item}</channel></rss>".encode(), None, "https://a.example.cn/", NOW)
    assert (read.title, read.text) == ("通报", "全文")


def test_bare_ampersands_and_entities_of_html_do_no_harm() -> None:
    item = "<item><title>水 & 火&nbsp;&middot;&ldquo;安&rdquo;</title><link>/a?x=1&y=2</link></item>"
    cdata = "<item><title><![CDATA[A & B &amp; C]]></title><link>/b</link></item>"
    found = items_of(rss(item + cdata))
    assert [title for title, _, _ in found] == ["水 & 火\u00a0·“安”", "A & B &amp; C"]
    assert found[0][1] == "https://a.example.cn/a?x=1&y=2"


def test_a_gbk_feed_whose_declaration_says_utf8_is_read() -> None:
    assert items_of(rss(ITEM).encode("gb18030"))[0][0] == "市运会开幕 & 闭幕"


def test_a_broken_feed_gives_the_items_that_can_be_read() -> None:
    assert items_of(rss(ITEM + "<item><title>断了</title><link>/2</link><descr"))[0][0] == "市运会开幕 & 闭幕"


def test_a_time_without_zone_is_beijings() -> None:
    item = ITEM.replace("Thu, 01 Jan 2026 01:30:00 GMT", "2026-01-01 09:30:00")
    assert items_of(rss(item))[0][2] == datetime(2026, 1, 1, 1, 30, tzinfo=UTC)


def test_a_guid_that_several_items_share_is_not_trusted() -> None:
    items = "".join(
        f"<item><title>第{n}条</title><guid>https://a.example.cn/</guid><link>/{n}.html?spm=x</link></item>"
        for n in range(3)
    )
    identities = [
        item.identity for item in read_feed(rss(items).encode(), None, "https://a.example.cn/f", NOW)
    ]
    assert identities == [f"https://a.example.cn/{n}.html" for n in range(3)]
    alike = "".join(f"<item><title>第{n}条</title><link>/</link></item>" for n in range(3))
    assert len({item.identity for item in read_feed(rss(alike).encode(), None, "https://a", NOW)}) == 3


def test_an_item_without_a_usable_date_is_a_dead_letter_and_the_others_are_posts(
    site: Site, visitor: Visitor
) -> None:
    undated = "<item><title>无日期</title><link>/2.html</link></item>"
    future = "<item><title>未来</title><link>/3.html</link><pubDate>2099-01-01</pubDate></item>"
    site.page(PATH, rss(undated + future + ITEM))
    finished = visitor.visit()
    assert (finished.outcome, finished.posts_seen) == ("ok", 1)
    assert len(visitor.sink.letters) == 2
    assert "has no usable date" in visitor.sink.letters[0].reason
    assert "无日期" in visitor.sink.letters[0].payload.decode()


def test_an_xml_bomb_is_refused_before_it_is_parsed(site: Site, visitor: Visitor) -> None:
    site.page(PATH, BOMB)
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind, finished.posts_seen) == ("failed", "content", 0)
    assert finished.error is not None
    assert "declares entities" in finished.error
    assert visitor.sink.letters[0].payload == BOMB.encode()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_a_bomb_is_recognised_in_any_encoding(encoding: str) -> None:
    with pytest.raises(InvalidRecord, match="declares entities"):
        items_of(BOMB.encode(encoding))


@pytest.mark.parametrize(
    "body", ["", "<html><body>维护中</body></html>", "{", '{"items": 1}', "[" * 100_000, "{" * 100_000]
)
def test_what_is_no_feed_is_a_failed_visit_with_one_sentence(site: Site, visitor: Visitor, body: str) -> None:
    site.page(PATH, body)
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "content")
    assert finished.error is not None
    assert finished.error.count("\n") == 0


def test_items_that_the_forgiving_parser_drops_are_told(site: Site, visitor: Visitor) -> None:
    site.page(PATH, rss(ITEM).replace('<rss version="2.0" xmlns:dc="http:/', "<rss"))
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind, finished.posts_seen) == ("partial", "content", 0)
    assert "1 items of the feed of a-site cannot be read" in (finished.error or "")


def test_a_feed_without_items_is_a_quiet_account(site: Site, visitor: Visitor) -> None:
    site.page(PATH, rss(""))
    assert visitor.visit().outcome == "ok"


def test_an_unchanged_feed_is_not_read_again(site: Site, visitor: Visitor) -> None:
    site.page(PATH, rss(ITEM), ETag='"v1"', Last_Modified="Thu, 01 Jan 2026 01:30:00 GMT")
    visitor.visit()
    finished = visitor.visit(NOW + timedelta(hours=1))
    assert (finished.outcome, finished.posts_seen, len(visitor.sink.posts)) == ("ok", 0, 1)
    asked = site.asked[-1][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', "Thu, 01 Jan 2026 01:30:00 GMT")


def test_a_feed_is_read_in_full_until_its_first_reading_is_known_to_have_arrived(
    site: Site, visitor: Visitor
) -> None:
    site.page(PATH, rss(ITEM), ETag='"v1"')
    visitor.visit()
    visitor.last_success_at = None
    assert visitor.visit(NOW + timedelta(hours=1)).posts_seen == 1


def test_a_feed_that_is_gone_or_forbidden_says_so(site: Site, visitor: Visitor) -> None:
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "content")
    site.page(PATH, "", 403)
    assert visitor.visit().error_kind == "refused"


def test_a_feed_that_robots_forbid_is_not_asked_for(site: Site, visitor: Visitor) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /feeds/")
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind, site.paths()) == ("failed", "refused", [])


def test_a_feed_that_is_too_large_is_refused(site: Site, visitor: Visitor) -> None:
    site.page(PATH, rss(ITEM + "<!-- " + "x" * 1_100_000 + " -->"))
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "content")
    assert finished.error is not None
    assert "larger than 1000000 bytes" in finished.error
