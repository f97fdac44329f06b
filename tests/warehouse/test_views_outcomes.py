"""What became of each target, the way over the cities to the counties, the counties' bands, growth, and
the calendar.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.clock import beijing_day
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from tests.warehouse.rows import (
    account,
    account_figure,
    adoption,
    ago,
    figure,
    insert,
    post,
    region,
    release,
    visit,
)
from warehouse.client import Warehouse

ISSUED_DAYS = 25


@pytest.fixture
def relay(warehouse: Warehouse) -> Warehouse:
    """A release of 25 days ago: two cities, five counties, each county with one fate."""
    issued = ago(days=ISSUED_DAYS)
    insert(
        warehouse,
        "regions",
        region("130000", "河北省", "province"),
        region("130100", "石家庄市", "city", "130000"),
        region("130200", "唐山市", "city", "130000"),
        region("130102", "长安区", "county", "130100"),
        region("130104", "桥西区", "county", "130100"),
        region("130105", "新华区", "county", "130100"),
        region("130203", "路北区", "county", "130200"),
        region("130682", "定州市", "county", "130000"),
    )
    insert(
        warehouse,
        "accounts",
        account("p", "douyin", "province", region_code="130000"),
        account("c1", "douyin", "city", region_code="130100"),
        account("c2", "douyin", "city", region_code="130200"),
        account("carried", "douyin", region_code="130102"),
        account("missing", "douyin", region_code="130104"),
        account("unseen", "douyin", region_code="130203"),
        account("direct", "douyin", region_code="130682"),
    )
    insert(warehouse, "posts", post("douyin:r", "p", issued, topics=["gas"], audiences=["rural"]))
    insert(warehouse, "releases", release("douyin:r", "p", issued))
    for name, hours in (("c1", 3), ("carried", 5), ("direct", 80)):
        carrying = post(f"douyin:{name}-r", name, issued + timedelta(hours=hours), title="")
        insert(warehouse, "posts", carrying)
        insert(
            warehouse,
            "adoptions",
            adoption("douyin:r", f"douyin:{name}-r", name, issued + timedelta(hours=hours)),
        )
        at = issued + timedelta(hours=hours, days=6)
        insert(warehouse, "metrics", figure(f"douyin:{name}-r", at, views=700))
    insert(warehouse, "posts", post("douyin:else", "missing", issued + timedelta(hours=9)))
    seen = ("c1", "c2", "carried", "missing", "direct")
    insert(warehouse, "crawls", *(visit(name, ago(days=day)) for name in seen for day in range(30)))
    return warehouse


def test_each_target_has_its_verdict(relay: Warehouse) -> None:
    rows = {row["account_id"]: row for row in relay.query("SELECT * FROM v_target_outcomes")}
    assert {name: row["state"] for name, row in rows.items()} == {
        "c1": "carried",
        "carried": "carried",
        "direct": "late",
        "c2": "missing",
        "missing": "missing",
        "unseen": "unknown",
    }
    assert (rows["carried"]["carried_posts"], rows["carried"]["carried_reach"]) == (1, 700)
    assert (rows["carried"]["title"], rows["carried"]["method_name"]) == ("正文", "正文近似")
    assert (rows["c2"]["carried_reach"], rows["c2"]["similarity"]) == (None, None)
    assert (rows["c1"]["main_topic_name"], rows["c1"]["main_audience_name"]) == ("燃气安全", "农村")


def test_each_verdict_says_what_it_rests_on(relay: Warehouse) -> None:
    rows = {row["account_id"]: row for row in relay.query("SELECT * FROM v_target_evidence")}
    assert {name: row["state"] for name, row in rows.items()} == {
        row["account_id"]: row["state"]
        for row in relay.query("SELECT account_id, state FROM v_target_outcomes")
    }
    assert (rows["missing"]["posts_meanwhile"], rows["c2"]["posts_meanwhile"]) == (1, 0)
    days = (
        beijing_day(ago(days=ISSUED_DAYS) + timedelta(hours=72, milliseconds=-1))
        - beijing_day(ago(days=ISSUED_DAYS))
    ).days + 1
    assert (rows["missing"]["visits"], rows["unseen"]["visits"]) == (days, 0)
    assert f"共 {days} 次），其间发布 1 件，没有这一条" in str(rows["missing"]["evidence"])
    assert "首发后 5 小时发布，正文近似" in str(rows["carried"]["evidence"])
    assert "不能断定" in str(rows["unseen"]["evidence"])


def test_outcomes_give_the_rates_of_adoption_by_level(relay: Warehouse) -> None:
    levels = "SELECT level, adopters_72h, eligible FROM v_adoption_by_level ORDER BY level_order"
    outcomes = (
        "SELECT level, countIf(counted AND lag_hours < 72) AS adopters_72h, countIf(counted) AS eligible"
        " FROM v_target_outcomes WHERE origin_level = 'province'"
        " GROUP BY level, level_order ORDER BY level_order"
    )
    assert relay.query(outcomes) == relay.query(levels)


def test_each_county_has_its_way_in_two_steps(relay: Warehouse) -> None:
    rows = relay.query("SELECT * FROM v_relay_flow ORDER BY region_code, step")
    ways: dict[object, list[object]] = {}
    for row in rows:
        ways.setdefault(row["county_name"], []).append(row["target_name"])
        assert (row["source_name"] == "省级发布") == (row["step"] == 1)
    assert ways == {
        "长安区": ["市级已转", "县级已转"],
        "桥西区": ["市级已转", "县级未转"],
        "新华区": ["市级已转", "空白县（无账号）"],
        "路北区": ["市级未转", "县级未知"],
        "定州市": ["省直管（不经市）", "县级未转"],
    }


def test_counties_are_banded_only_from_five_known_targets_on(relay: Warehouse) -> None:
    bands = {row["region_name"]: row["band"] for row in relay.query("SELECT * FROM v_county_carrying")}
    assert bands == {
        "长安区": "few",
        "桥西区": "few",
        "新华区": "blank",
        "路北区": "unknown",
        "定州市": "few",
    }
    for number in range(4):
        issued = ago(days=ISSUED_DAYS - 1, hours=number)
        insert(relay, "posts", post(f"douyin:r{number}", "p", issued))
        insert(relay, "releases", release(f"douyin:r{number}", "p", issued))
    rows = {row["region_name"]: row for row in relay.query("SELECT * FROM v_county_carrying")}
    assert (rows["长安区"]["band"], rows["长安区"]["adopters"], rows["长安区"]["eligible"]) == (
        "middle",
        1,
        5,
    )
    assert rows["桥西区"]["band"] == "none"


def test_growth_is_told_by_day_against_the_day_before_that_has_a_figure(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", "douyin"))
    insert(
        warehouse,
        "account_metrics",
        account_figure("a", ago(days=5), followers_total=100),
        account_figure("a", ago(days=3), followers_total=90),
        account_figure("a", ago(days=1), followers_total=None),
        account_figure("a", ago(), followers_total=120),
    )
    rows = warehouse.query("SELECT day, followers_total, followers_change FROM v_account_growth ORDER BY day")
    assert [(row["followers_total"], row["followers_change"]) for row in rows] == [
        (100, None),
        (90, -10),
        (120, 30),
    ]
    assert rows[-1]["day"] == beijing_day(ago())


def test_the_calendar_speaks_of_topics_and_audiences_that_exist(warehouse: Warehouse) -> None:
    rows = warehouse.query("SELECT * FROM v_fire_calendar")
    assert {topic for row in rows for topic in row["topics"]} <= set(TOPIC_NAMES)  # type: ignore[attr-defined]
    assert {one for row in rows for one in row["audiences"]} <= set(AUDIENCE_NAMES)  # type: ignore[attr-defined]
    assert all(row["since"] < row["until"] for row in rows)  # type: ignore[operator]
    assert len({(row["season"], row["since"]) for row in rows}) == len(rows)


def test_a_season_is_now_soon_later_or_past_by_its_days(warehouse: Warehouse) -> None:
    today = beijing_day(ago())
    for row in warehouse.query("SELECT since, until, state FROM v_fire_calendar"):
        since, until = row["since"], row["until"]
        expected = (
            "past"
            if until <= today  # type: ignore[operator]
            else "now"
            if since <= today  # type: ignore[operator]
            else "soon"
            if since - today <= timedelta(days=30)  # type: ignore[operator]
            else "later"
        )
        assert row["state"] == expected
