"""The dashboard 层层递减 in a browser: its tables and its grains say what the measures say."""

from __future__ import annotations

import pytest

from dashboards.bootstrap import dashboard_url
from tests.dashboards.browser import PageNumbers, Pages
from tests.dashboards.conftest import RunningSuperset
from warehouse.client import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(pages: Pages, superset: RunningSuperset) -> PageNumbers:
    return pages.read(dashboard_url(superset.settings, "drop_off"), "drop_off.png")


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


def test_every_target_has_a_verdict_with_its_reason(page: PageNumbers) -> None:
    verdicts = {
        row["账号"]: (row["结论"], row["依据"]) for row in page.tables["逐条结果：谁转了、谁没转、凭什么"]
    }
    assert verdicts["示例k-wechat"][0] == "已转载"
    assert verdicts["示例s-wechat"][0] == "未转载"
    assert "每天采集成功" in verdicts["示例s-wechat"][1]
    assert verdicts["示例u-wechat"][0] == "未知"
    assert "不能断定" in verdicts["示例u-wechat"][1]


def whole(value: object) -> str:
    return "N/A" if value is None else f"{value:,}"


def percent(value: object) -> str:
    return "N/A" if value is None else f"{value:.1%}"


def tenths(value: object) -> str:
    return "N/A" if value is None else f"{value:,.1f}"
