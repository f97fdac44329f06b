"""An article's title, time, source, text and figures are read from the kinds of pages that sites have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.pages.counters import counted
from crawlers.pages.extraction import Page, extract
from crawlers.pages.links import article_rows, is_list, links_of
from hub.clock import BEIJING

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
URL = "https://www.example.gov.cn/xw/202601/t20260101_123456.shtml"
TEXT = "1月1日上午，某县消防救援大队走进社区开展冬季防火宣传，向居民讲解用电用气安全常识。"
TITLE = "某县开展冬季防火宣传进社区活动"

GOVERNMENT = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>{TITLE}_某县人民政府</title>
<meta name="SiteName" content="某县人民政府门户网站"><meta name="ColumnName" content="要闻">
<meta name="ARTICLETITLE" content=""><meta name="articletitle" content="{TITLE}">
<meta name="PubDate" content="2026-01-01 09:30"><meta name="contentSource" content="县融媒体中心">
<meta name="Maketime" content="2026-02-02 10:00:00"></head>
<body><div class="nav"><a href="/">首页</a></div>
<div class="TRS_Editor"><p>　　{TEXT}</p><p>责任编辑：张三</p></div>
<span>浏览次数：<em id="hits">1,234</em></span></body></html>"""


def read(html: str, url: str = URL) -> Page:
    return extract(html, url, NOW)


def beijing(*parts: int) -> datetime:
    year, month, day, *clock = parts
    return datetime(year, month, day, *clock, tzinfo=BEIJING).astimezone(UTC)


def test_a_government_page_is_read_by_its_meta_tags_whatever_their_case() -> None:
    page = read(GOVERNMENT)
    assert page.title == TITLE
    assert page.published_at == beijing(2026, 1, 1, 9, 30)
    assert page.published_precision == "minute"
    assert page.source_label == "县融媒体中心"
    assert page.text == TEXT
    assert page.extractor == "meta/meta:pubdate/container"
    assert page.views.printed == 1234
    assert page.notes == ()
    assert not is_list(links_of(GOVERNMENT, URL, NOW), page.text, has_date=True)


def byline_page(byline: str, head: str = "") -> str:
    return f"""<html><head><title>{TITLE}-某某网</title>{head}</head><body><h1>{TITLE}</h1>
    <div>{byline}</div><div class="content"><p>{TEXT}</p><p>{TEXT}</p></div></body></html>"""


@pytest.mark.parametrize(
    ("byline", "source"),
    [
        ("发布时间：2026-01-01 09:30  来源：某某日报  浏览次数：12", "某某日报"),
        ("<span>2026年01月01日 09:30</span><span>来源：<a href='/x'>某某日报</a></span>", "某某日报"),
        ("<span>来源：某某日报</span><span>作者：李四</span><i>2026-01-01 09:30</i>", "某某日报"),
        ("来源：某某消防发布 编辑：李四 2026-01-01 09:30", "某某消防发布"),
        ("来源：<a href='/w'>某某消防微信公众号</a> 阅读：12 2026-01-01 09:30", "某某消防微信公众号"),
        ("2026-01-01 09:30 来源： 字号：大 中 小", None),
        ("2026/1/1 09:30 | 某某日报 | 评论 3", "某某日报"),
        ("信息来源： 某某日报 发布日期：2026-01-01 09:30 字体：【大 中 小】", "某某日报"),
        ("更新时间：2026-02-01 10:00 发布时间：2026-01-01 09:30", None),
    ],
)
def test_the_byline_says_when_and_by_whom(byline: str, source: str | None) -> None:
    page = read(byline_page(byline))
    assert page.title == TITLE
    assert page.published_at == beijing(2026, 1, 1, 9, 30)
    assert page.source_label == source
    assert page.text.startswith(TEXT)


def test_a_printed_day_is_made_exact_by_a_meta_tag_that_agrees() -> None:
    head = '<meta property="article:published_time" content="2026-01-01T09:30:15+08:00">'
    page = read(byline_page("2026-01-01", head))
    assert (page.published_at, page.published_precision) == (beijing(2026, 1, 1, 9, 30, 15), "second")


def test_a_printed_day_wins_over_a_meta_tag_of_another_day() -> None:
    page = read(byline_page("2026-01-01", '<meta name="PubDate" content="2026-02-01 10:00">'))
    assert (page.published_at, page.published_precision) == (beijing(2026, 1, 1), "day")


def test_midnight_that_only_a_machine_sees_is_padding() -> None:
    page = read(byline_page("", '<meta name="PubDate" content="2026-01-01 00:00:00">'))
    assert (page.published_at, page.published_precision) == (beijing(2026, 1, 1), "day")


def test_a_date_in_the_text_is_not_the_time_of_publication() -> None:
    assert read(byline_page("字体：大 中 小")).published_at is None


def test_json_ld_gives_the_time_of_a_page_that_prints_yesterday() -> None:
    script = '<script type="application/ld+json">{"pubDate": "2026-01-01T09:30:00"}</script>'
    page = read(byline_page("昨天", script))
    assert page.published_at == beijing(2026, 1, 1, 9, 30)


def test_yesterday_alone_is_resolved_by_the_time_of_the_visit() -> None:
    assert read(byline_page("昨天 09:30")).published_at == beijing(2026, 3, 9, 9, 30)


def test_a_wechat_article_is_read_by_its_scripts() -> None:
    page = read(
        f"""<html><head><meta property="og:title" content="{TITLE}"></head><body>
        <h2 id="activity-name"> {TITLE} </h2><a id="js_name"> 某县消防 </a><em id="publish_time"></em>
        <div id="js_content"><section>{TEXT}</section></div>
        <script>var svr_time = "1773110000"; var ct = "1767231015";</script></body></html>""",
        "https://mp.weixin.qq.com/s/abc",
    )
    assert (page.title, page.source_label, page.text) == (TITLE, "某县消防", TEXT)
    assert page.published_at == beijing(2026, 1, 1, 9, 30, 15)


