"""Finding releases among posts: origins, carriers, withdrawals, and writing only what changed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.warehouse.rows import account, ago, insert, now, post, region
from warehouse.client import Warehouse
from warehouse.releases import match_releases

TEXT = (
    "冬季取暖谨防一氧化碳中毒。今年入冬以来，我省已发生二十七起中毒警情，多数发生在夜间。"
    "使用煤炉取暖必须安装烟囱和风斗，保持室内通风，睡前检查炉火是否封好；不要在密闭房间内使用炭火盆。"
    "一旦感到头晕、恶心、四肢无力，应立即开窗并转移到通风处，拨打120急救电话，等待救援人员到场。"
    "请广大群众互相转告，关心独居老人，帮助他们检查烟囱、安装报警器，平安过冬。"
)
OTHER_TEXT = (
    "昨天下午，消防宣传员走进菜市场，向摊主们演示灭火器和灭火毯的用法，现场发放了明白纸。"
    "摊主们围着水桶轮流练习，有人第一次知道保险销要先拔。活动最后，大家把摊位后面的纸箱搬到了指定的地方。"
)
ISSUED = ago(days=10)


@pytest.fixture
def roster(warehouse: Warehouse) -> Warehouse:
    """A province, two cities and three counties, each with one account; the province's unit has a second."""
    insert(
        warehouse,
        "regions",
        region("13", "省", "province"),
        region("1301", "甲市", "city", "13"),
        region("1302", "乙市", "city", "13"),
        region("130101", "子县", "county", "1301"),
        region("130102", "丑县", "county", "1301"),
        region("130201", "寅县", "county", "1302"),
    )
    insert(
        warehouse,
        "accounts",
        account("prov", level="province", region_code="13", unit="总队"),
        account("prov-weibo", platform="weibo", level="province", region_code="13", unit="总队"),
        account("city1", level="city", region_code="1301"),
        account("city2", level="city", region_code="1302"),
        account("zi", region_code="130101"),
        account("chou", region_code="130102"),
        account("yin", region_code="130201"),
    )
    return warehouse


def test_the_earliest_post_of_the_province_is_the_release_and_the_later_ones_carry_it(
    roster: Warehouse,
) -> None:
    _publish(roster, "wechat:0", "prov", 0)
    _publish(roster, "wechat:1", "city1", 3, text="各县注意转发。\n" + TEXT + "\n来源：总队\n编辑：小王")
    _publish(roster, "wechat:2", "zi", 30, text=TEXT[:100], title="取暖提示")
    _publish(roster, "wechat:3", "chou", 31, text=OTHER_TEXT, title="走进菜市场")
    report = match_releases(roster, now())
    assert (report.releases, report.adoptions) == (1, 2)
    assert _releases(roster) == {"wechat:0": 2}
    assert _adoptions(roster) == {("wechat:0", "wechat:1"), ("wechat:0", "wechat:2")}


def test_a_second_run_writes_nothing(roster: Warehouse) -> None:
    _publish(roster, "wechat:0", "prov", 0)
    _publish(roster, "wechat:1", "city1", 3)
    assert match_releases(roster, now()).written == 2
    assert match_releases(roster, now()).written == 0


def test_a_unit_posting_one_text_on_two_platforms_is_no_release(roster: Warehouse) -> None:
    _publish(roster, "wechat:0", "prov", 0)
    _publish(roster, "weibo:0", "prov-weibo", 1)
    assert match_releases(roster, now()).releases == 0


def test_a_text_that_begins_in_a_county_is_no_release(roster: Warehouse) -> None:
    _publish(roster, "wechat:9", "zi", 0)
    _publish(roster, "wechat:0", "prov", 5)
    _publish(roster, "wechat:1", "city1", 8)
    assert match_releases(roster, now()).releases == 0


def test_a_citys_release_is_carried_by_its_counties_not_by_the_province(roster: Warehouse) -> None:
    _publish(roster, "wechat:1", "city1", 0)
    _publish(roster, "wechat:0", "prov", 5)
    _publish(roster, "wechat:2", "zi", 6)
    match_releases(roster, now())
    assert _adoptions(roster) == {("wechat:1", "wechat:2")}


def test_the_same_text_after_a_fortnight_is_a_new_matter(roster: Warehouse) -> None:
    _publish(roster, "wechat:0", "prov", -24 * 20)
    _publish(roster, "wechat:1", "city1", 0)
    _publish(roster, "wechat:2", "zi", 5)
    match_releases(roster, now())
    assert _adoptions(roster) == {("wechat:1", "wechat:2")}


