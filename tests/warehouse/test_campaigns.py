"""Campaigns: who is expected, which posts belong, and the four voices of the drop-off by campaign."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.clock import beijing_day, start_of_beijing_day
from hub.errors import ConfigError
from tests.warehouse import slow_campaigns
from tests.warehouse.rows import (
    account,
    adoption,
    ago,
    assigned,
    assigned_adoption,
    campaign,
    figure,
    insert,
    now,
    post,
    region,
    release,
    visit,
)
from tests.warehouse.test_cascades import spread
from tests.warehouse.worlds import AUDIENCES, TOPICS, World, few_worlds, load, worlds
from warehouse.campaigns import Campaign, campaign_id, find_campaigns, keep_campaign, withdraw_campaign
from warehouse.client import Warehouse


def days_ago(days: int) -> date:
    return beijing_day(ago(days=days))


def entered(**other: Any) -> Campaign:
    told: dict[str, Any] = {
        "campaign_id": campaign_id("冬季防火", date(2026, 11, 1)),
        "name": "冬季防火",
        "first_day": date(2026, 11, 1),
        "last_day": date(2026, 11, 30),
        "topics": ("heating",),
        "audiences": (),
        "regions": (),
        "levels": (),
        "departments": (),
        "releases": (),
        "within_days": 3,
        "season": "",
        "entered_by": "someone",
        "entered_at": now(),
    }
    return Campaign(**told | other)


def test_a_campaign_is_kept_replaced_and_withdrawn(warehouse: Warehouse) -> None:
    keep_campaign(warehouse, entered())
    keep_campaign(warehouse, later := entered(topics=("gas",), entered_at=now() + timedelta(seconds=1)))
    assert find_campaigns(warehouse) == [later]
    withdraw_campaign(warehouse, later.campaign_id, "another", now() + timedelta(seconds=2))
    assert warehouse.query("SELECT * FROM v_campaigns") == []
    with pytest.raises(ConfigError, match="No campaign"):
        withdraw_campaign(warehouse, later.campaign_id, "another", now())
    assert campaign_id("冬季 防火", date(2026, 11, 1)) == later.campaign_id


def test_a_post_belongs_by_the_minute_of_its_days_its_topic_its_audience_or_its_release(
    warehouse: Warehouse,
) -> None:
    first, last = days_ago(20), days_ago(18)
    begins, ends = start_of_beijing_day(first), start_of_beijing_day(last + timedelta(days=1))
    instant = timedelta(milliseconds=1)
    posts = {
        "before": (begins - instant, ["gas"], []),
        "first": (begins, ["gas"], []),
        "last": (ends - instant, ["other", "gas"], ["rural"]),
        "after": (ends, ["gas"], []),
        "spoken-to": (begins, ["other"], ["rural"]),
        "else": (begins, ["other"], ["school"]),
        "carrier": (ends + timedelta(days=2), ["other"], []),
    }
    insert(warehouse, "accounts", account("p", "douyin", "province"), account("k", "douyin"))
    for name, (at, topics, audiences) in posts.items():
        insert(warehouse, "posts", post(f"douyin:{name}", "k", at, topics=topics, audiences=audiences))
    insert(warehouse, "posts", post("douyin:origin", "p", begins, topics=["other"]))
    insert(warehouse, "releases", release("douyin:origin", "p", begins))
    insert(warehouse, "adoptions", adoption("douyin:origin", "douyin:carrier", "k", posts["carrier"][0]))
    told = campaign("c", first, last, topics=["gas"], audiences=["rural"], releases=["douyin:origin"])
    insert(warehouse, "campaigns", told, campaign("open", first, last))
    rows = warehouse.query("SELECT campaign_id, post_id, why FROM v_campaign_posts")
    assert {row["campaign_id"] for row in rows} == {"c"}
    assert {str(row["post_id"]).removeprefix("douyin:"): row["why"] for row in rows} == {
        "first": ["topic"],
        "last": ["topic", "audience"],
        "spoken-to": ["audience"],
        "origin": ["release"],
        "carrier": ["release"],
    }


def test_an_entered_release_brings_its_own_targets_and_takes_the_place_of_the_found_one(
    warehouse: Warehouse,
) -> None:
    issued_at = ago(days=25)
    insert(warehouse, "regions", region("13", "某省", "province"), region("c1", "甲市", "city", "13"))
    insert(
        warehouse,
        "accounts",
        account("p", "douyin", "province", region_code="13"),
        account("a", "douyin", "city", region_code="c1"),
        account("b", "douyin", "city", region_code="c1"),
    )
    insert(
        warehouse,
        "posts",
        post("douyin:o", "p", issued_at),
        post("douyin:a", "a", issued_at + timedelta(hours=5)),
    )
    insert(warehouse, "metrics", figure("douyin:a", issued_at + timedelta(days=6), views=40))
    insert(warehouse, "releases", release("douyin:o", "p", issued_at))
    insert(warehouse, "adoptions", adoption("douyin:o", "douyin:a", "a", issued_at + timedelta(hours=5)))
    insert(warehouse, "assigned_releases", assigned("assigned:1", ["a"], issued_at))
    insert(
        warehouse,
        "assigned_adoptions",
        assigned_adoption("assigned:1", "douyin:o", "p", issued_at, method="origin"),
        assigned_adoption("assigned:1", "douyin:a", "a", issued_at + timedelta(hours=5)),
    )
    insert(warehouse, "crawls", *(visit(name, ago(days=day)) for name in "ab" for day in range(30)))
    days = (beijing_day(issued_at), days_ago(1))
    insert(
        warehouse,
        "campaigns",
        campaign("found", *days, releases=["douyin:o"]),
        campaign("entered", *days, releases=["assigned:1", "douyin:o"]),
    )
    rows = warehouse.query(
        "SELECT campaign_id, voice, numerator, denominator FROM v_campaign_drop_off"
        " WHERE voice IN ('adoption', 'carried_reach') AND level = 'city' ORDER BY campaign_id, voice"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("entered", "adoption", 1.0, 1.0),
        ("entered", "carried_reach", 40.0, 1.0),
        ("found", "adoption", 1.0, 2.0),
        ("found", "carried_reach", 40.0, 2.0),
    ]
    dimension = "FROM v_drop_off WHERE dimension = 'campaign' AND key = 'found' AND voice = 'adoption'"
    [row] = warehouse.query(f"SELECT key_name, value {dimension} AND level = 'city'")
    assert row == {"key_name": "found的名称", "value": 0.5}


def test_who_is_late_with_the_first_post_is_told(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", *(account(name, "douyin") for name in ("early", "late", "never")))
    for name, day in (("early", 19), ("late", 10)):
        insert(warehouse, "posts", post(f"douyin:{name}", name, ago(days=day), topics=["gas"]))
    told = campaign("c", days_ago(20), days_ago(-5), topics=["gas"], within_days=3)
    insert(warehouse, "campaigns", told)
    [row] = warehouse.query("SELECT * FROM v_campaigns")
    assert (row["state"], row["days"]) == ("running", 26)
    assert (row["accounts"], row["accounts_published"], row["accounts_in_time"]) == (3, 2, 1)


@st.composite
def campaigns(draw: st.DrawFn, world: World) -> dict[str, Any]:
    first = draw(st.integers(2, 45))
    some = {
        "topics": TOPICS,
        "audiences": AUDIENCES,
        "regions": ("13", "c1", "k1", "k4"),
        "levels": ("province", "city", "county"),
        "departments": ("brigade", "education"),
        "releases": tuple(str(row["release_id"]) for row in world.releases),
    }
    lists = {
        name: draw(st.lists(st.sampled_from(words), max_size=2, unique=True)) if words else []
        for name, words in some.items()
    }
    last = draw(st.integers(0, first))
    return campaign("c", days_ago(first), days_ago(last), **lists)


@settings(few_worlds, max_examples=4)
@given(data=st.data(), world=worlds())
def test_the_views_of_a_campaign_agree_with_the_slow_model(
    warehouse: Warehouse, data: st.DataObject, world: World
) -> None:
    load(warehouse, world)
    told = data.draw(campaigns(world))
    warehouse.command("TRUNCATE TABLE campaigns")
    insert(warehouse, "campaigns", told)
    at = now()
    accounts = warehouse.query("SELECT account_id FROM v_campaign_accounts")
    expected = slow_campaigns.expected_accounts(world, told)
    assert sorted(str(row["account_id"]) for row in accounts) == sorted(row["account_id"] for row in expected)
    posts = warehouse.query("SELECT post_id, why FROM v_campaign_posts")
    assert {row["post_id"]: row["why"] for row in posts} == slow_campaigns.posts(world, told)
    rows = warehouse.query(
        "SELECT voice, platform, level, numerator, denominator, unknown FROM v_campaign_drop_off"
    )
    found = {tuple(row.values())[:3]: list(row.values())[3:] for row in rows}
    assert found == slow_campaigns.drop_off(world, told, at)
    rows = warehouse.query(
        "SELECT day, level, planned, published, to_carry, carried, missing, posts FROM v_campaign_days"
    )
    told_days = {tuple(row.values())[:2]: list(row.values())[2:] for row in rows}
    assert told_days == slow_campaigns.days(world, told, at)
    rows = warehouse.query(
        "SELECT level, platform, party, accounts, toUInt64(round(account_weeks * 7)) AS days, posts,"
        " posts_on_subject, reach_median FROM v_campaign_comparison"
    )
    compared = {tuple(row.values())[:3]: list(row.values())[3:] for row in rows}
    assert compared == slow_campaigns.comparison(world, told, at)


def test_the_worked_example_of_the_handbook_comes_out(warehouse: Warehouse) -> None:
    monday = days_ago(0) - timedelta(days=days_ago(0).weekday() + 14)
    at = start_of_beijing_day(monday) + timedelta(hours=9)
    insert(warehouse, "accounts", account("c", level="city"), account("k1"), account("k2"))
    insert(warehouse, "crawls", *(visit(name, at + timedelta(days=8)) for name in ("c", "k1", "k2")))
    for name, account_id, topic in (
        ("1", "c", "gas"),
        ("2", "c", "gas"),
        ("3", "c", "other"),
        ("4", "k1", "gas"),
    ):
        insert(warehouse, "posts", post(f"wechat:{name}", account_id, at, topics=[topic]))
    insert(warehouse, "campaigns", campaign("x", monday, monday + timedelta(days=6), topics=["gas"]))
    rows = warehouse.query("SELECT value, retention FROM v_campaign_drop_off WHERE voice = 'output'")
    assert [tuple(row.values()) for row in rows] == [(2.0, None), (0.5, 0.25)]
    [told] = warehouse.query("SELECT accounts, accounts_published FROM v_campaigns")
    assert told == {"accounts": 3, "accounts_published": 2}


def test_limits_of_adoption_are_those_of_the_handbook(warehouse: Warehouse) -> None:
    spread(warehouse)
    names = [str(row["account_id"]) for row in warehouse.query("SELECT account_id FROM v_accounts")]
    insert(warehouse, "crawls", *(visit(name, ago(days=day)) for name in names for day in range(12)))
    insert(warehouse, "campaigns", campaign("x", days_ago(11), days_ago(0), releases=["wechat:p0"]))
    rows = warehouse.query("SELECT * FROM v_campaign_drop_off WHERE voice = 'adoption' ORDER BY level_order")
    assert [(row["numerator"], row["denominator"]) for row in rows] == [(3, 3), (7, 10), (12, 40)]
    limits = [rows[2][name] for name in ("retention", "retention_low", "retention_high")]
    assert [round(float(str(limit)), 4) for limit in limits] == [0.4286, 0.2297, 0.7995]


def test_a_campaign_is_told_day_by_day(warehouse: Warehouse) -> None:
    first = days_ago(4)
    insert(warehouse, "accounts", *(account(name, "douyin") for name in ("out", "none", "unseen")))
    insert(warehouse, "crawls", *(visit(name, ago(days=day)) for name in ("out", "none") for day in range(6)))
    at = start_of_beijing_day(first + timedelta(days=2)) - timedelta(milliseconds=1)
    insert(warehouse, "posts", post("douyin:out", "out", at, topics=["gas"]))
    insert(warehouse, "campaigns", campaign("c", first, days_ago(2), topics=["gas"]))
    rows = warehouse.query(
        "SELECT day_number, planned, published, missing, unknown, posts FROM v_campaign_days"
    )
    assert [tuple(row.values()) for row in rows] == [
        (1, 3, 0, 2, 1, 0),
        (2, 3, 1, 1, 1, 1),
        (3, 3, 1, 1, 1, 0),
    ]


def test_what_a_comparison_cannot_carry_is_said_in_words(warehouse: Warehouse) -> None:
    first, last = days_ago(8), days_ago(2)
    newer = account("new", "douyin", roster_from=days_ago(30))
    insert(warehouse, "accounts", account("a", "douyin"), newer, account("other", "douyin"))
    looked = [*range(10), *range(364, 374)]
    insert(
        warehouse, "crawls", *(visit(name, ago(days=day)) for name in ("a", "new", "other") for day in looked)
    )
    for name in ("a", "new"):
        insert(warehouse, "posts", post(f"douyin:{name}", name, ago(days=5), topics=["gas"]))
    year_ago = ago(days=5 + 364)
    insert(warehouse, "posts", *(post(f"douyin:old{n}", "a", year_ago, topics=["gas"]) for n in range(3)))
    insert(warehouse, "campaigns", campaign("c", first, last, topics=["gas"]))
    rows = warehouse.query("SELECT * FROM v_campaign_comparison WHERE platform = '' ORDER BY party_order")
    told = {str(row["party"]): row for row in rows}
    assert {party: (row["account_weeks"], row["on_subject_a_week"]) for party, row in told.items()} == {
        "participants": (2.0, 1.0),
        "year_ago": (1.0, 3.0),
        "others": (1.0, 0.0),
    }
    assert told["year_ago"]["times"] == pytest.approx(1 / 3)
    assert "有 1 个账号一年前还不在台账" in str(told["year_ago"]["caveat"])
    assert "参加与否不是随机定的" in str(told["others"]["caveat"])
    assert all("数量少" in str(row["caveat"]) for row in rows)
    warehouse.command("ALTER TABLE account_visits DELETE WHERE 1 SETTINGS mutations_sync = 1")
    [old, *_] = warehouse.query("SELECT * FROM v_campaign_comparison WHERE party = 'year_ago'")
    assert old["on_subject_a_week"] is None
    assert "一年前没有采集，不能比。" in str(old["caveat"])
