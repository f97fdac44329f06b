"""The dashboard 其他渠道 in a browser: beside posts and in no sum with them, as SQL says it."""

from __future__ import annotations

import pytest

from dashboards.bootstrap import dashboard_url
from tests.dashboards.assets import charts_of
from tests.dashboards.browser import PageNumbers, Pages
from tests.dashboards.conftest import RunningSuperset
from warehouse.client import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(pages: Pages, superset: RunningSuperset) -> PageNumbers:
    return pages.read(dashboard_url(superset.settings, "channels"), "channels.png")


def test_every_chart_is_drawn_beside_the_others(page: PageNumbers) -> None:
    assert sorted(page.titles) == sorted(charts_of("channels"))
    assert not page.overlaps
    assert page.overflow <= 0


def test_the_big_numbers_are_those_of_sql(page: PageNumbers, province: Warehouse) -> None:
    [told] = province.query(
        "SELECT sum(s.delivered) AS delivered, sumIf(s.delivered, s.delivered IS NOT NULL)"
        " / sumIf(s.recipients, s.delivered IS NOT NULL) AS rate FROM v_channel_sms AS s"
    )
    assert (told["delivered"], page.big_numbers["近一年短信送达"]) == (980, "980")
    assert page.big_numbers["近一年短信送达率"] == f"{told['rate']:.1%}"
    assert page.big_numbers["近一年活动"] == "2"
    assert page.big_numbers["逾期未发布"] == "2"


def test_posts_stand_beside_and_are_in_no_sum(page: PageNumbers, province: Warehouse) -> None:
    rows = {row["县（市、区）"]: row for row in page.tables["各区划：其他渠道与同月作品"]}
    owed = province.query(
        "SELECT region_name, sum(amount) AS delivered, any(posts) AS posts FROM v_channel_by_region"
        " WHERE period = 'month' AND channel = 'sms' AND level = 'county' GROUP BY region_name"
    )
    assert {row["region_name"] for row in owed} == {"长安区", "桥西区"}
    assert rows["桥西区"]["短信送达"] == "80"


def test_the_planner_reads_a_sentence(page: PageNumbers, province: Warehouse) -> None:
    sentences = [row["给计划的一句话"] for row in page.tables["短板：谁知道得最少、谁被说到得最少"]]
    owed = province.query(
        "SELECT sentence FROM v_gap_matrix ORDER BY level_order, ifNull(gap_rank, 999), rate"
    )
    assert sorted(sentences) == sorted(str(row["sentence"]) for row in owed)
    assert any("建议先对农村补讲“用电防火”" in sentence for sentence in sentences)
