"""A government website's list leads to its posts, which are looked at again while they are young."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.pages.site_file import parse_site_rules
from crawlers.website import WebsiteSpider, website_post_id
from hub.clock import BEIJING
from tests.crawlers.serving import NOW, Answer, Site, Visitor, serving

LIST = "/xw/index.html"
TEXT = "上午，某县消防救援大队走进社区开展冬季防火宣传，向居民讲解用电用气和电动自行车安全常识。"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(WebsiteSpider, "website", f"demo:{LIST}", site.url)


def detail(title: str, published: str, views: str = "") -> str:
    head = f"""<meta charset="gb2312"><title>{title}_某县人民政府</title>
    <meta name="ArticleTitle" content="{title}">
    <meta name="PubDate" content="{published}"><meta name="ContentSource" content="县融媒体中心">"""
    counter = f'<span>浏览次数：<em id="hits">{views}</em></span>'
    return f"""<html><head>{head}</head><body><h1>{title}</h1>
    <div class="TRS_Editor"><p>{TEXT}</p></div>{counter}</body></html>"""


def row(path: str, title: str, day: str) -> str:
    return f'<li><a href="{path}" title="{title}">{title[:8]}...</a><span>{day}</span></li>'


def listing(*rows: str, script: str = "") -> bytes:
    items = f'<ul>{"".join(rows)}</ul>{script}<a href="/">首页</a>'
    return f'<html><meta charset="gb2312"><title>要闻</title>{items}</html>'.encode("gb18030")


def put(site: Site, number: int, day: str, views: str = "") -> str:
    """A detail page of a day, and its row."""
    path, title = (
        f"/xw/{day[:7].replace('-', '')}/t{day.replace('-', '')}_{number}.html",
        f"第{number}号冬季防火宣传进社区活动",
    )
    site.page(path, detail(title, f"{day} 09:30", views).encode("gb18030"))
    return row("." + path.removeprefix("/xw"), title, day)


def path_of(number: int, day: str) -> str:
    return f"/xw/{day[:7].replace('-', '')}/t{day.replace('-', '')}_{number}.html"


def test_the_articles_of_a_list_become_posts_with_the_sites_own_figures(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(put(site, 2, "2026-03-10", "57"), put(site, 1, "2026-03-09")))
    finished = visitor.visit()
    assert (finished.outcome, finished.posts_seen, finished.figures_seen) == ("ok", 2, 1)
    post = visitor.sink.posts[1]
    assert post.post_id == website_post_id("a-site", f"{site.url}{path_of(2, '2026-03-10')}")
    assert post.post_id == "website:a-site:xw/202603/t20260310_2"
    assert (post.title, post.text) == ("第2号冬季防火宣传进社区活动", TEXT)
    assert post.published_at == datetime(2026, 3, 10, 9, 30, tzinfo=BEIJING).astimezone(UTC)
    assert (post.source_label, post.published_precision) == ("县融媒体中心", "minute")
    figures = visitor.sink.figures[0]
    assert (figures.post_id, figures.metrics.views, figures.source) == (post.post_id, 57, "site_reported")
    assert figures.observed_at == NOW


def test_known_posts_are_not_read_again_on_the_same_day(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(put(site, 1, "2026-03-10")))
    visitor.visit()
    finished = visitor.visit(NOW + timedelta(hours=2))
    assert (finished.outcome, finished.posts_seen) == ("ok", 0)
    assert site.paths()[-1] == LIST


def test_a_post_is_looked_at_again_once_at_each_age(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(put(site, 1, "2026-03-10", "10")))
    for days in range(32):
        visitor.visit(NOW + timedelta(days=days))
    observed = [(figure.observed_at - NOW).days for figure in visitor.sink.figures]
    assert observed == [0, 1, 2, 6, 29]


def test_an_age_that_passed_while_the_hub_was_down_is_made_up_for(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(put(site, 1, "2026-03-10", "10")))
    visitor.visit()
    visitor.visit(NOW + timedelta(days=5))
    assert [(figure.observed_at - NOW).days for figure in visitor.sink.figures] == [0, 5]


def test_a_post_missing_on_two_days_is_deleted_and_on_one_day_is_not(site: Site, visitor: Visitor) -> None:
    kept = put(site, 2, "2026-03-10")
    site.page(LIST, listing(put(site, 1, "2026-03-10"), kept))
    visitor.visit()
    site.page(LIST, listing(kept))
    del site.answers[path_of(1, "2026-03-10")]
    visitor.visit(NOW + timedelta(days=1))
    visitor.visit(NOW + timedelta(days=1, hours=3))
    assert not any(post.deleted for post in visitor.sink.posts)
    visitor.visit(NOW + timedelta(days=2))
    gone = [post for post in visitor.sink.posts if post.deleted]
    assert [post.post_id for post in gone] == ["website:a-site:xw/202603/t20260310_1"]
    assert gone[0].published_at == datetime(2026, 3, 10, 1, 30, tzinfo=UTC)


def test_a_post_that_comes_back_is_not_deleted(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(put(site, 1, "2026-03-10")))
    visitor.visit()
    page = site.answers.pop(path_of(1, "2026-03-10"))
    visitor.visit(NOW + timedelta(days=1))
    site.answers[path_of(1, "2026-03-10")] = page
    for days in (2, 3, 7):
        visitor.visit(NOW + timedelta(days=days))
    assert not any(post.deleted for post in visitor.sink.posts)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"", 302, {"Location": "/"}),
        Answer("<title>提示</title><p>您访问的页面不存在或已删除</p>".encode()),
        Answer(b"", 410),
    ],
)
def test_a_redirect_to_the_home_page_and_a_soft_404_mean_that_a_post_is_gone(
    site: Site, visitor: Visitor, answer: Answer
) -> None:
    site.page(LIST, listing(put(site, 1, "2026-03-10")))
    site.page("/", "<title>某县人民政府</title><h1>某县人民政府</h1>")
    visitor.visit()
    site.answers[path_of(1, "2026-03-10")] = answer
    for days in (1, 2):
        visitor.visit(NOW + timedelta(days=days))
    assert [post.deleted for post in visitor.sink.posts] == [False, True]
    assert visitor.sink.letters == []


def test_further_list_pages_are_read_while_everything_on_them_is_new(site: Site, visitor: Visitor) -> None:
    script = '<script>createPageHTML(9, 0, "index", "html");</script>'
    days = [f"2026-02-{day:02}" for day in range(28, 0, -1)]
    for number in range(9):
        rows = [put(site, number * 3 + k, days[number * 3 + k]) for k in range(3)]
        site.page(LIST if not number else f"/xw/index_{number}.html", listing(*rows, script=script))
    assert visitor.visit().posts_seen == 15
    lists = [path for path in site.paths() if "index" in path]
    assert lists == [LIST, *(f"/xw/index_{n}.html" for n in range(1, 5))]
    site.asked.clear()
    new = [put(site, 100 + n, "2026-03-11") for n in range(2)]
    old = site.answers[LIST].body.decode("gb18030")
    site.page(LIST, old.replace("<ul>", "<ul>" + "".join(new)).encode("gb18030"))
    assert visitor.visit(NOW + timedelta(days=1)).posts_seen == 2
    assert [path for path in site.paths() if "index" in path] == [LIST]


def test_rows_older_than_what_the_hub_remembers_are_not_new(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(put(site, 1, "2026-03-10")))
    visitor.visit()
    site.page(LIST, listing(put(site, 1, "2026-03-10"), put(site, 2, "2026-01-05")))
    assert visitor.visit(NOW + timedelta(hours=1)).posts_seen == 0


def test_a_list_page_without_any_article_means_a_broken_parser(site: Site, visitor: Visitor) -> None:
    site.page(LIST, '<html><title>要闻</title><div id="app"></div><script src="/app.js"></script></html>')
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "content")
    assert finished.error is not None
    assert "lists no article" in finished.error


def test_a_page_without_a_date_is_a_dead_letter_and_is_not_read_every_hour(
    site: Site, visitor: Visitor
) -> None:
    undated = row("/about.html", "某县消防救援大队机构职能介绍", "")
    site.page(
        "/about.html", f"<title>机构职能</title><h1>某县消防救援大队机构职能介绍</h1><div><p>{TEXT}</p></div>"
    )
    site.page(LIST, listing(undated))
    finished = visitor.visit()
    assert (finished.outcome, finished.posts_seen) == ("ok", 0)
    assert "no date of publication" in visitor.sink.letters[0].reason
    visitor.visit(NOW + timedelta(hours=1))
    assert len(visitor.sink.letters) == 1


def test_a_page_of_twenty_megabytes_is_refused_in_one_sentence_and_the_others_are_read(
    site: Site, visitor: Visitor
) -> None:
    site.page(LIST, listing(put(site, 2, "2026-03-10"), put(site, 1, "2026-03-09")))
    site.page(path_of(1, "2026-03-09"), b"<p>" + b"x" * 20_000_000)
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind, finished.posts_seen) == ("partial", "content", 1)
    assert finished.error is not None
    assert "larger than 1000000 bytes" in finished.error


def test_a_counter_that_a_script_fills_is_asked(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(put(site, 1, "2026-03-10")))
    html = detail("第1号冬季防火宣传进社区活动", "2026-03-10 09:30").replace(
        '<em id="hits"></em>', '<em id="hits"><script src="/hits?id=1"></script></em>'
    )
    site.page(path_of(1, "2026-03-10"), html)
    site.page("/hits?id=1", "document.write('321');")
    visitor.visit()
    assert [figure.metrics.views for figure in visitor.sink.figures] == [321]


def test_links_to_other_sites_are_not_posts_of_this_one(site: Site, visitor: Visitor) -> None:
    other = row("https://other.example.cn/t20260310_9.html", "另一个网站的文章标题", "2026-03-10")
    site.page(LIST, listing(put(site, 1, "2026-03-10"), other))
    assert visitor.visit().posts_seen == 1


def test_what_robots_forbid_is_not_asked_for(site: Site, visitor: Visitor) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /xw/202603/")
    site.page(LIST, listing(put(site, 1, "2026-03-10"), put(site, 2, "2026-02-10")))
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind, finished.posts_seen) == ("partial", "refused", 1)
    assert path_of(1, "2026-03-10") not in site.paths()


def test_a_site_that_fails_again_and_again_is_left_alone(site: Site, visitor: Visitor) -> None:
    site.page(LIST, listing(*(put(site, n, f"2026-02-{n:02}") for n in range(1, 21))))
    for n in range(1, 21):
        site.page(path_of(n, f"2026-02-{n:02}"), "", 403)
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind) == ("partial", "refused")
    assert len(site.paths()) == 4


def test_a_demo_address_without_a_demo_province_is_one_sentence(site: Site) -> None:
    visitor = Visitor(WebsiteSpider, "website", "demo:/x", "")
    finished = visitor.visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "content")
    assert finished.error is not None
    assert "FENGHUO_DEMO_URL" in finished.error


def test_a_page_that_prints_no_date_has_the_one_beside_its_link(site: Site, visitor: Visitor) -> None:
    site.page(
        "/7.html", f"<title>通知</title><h1>关于开展冬季消防安全检查的通知</h1><div><p>{TEXT}</p></div>"
    )
    site.page(LIST, listing(row("/7.html", "关于开展冬季消防安全检查的通知", "2026-03-09")))
    assert visitor.visit().posts_seen == 1
    post = visitor.sink.posts[0]
    assert post.published_at == datetime(2026, 3, 9, tzinfo=BEIJING).astimezone(UTC)
    assert post.published_precision == "day"


def test_a_notice_in_the_place_of_an_article_is_no_post(site: Site, visitor: Visitor) -> None:
    notice = "网站正在升级维护，给您带来不便敬请谅解，请您稍后再来访问本站，谢谢合作与支持。"
    site.page(
        "/7.html", f"<title>网站升级维护公告</title><h1>网站升级维护公告</h1><div><p>{notice}</p></div>"
    )
    site.page(LIST, listing(row("/7.html", "关于开展冬季消防安全检查的通知", "2026-03-09")))
    assert visitor.visit().posts_seen == 0
    assert len(visitor.sink.letters) == 1


def test_a_site_with_rules_is_read_by_them_page_after_page(site: Site) -> None:
    rules = """
    list: {row: div.item, title: h5, paging: {address: "list_{page}.html", second: 2}}
    article: {title: .bt, date: .sj, date_format: "%d/%m/%Y %H:%M", text: .nr}
    """
    visitor = Visitor(
        WebsiteSpider,
        "website",
        f"demo:{LIST}",
        site.url,
        sites={"a-site": parse_site_rules(rules.encode(), "a-site.yaml")[0]},
    )
    for number, address in enumerate((LIST, "/xw/list_2.html"), start=1):
        item = f'<div class="item"><h5>第{number}号活动</h5><a href="{number}.html">详情</a></div>'
        site.page(address, f"<html>{item}<a href='/about.html'>关于我们这个网站的说明</a></html>")
        fields = f'<p class="bt">第{number}号活动</p><p class="sj">0{number}/03/2026 09:30</p>'
        site.page(f"/xw/{number}.html", f'<title>某大队</title>{fields}<div class="nr"><p>{TEXT}</p></div>')
    finished = visitor.visit()
    assert (finished.outcome, finished.posts_seen) == ("ok", 2)
    assert {(post.title, post.extractor) for post in visitor.sink.posts} == {
        ("第1号活动", "site/site/site"),
        ("第2号活动", "site/site/site"),
    }
    assert site.paths()[2] == "/xw/list_3.html"
    site.page(LIST, "<html><div class='neu'><a href='9.html'>新版的一篇文章</a></div></html>")
    broken = visitor.visit(NOW + timedelta(days=1))
    assert (broken.outcome, broken.error_kind) == ("failed", "content")
    assert "list.row finds no article" in (broken.error or "")
