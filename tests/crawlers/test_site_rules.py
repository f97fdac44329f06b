"""A site's rules: what they find on its pages, and the sentence for every fault in their file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.pages.date_format import date_format
from crawlers.pages.extraction import extract
from crawlers.pages.listing import read_list
from crawlers.pages.site_file import LARGEST, parse_site_rules, read_site_file
from crawlers.pages.site_rules import SiteRules
from crawlers.sites import FOLDER, check_sites, load_sites
from hub.clock import BEIJING
from hub.errors import ConfigError
from hub.roster import Roster
from hub.settings import EXAMPLE_ROSTER
from tests.crawlers.serving import account_at

NOW = datetime(2026, 3, 12, 4, 0, tzinfo=UTC)
URL = "https://www.example.gov.cn/xw/index.html"
RULES = """
list:
  row: div.item
  title: h5
  date: em
  date_format: "%d/%m/%y"
  paging: {address: "list_{page}.html", second: 2, most: 3}
article:
  title: .bt
  date: .xx i
  date_format: "%d/%m/%Y %H:%M"
  source: .xx b
  text: .nr
  without: [.fx, ./p/span]
"""
LIST = """<html><title>某大队</title><a href="/">首页</a>
<div class="item"><h5>冬季防火宣传进社区</h5><em>10/03/26</em><a href="a/1.html">查看详情</a></div>
<div class="item"><h5>没有链接的一行</h5></div>
<div class="item"><h5>消防演练走进校园</h5><em>09/03/26</em><a href="a/2.html">查看详情</a></div>
<div class="item"><h5>别的网站</h5><a href="https://other.example.cn/3.html">查看详情</a></div></html>"""
ARTICLE = """<html><title>某大队</title><meta name="PubDate" content="2026-03-11 08:00">
<div class="bt">冬季防火宣传进社区</div>
<div class="xx"><i>10/03/2026 09:30</i><b>县融媒体中心</b></div>
<div class="nr"><p>上午，大队走进社区。<span>广告</span></p><p>讲解用电用气常识。</p>
<div class="fx">分享到：微信</div></div>"""


def rules_of(text: str) -> SiteRules:
    rules, faults = parse_site_rules(text.encode(), "某网站.yaml")
    assert faults == []
    return rules


def test_rows_titles_and_days_are_those_the_rules_name() -> None:
    page = read_list(LIST, URL, URL, 1, rules_of(RULES).list, NOW)
    assert [(row.url.rpartition("/xw/")[2], row.title) for row in page.rows] == [
        ("a/1.html", "冬季防火宣传进社区"),
        ("a/2.html", "消防演练走进校园"),
    ]
    assert page.rows[0].dated is not None
    assert page.rows[0].dated.instant == datetime(2026, 3, 10, tzinfo=BEIJING)


def test_the_next_list_page_is_where_the_rules_say_as_often_as_they_say() -> None:
    by_address = rules_of(RULES).list
    following = [read_list(LIST, URL, URL, number, by_address, NOW).following for number in (1, 2, 3)]
    assert following == [
        f"{URL.rpartition('/')[0]}/list_2.html",
        f"{URL.rpartition('/')[0]}/list_3.html",
        None,
    ]
    by_link = rules_of("list: {row: div.item, paging: {link: a.next}}").list
    with_link = LIST.replace("</html>", '<a class="next" href="?p=2">下一页</a></html>')
    assert read_list(with_link, URL, URL, 1, by_link, NOW).following == f"{URL}?p=2"
    assert read_list(LIST, URL, URL, 1, by_link, NOW).following is None


def test_an_articles_fields_are_those_the_rules_name_and_each_says_so() -> None:
    page = extract(ARTICLE, URL, NOW, rules_of(RULES).article)
    assert (page.title, page.source_label) == ("冬季防火宣传进社区", "县融媒体中心")
    assert page.text == "上午，大队走进社区。\n讲解用电用气常识。"
    assert page.published_at == datetime(2026, 3, 10, 9, 30, tzinfo=BEIJING)
    assert (page.published_precision, page.extractor) == ("minute", "site/site/site")
    assert page.notes == ()


def test_where_a_rule_finds_nothing_the_general_rules_answer_and_it_is_noted() -> None:
    gone = ARTICLE.replace('class="bt"', 'class="new"').replace("<i>10/03/2026 09:30</i>", "")
    page = extract(gone, URL, NOW, rules_of(RULES).article)
    assert page.published_at == datetime(2026, 3, 11, 8, 0, tzinfo=BEIJING)
    assert page.extractor.endswith("/meta:pubdate/site")
    assert sum("found nothing" in note for note in page.notes) == 2


def test_a_coarse_date_of_the_rules_is_made_exact_by_a_meta_tag_that_agrees() -> None:
    rules = rules_of('article: {date: i, date_format: "%d/%m/%Y"}').article
    page = extract(ARTICLE.replace("2026-03-11", "2026-03-10"), URL, NOW, rules)
    assert page.published_at == datetime(2026, 3, 10, 8, 0, tzinfo=BEIJING)
    assert page.extractor.split("/")[1] == "site+meta:pubdate"


def test_selectors_may_be_xpath_or_name_an_attribute() -> None:
    rules = rules_of(
        "list: {row: //ul/li, link: ./a, title: 'a::attr(title)'}\narticle: {title: '//h2/text()'}"
    )
    listed = read_list(
        "<ul><li><a href=1.html title=全称标题>全称…</a></li></ul>", URL, URL, 1, rules.list, NOW
    )
    assert [row.title for row in listed.rows] == ["全称标题"]
    assert extract("<h2>标题在此</h2><p>正文</p>", URL, NOW, rules.article).title == "标题在此"


@pytest.mark.parametrize(
    ("written", "text", "found", "precision"),
    [
        ("%d/%m/%Y", "日期 10/03/2026 止", datetime(2026, 3, 10), "day"),
        ("[%y-%m-%d]", "[26-03-10]", datetime(2026, 3, 10), "day"),
        ("%Y年%m月%d日 %H时%M分", "2026年3月9日8时05分", datetime(2026, 3, 9, 8, 5), "minute"),
        ("%Y%m%d%H%M%S", "20260309080501", datetime(2026, 3, 9, 8, 5, 1), "second"),
    ],
)
def test_a_described_form_of_date_is_found_in_a_text(
    written: str, text: str, found: datetime, precision: str
) -> None:
    dated = date_format(written).find(text, NOW)
    assert dated is not None
    assert (dated.instant, dated.precision) == (found.replace(tzinfo=BEIJING), precision)


@pytest.mark.parametrize("text", ["31/02/2026", "10/03/2036", "10/03/1926", "110/03/20261", "没有日期"])
def test_what_cannot_be_a_date_of_publication_is_none(text: str) -> None:
    assert date_format("%d/%m/%Y").find(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "line", "key", "word"),
    [
        ("", 0, "", "文件是空的"),
        ("list: [", 1, "", "不是正确的 YAML"),
        ("- list", 1, "", "名称: 值"),
        ("{}", 1, "", "没有 list 也没有 article"),
        ("\nlists: {row: li}", 2, "lists", "可用的有 list、article"),
        ("list: {row: li}\nlist: {row: tr}", 2, "list", "写了两次"),
        ("list: {rows: li}", 1, "list.rows", "可用的有 address、row"),
        ("list:\n  row: 'li['", 2, "list.row", "不是正确的 CSS 选择器"),
        ("article:\n  title: '//h1['", 2, "article.title", "不是正确的 XPath 选择器"),
        ("list: {row: li, date: //span}", 1, "list.date", "以 ./ 开头"),
        ("list: {row: }", 1, "list.row", "要写一个值"),
        ("list: {row: [li]}", 1, "list.row", "要写一个值"),
        ("list: {date: span}", 1, "list.date", "缺少 list.row"),
        ("list: {row: li, date_format: '%Y-%m-%d'}", 1, "list.date_format", "缺少 list.date"),
        ("article: {date: i, date_format: '%Y-%m'}", 1, "article.date_format", "缺少 %d"),
        ("article: {date: i, date_format: '%Y-%q-%d'}", 1, "article.date_format", "%q"),
        ("article: {without: .fx}", 1, "article.without", "缺少 article.text"),
        ("list: {address: 'ftp://x.cn/'}", 1, "list.address", "http://"),
        ("list: {address: 'https://a:b@x.cn/'}", 1, "list.address", "密码"),
        ("list: {paging: {address: i_2.html}}", 1, "list.paging.address", "{page}"),
        ("list: {paging: {most: 3}}", 1, "list.paging", "须写且只写一个"),
        ("list: {paging: {link: a, most: 500}}", 1, "list.paging.most", "1 到 50"),
        ("list: {paging: {link: a, most: 三}}", 1, "list.paging.most", "不是数字"),
        ("x: 1" * LARGEST, 0, "", "KB"),
        ("[" * 5000, 0, "", "层次太深"),
    ],
)
def test_every_fault_is_one_sentence_with_its_line_and_key(text: str, line: int, key: str, word: str) -> None:
    _, faults = parse_site_rules(text.encode(), "某网站.yaml")
    assert (faults[0].line, faults[0].key) == (line, key)
    assert word in faults[0].sentence
    assert str(faults[0]).startswith("某网站.yaml")
    assert "\n" not in str(faults[0])


def test_all_faults_of_a_file_are_named_in_one_go() -> None:
    _, faults = parse_site_rules(b"list: {row: 'li['}\narticle: {title: '//h1[', x: 1}", "a.yaml")
    assert [fault.line for fault in faults] == [1, 2, 2]


def test_a_file_that_is_not_utf8_is_a_fault() -> None:
    _, faults = parse_site_rules("list: {row: 行}".encode("gbk"), "a.yaml")
    assert "UTF-8" in faults[0].sentence


WORDS = ("list", "article", "row", "paging", "title", "date_format", "most", "%Y", "&a", "*a", "<<")
PIECES = st.sampled_from(
    [*WORDS, *":{}[],'\"#~?|\t\n ", "  ", "- ", "9" * 20, "//a[", "//a[$x]", "//a[f()]", "!!python/object"]
)


@given(
    st.one_of(
        st.binary(max_size=60), st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode())
    )
)
def test_whatever_a_file_holds_it_gives_rules_or_faults(content: bytes) -> None:
    rules, faults = parse_site_rules(content, "a.yaml")
    assert (
        faults or rules.list.row or rules.list.paging or rules.article.title or isinstance(rules, SiteRules)
    )
    read_list(LIST, URL, URL, 1, rules.list, NOW)
    extract(ARTICLE, URL, NOW, rules.article)


def roster(folder: Path) -> Roster:
    return Roster(folder, (account_at("https://x.cn/", "website"),), {}, {})


def test_a_roster_has_its_rules_by_account(tmp_path: Path) -> None:
    assert load_sites(roster(tmp_path)) == {}
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "a-site.yaml").write_text("list: {row: li}")
    assert load_sites(roster(tmp_path))["a-site"].list.row is not None
    (tmp_path / FOLDER / "nobody.yaml").write_text("list: {row: li}")
    (tmp_path / FOLDER / "a-site.yaml").write_text("list: {row: 'li['}")
    assert len(check_sites(roster(tmp_path))) == 2
    with pytest.raises(ConfigError, match=r"a-site.yaml 第 1 行 list.row.*另有 1 处"):
        load_sites(roster(tmp_path))


def test_the_example_rosters_rules_are_without_fault() -> None:
    for path in (EXAMPLE_ROSTER / FOLDER).iterdir():
        assert read_site_file(path)[1] == []


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert "读不了" in read_site_file(tmp_path / "none.yaml")[1][0].sentence
