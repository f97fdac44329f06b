"""Links between dashboards: what a person picked on one holds on the next, and each release and account
has its page.
"""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.bootstrap import dashboard_url
from dashboards.links import applied_filters, rison
from tests.dashboards.browser import Pages
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.filters import only

FILTERS = [
    {"id": "NATIVE_FILTER-time", "filterType": "filter_time", "targets": [{}]},
    {
        "id": "NATIVE_FILTER-city",
        "filterType": "filter_select",
        "targets": [{"column": {"name": "city_name"}}],
    },
]


@pytest.mark.browser
@pytest.mark.slow
def test_a_city_picked_on_one_dashboard_holds_on_the_next(pages: Pages, superset: RunningSuperset) -> None:
    pages.read(dashboard_url(superset.settings, "alerts") + only("city", "city_name", "唐山市"))
    followed = pages.follow("总览")
    assert {row["市"] for row in followed.tables["停更、未知与空白的县"]} == {"唐山市"}
    assert followed.big_numbers["近 7 天作品"] == "1"


@pytest.mark.browser
@pytest.mark.slow
def test_an_account_named_in_a_link_is_the_one_its_page_tells_of(
    pages: Pages, superset: RunningSuperset
) -> None:
    base = f"http://127.0.0.1:{superset.settings.superset_port}"
    page = pages.read(
        f"{base}/go/accounts?account={quote('示例s-wechat（微信公众号）')}", "accounts-silent.png"
    )
    assert page.big_numbers["静默天数"] == "20"
    assert page.big_numbers["近 7 天作品（本账号）"] == "0"
    assert {row["标题（点开看原文）"] for row in page.tables["最新作品（本账号）"]} == {
        "s-wechat 20 天前的作品",
        "s-wechat 25 天前的作品",
    }


@pytest.mark.slow
def test_a_phone_is_led_to_the_version_in_one_column(superset: RunningSuperset) -> None:
    phone = {
        "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36"
    }
    answer = httpx.get(dashboard_url(superset.settings), headers=phone)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/superset/dashboard/overview-phone/?standalone=2"
    asked = httpx.get(dashboard_url(superset.settings) + "?standalone=0", headers=phone)
    assert "overview-phone" not in asked.headers.get("location", "")


@pytest.mark.slow
def test_without_a_login_a_link_tells_nothing(superset: RunningSuperset) -> None:
    base = f"http://127.0.0.1:{superset.settings.superset_port}"
    answer = httpx.get(
        f"{base}/go/overview", headers={"Referer": f"{base}/superset/dashboard/1/?native_filters_key=x"}
    )
    assert answer.headers["location"] == "/superset/dashboard/overview/"


def test_values_become_masks_of_the_filters_that_are_there() -> None:
    values = {
        "NATIVE_FILTER-city": ["唐山市"],
        "NATIVE_FILTER-time": "Last week",
        "NATIVE_FILTER-gone": ["x"],
    }
    masks = applied_filters(FILTERS, values)
    assert set(masks) == {"NATIVE_FILTER-time", "NATIVE_FILTER-city"}
    assert masks["NATIVE_FILTER-time"]["extraFormData"] == {"time_range": "Last week"}
    assert masks["NATIVE_FILTER-city"]["extraFormData"] == {
        "filters": [{"col": "city_name", "op": "IN", "val": ["唐山市"]}]
    }


def test_nothing_picked_is_no_mask() -> None:
    assert applied_filters(FILTERS, {"NATIVE_FILTER-city": None, "NATIVE_FILTER-time": ""}) == {}


@given(st.text())
def test_a_text_in_an_address_ends_where_it_should(text: str) -> None:
    """Rison ends a text at a quote that no ! stands before; every ! stands before what it guards."""
    inner = rison(text)[1:-1]
    assert "'" not in inner.replace("!!", "").replace("!'", "")
    assert inner.replace("!'", "'").replace("!!", "!") == text or "!" in text


def test_values_are_written_as_superset_reads_them() -> None:
    value = {
        "id": "NATIVE_FILTER-city",
        "on": True,
        "off": False,
        "none": None,
        "list": ["a'b", 3],
        "own": {},
    }
    assert rison(value) == "(id:'NATIVE_FILTER-city',on:!t,off:!f,none:!n,list:!('a!'b',3),own:())"
