"""The dashboard 断更预警 in a browser: what is open, our own state beside it, what became of the past."""

from __future__ import annotations

import pytest

from dashboards.bootstrap import ALERTS, dashboard_url
from tests.dashboards.browser import PageNumbers, Pages
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.small_province import STALLED_DAYS, TITLE
from warehouse.client import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(pages: Pages, superset: RunningSuperset) -> PageNumbers:
    return pages.read(dashboard_url(superset.settings, ALERTS), "alerts.png")


def test_the_big_numbers_are_those_of_sql(page: PageNumbers, province: Warehouse) -> None:
    [alerts] = province.query(
        "SELECT count() AS alerts, countIf(severity = '否决') AS vetoes,"
        " countIf(acknowledged_at IS NULL) AS unclaimed FROM v_alerts WHERE open"
    )
    [failing] = province.query("SELECT count() AS n FROM v_account_state WHERE state = 'unknown'")
    assert page.big_numbers == {
        "未关闭预警": str(alerts["alerts"]),
        "已到否决线": str(alerts["vetoes"]),
        "无人认领": str(alerts["unclaimed"]),
        "停更县": "1",
        "空白县": "1",
        "采集不到的账号": str(failing["n"]),
    }
    assert set(page.big_numbers.values()) == {"1"}


def test_an_open_alert_shows_its_days_left_its_last_post_and_who_has_it(page: PageNumbers) -> None:
    [alert] = page.tables["断更倒计时"]
    assert (alert["预警级别"], alert["对象（点开看一页）"], alert["市"]) == (
        "否决",
        "示例s-wechat",
        "石家庄市",
    )
    assert alert["距否决线（天）"] == str(14 - STALLED_DAYS)
    assert alert["最后一条"] == TITLE
    assert (alert["处置"], alert["通知送达"]) == ("未认领", "未送达")


def test_our_own_collection_stands_beside_it(page: PageNumbers) -> None:
    by_platform = {row["平台"]: row for row in page.tables["各平台采集状态"]}
    assert by_platform["微信公众号"]["采集不到"] == "1"
    assert by_platform["抖音"]["采集不到"] == "0"
    assert "快手" not in by_platform
    [gap] = page.tables["采集不到的账号明细"]
    assert (gap["账号（点开看一页）"], gap["最近采集成功"]) == ("示例u-wechat", "从未")


def test_past_alerts_show_how_long_they_took(page: PageNumbers) -> None:
    [outcome] = page.tables["预警的结果"]
    assert (outcome["预警数"], outcome["已认领"], outcome["已关闭"]) == ("3", "1", "2")
    assert (outcome["认领用时中位（小时）"], outcome["关闭用时中位（天）"]) == ("6.0", "2.5")
    assert (outcome["到过否决线"], outcome["已更正"]) == ("1", "1")
    closed = {row["对象（点开看一页）"]: (row["结果"], row["认领人"]) for row in page.tables["已关闭的预警"]}
    assert closed == {
        "示例k-wechat": ("已恢复", "值班员张三"),
        "示例k-douyin": ("已更正", "–"),
    }
