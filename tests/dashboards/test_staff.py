"""Five kinds of staff open six dashboards, one kind all seven: all is drawn, in Chinese, nothing on top
of anything, and each sees the numbers of his jurisdiction.

The numbers are compared with SQL put to the warehouse with the person's own password, so past everything
that Superset does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from dashboards.asset_files import slugs
from dashboards.bootstrap import dashboard_url
from tests.dashboards.assets import charts_of
from tests.dashboards.browser import PageNumbers, Pages
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.doors import Visitor
from tests.dashboards.filters import only
from tests.warehouse.staff import PASSWORD, PEOPLE, Door

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KINDS: Final = {
    PEOPLE[login][0]: login for login in ("lingdao", "jiaoyu", "changan", "shijiazhuang", "quanwei")
}
"""A login of each kind of staff."""

ENGLISH: Final = (
    "Edit dashboard",
    "Published",
    "No filter",
    "No results",
    "Apply",
    "Clear all",
    "Filters",
    "Data error",
    "error",
    "boxplot",
    "outlier",
    "true",
    "false",
)
"""Words of Superset's own that must not be left on a page."""

_TODAY: Final = "toDate(now(), 'Asia/Shanghai')"
_LAST_WEEK: Final = f"NOT deleted AND published_day BETWEEN {_TODAY} - 7 AND {_TODAY} - 1"

Shown = dict[str, Any]


def _numbers(*titles: str) -> Callable[[PageNumbers], list[Shown]]:
    """The big numbers of these titles."""
    return lambda page: [{title: page.big_numbers[title] for title in titles}]


def _columns(title: str, *names: str) -> Callable[[PageNumbers], list[Shown]]:
    """These columns of a table."""
    return lambda page: [{name: row[name] for name in names} for row in page.tables[title]]


TELLING: Final[dict[str, tuple[Callable[[PageNumbers], list[Shown]], str]]] = {
    "overview": (
        _numbers("近 7 天作品", "近 7 天发声账号", "静默账号", "停更县", "采集不到"),
        f"""SELECT
            (SELECT count() FROM v_posts WHERE {_LAST_WEEK}) AS `近 7 天作品`,
            (SELECT uniqExact(account_id) FROM v_posts WHERE {_LAST_WEEK}) AS `近 7 天发声账号`,
            (SELECT countIf(state = 'silent') FROM v_account_state) AS `静默账号`,
            (SELECT countIf(state = 'stalled') FROM v_county_state) AS `停更县`,
            (SELECT countIf(state = 'unknown') FROM v_account_state) AS `采集不到`""",
    ),
    "drop_off": (
        _columns("发布明细：分子与分母", "级别", "在台账账号", "作品总数"),
        """SELECT level_name AS `级别`, accounts AS `在台账账号`, posts AS `作品总数`
        FROM v_output_by_level ORDER BY level_order""",
    ),
    "releases": (
        _columns("挑一次发布", "应转载", "转载账号", "未转载账号", "未知账号"),
        """SELECT count() AS `应转载`, countIf(state IN ('carried', 'late')) AS `转载账号`,
            countIf(state = 'missing') AS `未转载账号`, countIf(state = 'unknown') AS `未知账号`
        FROM v_target_outcomes GROUP BY release_id""",
    ),
    "audiences": (
        _columns("五进：谁还没说到什么", "级别", "区划", "近 30 天作品"),
        """SELECT level_name AS `级别`, region_name AS `区划`, posts_30d AS `近 30 天作品`
        FROM v_five_entries WHERE region_code != '' AND region_state IN ('active', 'silent')
        ORDER BY entered, level_order, region_code""",
    ),
    "accounts": (
        _columns("账号名录", "账号（点开看一页）", "状态"),
        """SELECT account_name AS `账号（点开看一页）`, state_name AS `状态`
        FROM v_account_state ORDER BY level_order, region_code, account_name""",
    ),
    "alerts": (
        _numbers("未关闭预警", "已到否决线", "停更县", "空白县", "采集不到的账号"),
        """SELECT
            (SELECT countIf(open) FROM v_alerts) AS `未关闭预警`,
            (SELECT countIf(open AND severity = '否决') FROM v_alerts) AS `已到否决线`,
            (SELECT countIf(state = 'stalled') FROM v_county_state) AS `停更县`,
            (SELECT countIf(state = 'blank') FROM v_county_state) AS `空白县`,
            (SELECT countIf(state = 'unknown') FROM v_account_state) AS `采集不到的账号`""",
    ),
    "channels": (
        _numbers("近一年短信送达", "近一年活动", "逾期未发布"),
        """SELECT
            (SELECT sum(delivered) FROM v_channel_sms) AS `近一年短信送达`,
            (SELECT countIf(channel = 'event') FROM v_channel_activities) AS `近一年活动`,
            (SELECT countIf(state = 'overdue') FROM v_channel_agreements) AS `逾期未发布`""",
    ),
}
"""By dashboard: what a reader sees first, and the SQL that must say the same."""


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """One of five kinds of staff."""
    return str(request.param)


@pytest.fixture(scope="module")
def door(kind: str, superset: RunningSuperset, staffed: object) -> Door:
    """The person at the warehouse, by SQL."""
    return Door(superset.settings, KINDS[kind])


@pytest.fixture(scope="module")
def screen(kind: str, pages: Pages, superset: RunningSuperset, staffed: object) -> Iterator[Pages]:
    """The browser with the person's session."""
    person = Visitor(superset, KINDS[kind], PASSWORD)
    with pages.of_person(str(person.http.base_url), person.session) as opened:
        yield opened


def test_the_dashboards_show_the_numbers_of_the_jurisdiction(
    kind: str, screen: Pages, superset: RunningSuperset, door: Door
) -> None:
    for number, slug in enumerate(slug for slug in slugs() if slug != "channels" or kind == "city"):
        address, picture = dashboard_url(superset.settings, slug), f"staff/{kind}-{slug}.png"
        page = screen.turn_to(urlsplit(address).path, picture) if number else screen.read(address, picture)
        assert sorted(page.titles) == sorted(charts_of(slug))
        assert not page.overlaps, slug
        assert page.overflow <= 0, slug
        assert [word for word in ENGLISH if word in page.text] == [], slug
        shown, sql = TELLING[slug]
        assert shown(page) == _said(door, sql), slug


@pytest.mark.parametrize("kind", ["county"], indirect=True)
def test_a_filter_holds_within_the_jurisdiction(screen: Pages, superset: RunningSuperset, door: Door) -> None:
    page = screen.read(dashboard_url(superset.settings) + only("level", "level_name", "县级"))
    sql = f"SELECT count() AS n FROM v_posts WHERE {_LAST_WEEK} AND level = 'county'"
    assert page.big_numbers["近 7 天作品"] == _said(door, sql)[0]["n"]
    assert {row["级别"] for row in page.tables.get("最新作品", [])} <= {"县级"}


def _said(door: Door, sql: str) -> list[Shown]:
    """The rows of an answer, numbers written as a dashboard writes them."""
    lines = door.text(f"{sql} FORMAT JSONEachRow").splitlines()
    return [{name: _written(value) for name, value in json.loads(line).items()} for line in lines]


def _written(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