def test_the_sites_own_comments_are_the_most_exact_bounds_of_a_body() -> None:
    marked = f"<!--ZJEG_RSS.content.begin--><p>{TEXT}</p><!--ZJEG_RSS.content.end-->"
    page = read(f"<h1>{TITLE}</h1><td>上一篇 {marked} 打印</td>")
    assert page.text == TEXT
    assert page.extractor.endswith("/comments")


def test_comments_of_readers_are_no_part_of_the_body_even_if_longer() -> None:
    comments = "".join(f"<p>{TEXT}说得好，支持，点赞！</p>" for _ in range(20))
    article = f"<title>{TITLE}</title><h1>{TITLE}</h1><div><p>{TEXT}</p><p>{TEXT}</p></div>"
    page = read(f"{article}<div class='comment-list'>{comments}</div>")
    assert "说得好" not in page.text
    assert page.text.count(TEXT) == 2


def test_a_body_in_a_block_with_a_misleading_name_is_found_all_the_same() -> None:
    page = read(f"<title>{TITLE}</title><h1>{TITLE}</h1><div class='download share'><p>{TEXT}</p></div>")
    assert page.text == TEXT


def test_an_article_after_a_premature_end_of_the_page_is_found() -> None:
    page = read(
        f"<html><head><title>{TITLE}</title></head><body></body></html><div><p>{TEXT}</p><p>{TEXT}</p></div>"
    )
    assert page.text.startswith(TEXT)


def test_a_page_and_an_address_with_different_days_are_noted() -> None:
    page = read(byline_page("2026-01-05 10:00"))
    assert any("more than a day" in note for note in page.notes)


def test_a_list_page_is_known_by_its_dated_rows() -> None:
    items = "".join(
        f'<li><a href="202601/t202601{day:02}_{day}.html" title="第{day}期消防提示全文标题">第{day}期…</a>'
        f"<span>2026-01-{day:02}</span></li>"
        for day in range(1, 11)
    )
    html = f"<title>要闻</title><ul>{items}</ul><a href='/'>首页</a><a href='javascript:;'>更多</a>"
    url = "https://a.gov.cn/yw/index.html"
    rows = article_rows(links_of(html, url, NOW), url)
    assert is_list(links_of(html, url, NOW), read(html, url).text, has_date=False)
    assert len(rows) == 10
    assert rows[0].url == "https://a.gov.cn/yw/202601/t20260101_1.html"
    assert rows[0].title == "第1期消防提示全文标题"
    assert rows[0].dated is not None
    assert rows[0].dated.instant == beijing(2026, 1, 1)


def test_records_of_a_datastore_are_rows_of_the_list() -> None:
    link = "<a href='/art/2026/1/{0}/art_1_{0}.html' title='第{0}条消防通告'>第{0}条</a><b>2026-01-0{0}</b>"
    record = f"<record><![CDATA[<li>{link}</li>]]></record>"
    records = "".join(record.format(number) for number in range(1, 7))
    html = f'<script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script>'
    links = links_of(html, "https://a.gov.cn/col/col1/index.html", NOW)
    assert [row.url for row in links] == [
        f"https://a.gov.cn/art/2026/1/{n}/art_1_{n}.html" for n in range(1, 7)
    ]
    assert links[0].title == "第1条消防通告"


@pytest.mark.parametrize(
    ("html", "views", "rounded"),
    [
        ("<p>浏览次数：1234</p>", 1234, False),
        ("<p>阅读 1.2万</p>", 12000, True),
        ("<span class='view-count'>88</span>", 88, False),
        ("<p>阅读数( <b>15878</b> ）</p>", 15878, False),
        ("<p>1164次阅读</p>", 1164, False),
        ("<p>浏览次数：</p><p>2026-01-01</p>", None, False),
        ("<p>访问 2026 年</p>", None, False),
    ],
)
def test_the_sites_own_figure_is_read_where_it_is_printed(
    html: str, views: int | None, rounded: bool
) -> None:
    found = read(f"<div>{html}</div>").views
    assert (found.printed, found.rounded) == (views, rounded)


def test_an_empty_counter_names_the_script_that_fills_it_only_on_the_same_site() -> None:
    own = '<span>浏览次数：<script src="/hits.do?id=7"></script></span>'
    assert read(own).views.counter == "https://www.example.gov.cn/hits.do?id=7"
    assert read(own.replace("/hits", "https://stat.example.com/hits")).views.counter is None
    assert counted('document.write("321");') == 321
    assert counted("<html>1 2 3</html>") is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   ",
        "<",
        "<!-- ",
        "<html>",
        "\0",
        "<div>" * 20_000 + "消防",
        "<a>" * 1_000_000,
        "<a href='http://[broken'>消防</a>",
        "<p>&#xD800;&#0;",
    ],
)
def test_bad_html_gives_an_empty_page_and_no_error(html: str) -> None:
    assert read(html).published_at is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "<table>",
                "<td>",
                "<a href=x>",
                "<script>",
                "<!--",
                "-->",
                "<title>",
                "<h1>",
                TEXT,
                TITLE,
                "2026-01-01 09:30",
                "来源：",
                "\n",
                "&nbsp;",
                "]]>",
                "<meta name=PubDate content=",
                '"',
                ">",
            ]
        ),
        max_size=60,
    )
)
def test_no_order_of_tags_raises(parts: list[str]) -> None:
    assert isinstance(read("".join(parts)), Page)
