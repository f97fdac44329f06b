"""Posts that carry an entered release: by its link, by its title, late, deleted, withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.warehouse.rows import account, ago, assigned, insert, now, post, region
from tests.warehouse.test_releases import OTHER_TEXT, TEXT
from warehouse.assigned import find_assigned, link_key, withdraw_assigned
from warehouse.assigned_matching import match_assigned
from warehouse.client import Warehouse

ISSUED = ago(days=10)
TITLE = "冬季取暖谨防一氧化碳中毒"
LINK = "https://mp.weixin.qq.com/s?__biz=Mz&mid=1&idx=1&sn=abc&chksm=x#rd"


@pytest.fixture
def roster(warehouse: Warehouse) -> Warehouse:
    """A province, a city and two counties, each with one account."""
    insert(
        warehouse,
        "regions",
        region("13", "省", "province"),
        region("c", "甲市", "city", "13"),
        region("k1", "子县", "county", "c"),
        region("k2", "丑县", "county", "c"),
    )
    insert(
        warehouse,
        "accounts",
        account("prov", level="province", region_code="13"),
        account("city", level="city", region_code="c"),
        account("zi", region_code="k1"),
        account("chou", region_code="k2"),
    )
    return warehouse


def publish(warehouse: Warehouse, name: str, account_id: str, hours: float, **other: object) -> None:
    at = ISSUED + timedelta(hours=hours)
    row: dict[str, object] = {"title": TITLE, "text": TEXT, "source_label": None, "repost_of": None}
    insert(warehouse, "posts", post(f"wechat:{name}", account_id, at, **(row | other)))


def carrying(warehouse: Warehouse) -> dict[object, object]:
    rows = warehouse.query("SELECT post_id, method FROM assigned_adoptions FINAL WHERE valid")
    return {row["post_id"]: row["method"] for row in rows}


def test_a_link_is_the_post_at_that_address_however_it_was_shared(roster: Warehouse) -> None:
    insert(roster, "assigned_releases", assigned("assigned:1", ["city", "zi"], ISSUED, url=LINK))
    shared = "http://mp.weixin.qq.com/s?__biz=Mz&mid=1&idx=1&sn=abc&scene=27"
    publish(roster, "0", "prov", -30, url=shared)
    publish(roster, "1", "city", 5)
    publish(roster, "2", "zi", 6, text=OTHER_TEXT, title="走进菜市场")
    report = match_assigned(roster, now())
    assert (report.releases, report.adoptions, report.written) == (1, 1, 2)
    assert carrying(roster) == {"wechat:0": "origin", "wechat:1": "exact"}


def test_a_link_that_is_gathered_later_is_matched_later(roster: Warehouse) -> None:
    insert(roster, "assigned_releases", assigned("assigned:1", ["city"], ISSUED, url=LINK))
    publish(roster, "1", "city", 5)
    assert match_assigned(roster, now()).written == 0
    publish(roster, "0", "prov", 0, url=LINK)
    assert match_assigned(roster, now()).written == 2
    assert match_assigned(roster, now()).written == 0


def test_a_title_finds_the_posts_under_it_and_then_those_with_their_text(roster: Warehouse) -> None:
    insert(roster, "assigned_releases", assigned("assigned:1", ["city", "zi"], ISSUED, title=TITLE))
    publish(roster, "1", "city", 5)
    publish(roster, "2", "zi", 200, title="取暖提示", text=TEXT + "\n来源：甲市消防")
    publish(roster, "3", "chou", 6, title="走进菜市场里的消防宣传员", text=OTHER_TEXT)
    match_assigned(roster, now())
    assert set(carrying(roster)) == {"wechat:1", "wechat:2"}


def test_what_came_before_the_issue_or_long_after_it_does_not_carry_it(roster: Warehouse) -> None:
    issued_at = ISSUED - timedelta(days=10)
    insert(roster, "assigned_releases", assigned("assigned:1", ["city"], issued_at, url=LINK))
    publish(roster, "0", "prov", -240, url=LINK)
    publish(roster, "early", "city", -243)
    publish(roster, "clock", "zi", -241)
    publish(roster, "late", "chou", 97)
    match_assigned(roster, now())
    assert set(carrying(roster)) == {"wechat:0", "wechat:clock"}
    [row] = roster.query("SELECT lag_hours FROM v_assigned_adoptions")
    assert row["lag_hours"] == 0


def test_a_post_deleted_at_once_no_longer_carries_it(roster: Warehouse) -> None:
    insert(roster, "assigned_releases", assigned("assigned:1", ["city"], ISSUED, url=LINK))
    publish(roster, "0", "prov", 0, url=LINK)
    publish(roster, "1", "city", 5)
    match_assigned(roster, now())
    gone: datetime = ISSUED + timedelta(hours=9)
    publish(roster, "1", "city", 5, deleted=True, fetched_at=gone)
    assert match_assigned(roster, now()).written == 1
    assert set(carrying(roster)) == {"wechat:0"}


def test_a_withdrawn_release_is_carried_by_nobody(roster: Warehouse) -> None:
    insert(roster, "assigned_releases", assigned("assigned:1", ["city"], ISSUED, url=LINK))
    publish(roster, "0", "prov", 0, url=LINK)
    match_assigned(roster, now())
    withdraw_assigned(roster, "assigned:1", "someone", now())
    match_assigned(roster, now())
    assert carrying(roster) == {}
    assert [release.withdrawn for release in find_assigned(roster)] == [True]
    assert roster.query("SELECT * FROM v_assigned_releases") == []


def test_an_entered_release_leaves_those_the_matcher_found_alone(roster: Warehouse) -> None:
    insert(roster, "assigned_releases", assigned("assigned:1", ["city"], ISSUED, url=LINK))
    publish(roster, "0", "prov", 0, url=LINK)
    publish(roster, "1", "city", 5)
    match_assigned(roster, now())
    assert roster.query("SELECT * FROM v_releases") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://example.org/a/1", "http://example.org/a/1/", True),
        ("https://www.example.org/a/1#top", "https://example.org/a/1", True),
        ("https://example.org/a?id=1", "https://example.org/a?id=2", False),
        (LINK, "https://mp.weixin.qq.com/s?__biz=Mz&mid=1&idx=2&sn=abc", False),
    ],
)
def test_links_of_one_post_are_known_as_one(one: str, other: str, same: bool) -> None:
    assert (link_key(one) == link_key(other)) is same
