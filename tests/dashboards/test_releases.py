"""“Which counties did not carry the joint release, and why do we believe it?”, answered by the dashboard
联合发布.
"""

from __future__ import annotations

import pytest

from dashboards.bootstrap import dashboard_url
from tests.dashboards.browser import PageNumbers, Pages
from tests.dashboards.conftest import RunningSuperset

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(pages: Pages, superset: RunningSuperset) -> PageNumbers:
    return pages.read(dashboard_url(superset.settings, "releases"), "releases.png")


def test_the_newest_release_is_picked_from_the_start(page: PageNumbers) -> None:
    [listed] = page.tables["挑一次发布"]
    assert listed["发布"].endswith("p-wechat 20 天前的作品")
    assert page.big_numbers["应转载账号"] == listed["应转载"]
    assert page.big_numbers["已转载"] == listed["转载账号"] == "2"


def test_each_county_has_a_conclusion_and_a_reason(page: PageNumbers) -> None:
    conclusions = {row["县（市、区）"]: row for row in page.tables["哪些县没有转，凭什么这样说"]}
    assert {county: row["结论"] for county, row in conclusions.items()} == {
        "桥西区": "未转载",
        "定州市": "未转载",
        "路北区": "未知",
        "长安区": "已转载",
        "新华区": "空白（无账号）",
    }
    assert "每天采集成功" in conclusions["桥西区"]["依据"]
    assert "没有这一条" in conclusions["桥西区"]["依据"]
    assert "没有采集成功" in conclusions["路北区"]["依据"]
    assert page.big_numbers["未转载的县"] == "2"


def test_carriers_lead_to_their_posts(page: PageNumbers) -> None:
    carriers = {row["账号"]: row for row in page.tables["谁转了"]}
    assert set(carriers) == {"示例c-wechat", "示例k-wechat"}
    assert carriers["示例k-wechat"]["形式"] == "正文近似"
    assert carriers["示例k-wechat"]["转载作品（点开看原文）"] == "k-wechat 20 天前的作品"
