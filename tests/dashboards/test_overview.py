"""The dashboard 总览 in a browser: every number as SQL says it, and the filters that hold for it."""

from __future__ import annotations

import pytest

from dashboards.bootstrap import OVERVIEW, dashboard_url
from tests.dashboards.browser import PageNumbers, Pages
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.filters import only
from tests.dashboards.small_province import GOOD_PIECE, TITLE
from warehouse.client import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(pages: Pages, superset: RunningSuperset) -> PageNumbers:
    return pages.read(dashboard_url(superset.settings), f"{OVERVIEW}.png")


def test_the_big_numbers_are_those_of_sql(page: PageNumbers, province: Warehouse) -> None:
    [posts] = province.query(
        "SELECT count() AS posts, uniqExact(account_id) AS accounts FROM v_posts WHERE NOT deleted"
        " AND published_day BETWEEN toDate(now(), 'Asia/Shanghai') - 7 AND toDate(now(), 'Asia/Shanghai') - 1"
    )
    [counties] = province.query("SELECT countIf(state = 'stalled') AS stalled FROM v_county_state")
    [accounts] = province.query(
        "SELECT countIf(state = 'silent') AS silent, countIf(state = 'unknown') AS unknown"
        " FROM v_account_state"
    )
    # Its one release is 20 days old.
    [adoption] = province.query("SELECT sum(adopters_72h) / sum(eligible) AS rate FROM v_adoption_by_level")
    assert page.big_numbers == {
        "近 7 天作品": str(posts["posts"]),
        "近 7 天发声账号": str(posts["accounts"]),
        "近 28 天采用率": f"{adoption['rate']:.1%}",
        "静默账号": str(accounts["silent"]),
        "停更县": str(counties["stalled"]),
        "采集不到": str(accounts["unknown"]),
    }
    assert (posts["posts"], accounts["silent"], counties["stalled"], accounts["unknown"]) == (8, 1, 1, 1)


def test_this_week_stands_beside_the_last_and_last_years(page: PageNumbers) -> None:
    rows = {row["级别"]: row for row in page.tables["发布：近 7 天与前 7 天、去年同期"]}
    assert {level: (row["近 7 天"], row["前 7 天"]) for level, row in rows.items()} == {
        "省级": ("2", "2"),
        "市级": ("3", "3"),
        "县级": ("3", "3"),
    }
    assert {row["环比"] for row in rows.values()} == {"+0.0%"}
    assert {row["去年同期 7 天"] for row in rows.values()} == {"N/A"}


def test_stalled_unknown_and_blank_counties_are_told_apart(page: PageNumbers) -> None:
    shown = [(row["县（市、区）"], row["状态"]) for row in page.tables["停更、未知与空白的县"]]
    assert shown[0] == ("桥西区", "停更")
    assert {("路北区", "未知"), ("新华区", "空白")} <= set(shown)
    assert "长安区" not in {county for county, _ in shown}


def test_the_open_alert_is_listed(page: PageNumbers) -> None:
    [alert] = page.tables["未关闭的预警"]
    assert (alert["预警级别"], alert["对象（点开看一页）"]) == ("否决", "示例s-wechat")


def test_the_store_of_good_pieces_leads_to_the_posts(page: PageNumbers, province: Warehouse) -> None:
    pieces = province.query("SELECT * FROM v_good_pieces ORDER BY score DESC")
    shown = [
        (row["是一贯水平的几倍"], row["标题（点开看原文）"], row["一贯水平"], row["用过它的单位"])
        for row in page.tables["优质产品库：高出自己一贯水平最多的"]
    ]
    assert shown == [
        (f"{row['score']:.1f}", row["title"], f"{row['expected']:.0f}", str(row["using_units"]))
        for row in pieces
    ]
    assert [page.links[str(row["title"])] for row in pieces] == [row["url"] for row in pieces]
    assert pieces[0]["post_id"] == GOOD_PIECE


def test_a_title_with_markup_is_shown_as_it_is(page: PageNumbers) -> None:
    assert page.tables["最新作品"][0]["标题（点开看原文）"] == TITLE


def test_a_filter_on_the_level_holds_for_every_table_that_has_levels(
    pages: Pages, superset: RunningSuperset
) -> None:
    filtered = pages.read(dashboard_url(superset.settings) + only("level", "level_name", "县级"))
    levels = {
        title: {row["级别"] for row in rows}
        for title, rows in filtered.tables.items()
        if rows and "级别" in rows[0]
    }
    assert len(levels) >= 2
    assert set(map(frozenset, levels.values())) == {frozenset({"县级"})}
    assert filtered.big_numbers["近 7 天作品"] == "3"
