"""Whatever an interface answers, a visit ends with records or one named refusal: no crash, no silence."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.feeds import FeedSpider
from crawlers.website import WebsiteSpider
from hub.platforms import Platform
from hub.records import CrawlFinished, PostSeen
from tests.crawlers import test_wechat
from tests.crawlers.interfaces import ENTRY, INTERFACES, LISTS, answers
from tests.crawlers.loopback import Loopback
from tests.crawlers.serving import Visitor, serving
from tests.crawlers.test_feeds import ITEM, rss
from tests.crawlers.test_website import LIST, detail, listing, path_of, row
from tests.crawlers.wave import Wave, account

NONSENSE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["1.2万", "10万+", "-1", "", "2026-01-01", [], {}, [[]], {"list": None}]),
)


@st.composite
def mutated(draw: st.DrawFn, answer: Any) -> Any:
    """The answer with one value, somewhere in it, missing or replaced by nonsense."""
    changed = copy.deepcopy(answer)
    holder = changed
    while True:
        keys = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = draw(st.sampled_from(keys))
        inner = holder[key]
        if isinstance(inner, (dict, list)) and inner and draw(st.booleans()):
            holder = inner
            continue
        if draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(NONSENSE)
        return changed


@pytest.mark.parametrize("name", INTERFACES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_mutated_answer_gives_records_or_a_named_refusal(name: Platform, data: st.DataObject) -> None:
    known = rich_answers(name)
    path = data.draw(st.sampled_from(sorted(known)))
    answer = data.draw(mutated(known[path]))
    with Loopback() as platform, tempfile.TemporaryDirectory() as folder:
        for other, good in known.items():
            platform.on(other, good)
        platform.on(path, answer)
        wave = Wave(platform, Path(folder), crawl_retries=0)
        county = account(name)
        wave.credentials[county.account_id] = ENTRY
        finished = wave.visit_one(county)
    require_told(finished, json.dumps(answer))
    told = len(wave.sink.all(PostSeen)) + len(wave.sink.letters)
    is_listed = path != LISTS[name] or lists_something(name, answer)
    assert told or finished.outcome == "failed" or not is_listed, json.dumps(answer)


def rich_answers(name: Platform) -> dict[str, Any]:
    """The platform's answers; WeChat's with a publish day's statement, which it need not have."""
    known = answers(name)
    if name == "wechat":
        day = test_wechat.detail("2026-01-02", test_wechat.row("2026-01-02", 1830))
        known[test_wechat.DETAILS] = {"list": [day], "is_delay": False}
    return known


def lists_something(name: Platform, answer: Any) -> bool:
    """Whether the answer to the list's question still lists anything."""
    keys = {"wechat": ("item",), "weibo": ("statuses",), "kuaishou": ("video_list",)}
    for key in keys.get(name, ("data", "list")):
        answer = answer.get(key) if isinstance(answer, dict) else None
    return bool(answer) and (name != "wechat" or bool(answer[0]))


def require_told(finished: CrawlFinished, answer: str) -> None:
    """A visit that is not well says why, and no mistake of ours is the reason."""
    assert "Our own mistake" not in (finished.error or ""), answer
    assert finished.outcome == "ok" or (finished.error and finished.error_kind), answer


FRAGMENTS = st.one_of(
    st.text(max_size=12).map(str.encode),
    st.binary(max_size=12),
    st.sampled_from(
        [b"<", b">", b"</p>", b"<!--", b"]]>", b"&#0;", b"&#xFFFFFF;", b"\x00", b"<![CDATA[", b'"']
    )
    | st.sampled_from(
        [b"2026-99-99 25:61", b"9" * 400, b"-1", "９９９９年".encode(), b"<a href='http://[::1'>"]
    ),
)


@st.composite
def damaged(draw: st.DrawFn, page: bytes) -> bytes:
    """A page with up to three stretches of it cut out or replaced."""
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(page)))
        length = draw(st.sampled_from([0, 1, 5, 40, 400]))
        page = page[:begin] + draw(FRAGMENTS) + page[begin + length :]
    return page


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_damaged_web_page_gives_records_or_a_named_refusal(data: st.DataObject) -> None:
    path, title = path_of(1, "2026-03-10"), "第1号冬季防火宣传进社区活动"
    pages = {
        LIST: listing(row("." + path.removeprefix("/xw"), title, "2026-03-10")),
        path: detail(title, "2026-03-10 09:30", "57").encode("gb18030"),
    }
    spoilt = data.draw(st.sampled_from(sorted(pages)))
    pages[spoilt] = data.draw(damaged(pages[spoilt]))
    with serving() as site:
        for where, page in pages.items():
            site.page(where, page)
        visitor = Visitor(WebsiteSpider, "website", f"demo:{LIST}", site.url)
        finished = visitor.visit()
    require_told(finished, repr(pages[spoilt]))
    assert visitor.sink.posts or visitor.sink.letters or finished.outcome != "ok", pages[spoilt]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_damaged_feed_gives_records_or_a_named_refusal(data: st.DataObject) -> None:
    feed = data.draw(damaged(rss(ITEM).encode()))
    with serving() as site:
        site.page("/feeds/a.xml", feed)
        visitor = Visitor(FeedSpider, "rss", "demo:/feeds/a.xml", site.url)
        finished = visitor.visit()
    require_told(finished, repr(feed))
    lists_nothing = b"<item>" not in feed
    assert visitor.sink.posts or visitor.sink.letters or finished.outcome != "ok" or lists_nothing, feed