def test_an_origin_that_arrives_late_takes_the_release_over(roster: Warehouse) -> None:
    _publish(roster, "wechat:1", "city1", 3)
    _publish(roster, "wechat:2", "zi", 5)
    match_releases(roster, now())
    assert _releases(roster) == {"wechat:1": 1}
    _publish(roster, "wechat:0", "prov", 0)
    match_releases(roster, now())
    assert _releases(roster) == {"wechat:0": 2}
    assert _adoptions(roster) == {("wechat:0", "wechat:1"), ("wechat:0", "wechat:2")}
    assert match_releases(roster, now()).written == 0


@pytest.mark.parametrize(
    ("lived_hours", "counts"), [(2, False), (30, True)], ids=["two hours", "thirty hours"]
)
def test_a_deleted_post_counts_only_if_it_lived_for_a_day(
    roster: Warehouse, lived_hours: float, counts: bool
) -> None:
    _publish(roster, "wechat:0", "prov", 0)
    _publish(roster, "wechat:1", "city1", 3)
    _publish(roster, "wechat:2", "zi", 4)
    match_releases(roster, now())
    _delete(roster, "wechat:2", "zi", 4, lived_hours)
    match_releases(roster, now())
    assert (("wechat:0", "wechat:2") in _adoptions(roster)) is counts


def test_a_release_without_carriers_left_is_withdrawn(roster: Warehouse) -> None:
    _publish(roster, "wechat:0", "prov", 0)
    _publish(roster, "wechat:1", "city1", 3)
    match_releases(roster, now())
    _delete(roster, "wechat:1", "city1", 3, 1)
    match_releases(roster, now())
    assert _releases(roster) == {}
    assert roster.query("SELECT carriers FROM releases FINAL") == [{"carriers": 0}]


def test_a_post_with_only_a_title_carries_the_release_of_that_title(roster: Warehouse) -> None:
    _publish(roster, "wechat:0", "prov", 0)
    _publish(roster, "wechat:1", "city1", 3, text="")
    _publish(roster, "douyin:2", "zi", 4, text="", title="冬季取暖安全提示请收好转发 #消防")
    match_releases(roster, now())
    rows = roster.query("SELECT post_id, method FROM adoptions FINAL WHERE valid ORDER BY post_id")
    assert [(row["post_id"], row["method"]) for row in rows] == [("douyin:2", "title"), ("wechat:1", "title")]


def test_a_page_dated_by_its_day_does_not_precede_the_release_of_that_day(roster: Warehouse) -> None:
    noon = ISSUED.replace(hour=4, minute=0, second=0)
    _publish(
        roster, "website:1", "zi", 0, at=noon.replace(hour=0) - timedelta(hours=8), published_precision="day"
    )
    _publish(roster, "wechat:0", "prov", 0, at=noon - timedelta(hours=2))
    match_releases(roster, now())
    assert _adoptions(roster) == {("wechat:0", "website:1")}
    assert roster.query("SELECT lag_hours FROM v_adoptions") == [{"lag_hours": 0.0}]


def _publish(
    warehouse: Warehouse,
    post_id: str,
    account_id: str,
    hours: float,
    at: datetime | None = None,
    **other: object,
) -> None:
    published_at = at or ISSUED + timedelta(hours=hours)
    given = {"text": TEXT, "title": "冬季取暖安全提示请收好转发"} | other
    insert(warehouse, "posts", post(post_id, account_id, published_at, **given))


def _delete(warehouse: Warehouse, post_id: str, account_id: str, hours: float, lived_hours: float) -> None:
    gone_at = ISSUED + timedelta(hours=hours + lived_hours)
    _publish(warehouse, post_id, account_id, hours, deleted=True, fetched_at=gone_at)
    version = {
        "post_id": post_id,
        "fetched_at": gone_at,
        "title": "",
        "text_digest": "0" * 16,
        "deleted": True,
        "published_at": ISSUED,
    }
    insert(warehouse, "post_versions", version)


def _releases(warehouse: Warehouse) -> dict[str, int]:
    rows = warehouse.query("SELECT release_id, carriers FROM releases FINAL WHERE carriers > 0")
    return {str(row["release_id"]): int(str(row["carriers"])) for row in rows}


def _adoptions(warehouse: Warehouse) -> set[tuple[str, str]]:
    rows = warehouse.query("SELECT release_id, post_id FROM adoptions FINAL WHERE valid")
    return {(str(row["release_id"]), str(row["post_id"])) for row in rows}
