"""The first dashboard in a real browser: everything drawn, in Chinese, and every number as SQL says it."""

from __future__ import annotations

import pytest

from dashboards.bootstrap import OVERVIEW, dashboard_url
from tests.dashboards.assets import charts_of
from tests.dashboards.browser import SCREENSHOTS, PageNumbers, open_dashboard
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.small_province import TITLE
from warehouse.client import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ONLY_COUNTIES = (
    "?native_filters=(NATIVE_FILTER-level:(id:NATIVE_FILTER-level,"
    "extraFormData:(filters:!((col:level_name,op:IN,val:!('县级')))),"
    "filterState:(value:!('县级')),ownState:()))"
)


@pytest.fixture(scope="module")
def page(chromium: None, superset: RunningSuperset) -> PageNumbers:
    return open_dashboard(dashboard_url(superset.settings), superset.password, SCREENSHOTS / "overview.png")


def test_every_chart_of_the_assets_is_drawn(page: PageNumbers) -> None:
    assert sorted(page.titles) == sorted(charts_of(OVERVIEW))


def test_the_big_numbers_are_those_of_sql(page: PageNumbers, province: Warehouse) -> None:
    [posts] = province.query("SELECT count() AS n FROM v_posts WHERE NOT deleted")
    [silent] = province.query(
        "SELECT sum(counties_stalled) AS stalled, sum(counties_blank) AS blank,"
        " sum(unknown_accounts) AS unknown FROM v_silent_by_level"
    )
    assert page.big_numbers == {
        "作品数": f"{posts['n']:,}",
        "停更县": str(silent["stalled"]),
        "空白县": str(silent["blank"]),
        "未知账号": str(silent["unknown"]),
    }
    assert page.big_numbers == {"作品数": "26", "停更县": "1", "空白县": "1", "未知账号": "1"}


def test_the_adoption_table_is_that_of_sql(page: PageNumbers, province: Warehouse) -> None:
    rows = province.query("SELECT * FROM v_adoption_by_level ORDER BY level_order")
    assert page.tables["转载明细：分子、分母与 95% 区间"] == [
        {
            "级别": row["level_name"],
            "发布次数": whole(row["releases"]),
            "72 小时内转载": whole(row["adopters_72h"]),
            "应转载": whole(row["eligible"]),
            "未知": whole(row["unknown"]),
            "72 小时转载率": percent(row["adoption_rate_72h"]),
            "95% 区间下限": percent(row["wilson_low"]),
            "95% 区间上限": percent(row["wilson_high"]),
            "层级留存率": percent(row["retention"]),
            "层级衰减率": percent(row["drop_off"]),
            "中位时延（小时）": tenths(row["median_lag_hours"]),
        }
        for row in rows
    ]


def test_the_output_table_is_that_of_sql(page: PageNumbers, province: Warehouse) -> None:
    rows = province.query("SELECT * FROM v_output_by_level ORDER BY level_order")
    assert page.tables["发布明细：分子与分母"] == [
        {
            "级别": row["level_name"],
            "在台账账号": whole(row["accounts"]),
            "已采集账号": whole(row["gathered_accounts"]),
            "近 30 天有发布的账号": whole(row["accounts_posting_30d"]),
            "零发布率": percent(row["zero_share_30d"]),
            "近 30 天作品": whole(row["posts_30d"]),
            "每账号每周作品": f"{row['posts_per_account_week_30d']:.2f}",
            "作品总数": whole(row["posts"]),
        }
        for row in rows
    ]


def test_the_reach_table_is_that_of_sql(page: PageNumbers, province: Warehouse) -> None:
    rows = province.query("SELECT * FROM v_reach_by_level ORDER BY basis DESC, platform, level_order")
    shown = page.tables["7 天触达明细（全部作品）"]
    assert [
        (row["平台"], row["级别"], row["单位"], row["满 7 天"], row["7 天触达合计"]) for row in shown
    ] == [
        (
            row["platform_name"],
            row["level_name"],
            row["basis_name"],
            whole(row["mature_posts"]),
            whole(row["reach_7d"]),
        )
        for row in rows
    ]


def test_stalled_unknown_and_blank_counties_are_told_apart(page: PageNumbers) -> None:
    shown = [(row["县（市、区）"], row["状态"]) for row in page.tables["停更、未知与空白的县"]]
    assert shown[0] == ("桥西区", "停更")
    assert {("路北区", "未知"), ("新华区", "空白")} <= set(shown)
    assert "长安区" not in {county for county, _ in shown}


def test_the_open_alert_is_listed(page: PageNumbers) -> None:
    [alert] = page.tables["未关闭的预警"]
    assert (alert["预警级别"], alert["对象"]) == ("否决", "示例s-wechat")


def test_a_title_with_markup_is_shown_as_it_is(page: PageNumbers) -> None:
    assert page.tables["最新作品"][0]["标题"] == TITLE


def test_nothing_on_the_page_was_left_in_english(page: PageNumbers) -> None:
    for word in ("Published", "Edit dashboard", "No filter", "Apply", "Clear all", "error", "Error"):
        assert word not in page.text


def test_a_filter_on_the_level_holds_for_every_table_that_has_levels(
    chromium: None, superset: RunningSuperset
) -> None:
    filtered = open_dashboard(dashboard_url(superset.settings) + ONLY_COUNTIES, superset.password)
    levels = {
        title: {row["级别"] for row in rows} for title, rows in filtered.tables.items() if "级别" in rows[0]
    }
    assert len(levels) == 5
    assert set(map(frozenset, levels.values())) == {frozenset({"县级"})}
    assert filtered.big_numbers["作品数"] == "11"


def whole(value: object) -> str:
    return "N/A" if value is None else f"{value:,}"


def percent(value: object) -> str:
    return "N/A" if value is None else f"{value:.1%}"


def tenths(value: object) -> str:
    return "N/A" if value is None else f"{value:,.1f}"
