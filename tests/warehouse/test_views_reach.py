"""v_post_reach and v_reach_by_level: figures at equal age, never added across platforms."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.clock import beijing_day
from tests.warehouse.rows import account, ago, figure, insert, now, post, region
from warehouse.client import Warehouse

DAY = 24.0


def reach_of(warehouse: Warehouse, post_id: str) -> dict[str, object]:
    [row] = warehouse.query("SELECT * FROM v_post_reach WHERE post_id = {id:String}", {"id": post_id})
    return row


def publish(warehouse: Warehouse, post_id: str, age_days: float, figures: dict[float, int | None]) -> None:
    """A post of `age_days` with instant figures at so many hours after publication."""
    published_at = ago(days=age_days)
    measure = "readers" if post_id.startswith("wechat") else "views"
    insert(warehouse, "posts", post(post_id, "a", published_at))
    rows = [
        figure(post_id, published_at + timedelta(hours=hours), **{measure: value})
        for hours, value in figures.items()
    ]
    if rows:
        insert(warehouse, "metrics", *rows)


def test_each_age_takes_the_last_figure_not_later_than_it(warehouse: Warehouse) -> None:
    figures: dict[float, int | None] = {
        0.5: 5,
        13: 30,
        23: 50,
        25: 55,
        70: 80,
        130: 95,
        167: 100,
        169: 400,
        300: 999,
    }
    publish(warehouse, "douyin:1", 20, figures)
    row = reach_of(warehouse, "douyin:1")
    ages = ("reach_1h", "reach_24h", "reach_72h", "reach_7d", "reach_last")
    assert [row[age] for age in ages] == [5, 50, 80, 100, 999]
    assert row["reach_state"] == "mature"


def test_a_figure_that_is_much_younger_does_not_stand_for_an_age(warehouse: Warehouse) -> None:
    publish(warehouse, "douyin:1", 20, {11.9: 1, 47.9: 2, 119.9: 3})
    row = reach_of(warehouse, "douyin:1")
    assert (row["reach_24h"], row["reach_72h"], row["reach_7d"]) == (None, None, None)
    assert (row["reach_last"], row["reach_state"]) == (3, "missing")


def test_the_bounds_of_day_five_and_day_seven_belong_to_it(warehouse: Warehouse) -> None:
    publish(warehouse, "douyin:1", 20, {5 * DAY: 50})
    publish(warehouse, "douyin:2", 20, {5 * DAY: 50, 7 * DAY: 70})
    assert [reach_of(warehouse, f"douyin:{n}")["reach_7d"] for n in (1, 2)] == [50, 70]


def test_a_figure_that_shrank_counts_as_it_is_and_not_as_it_was(warehouse: Warehouse) -> None:
    publish(warehouse, "douyin:1", 20, {140: 100, 160: 90})
    assert reach_of(warehouse, "douyin:1")["reach_7d"] == 90


def test_a_post_under_seven_days_is_young_whatever_its_figures(warehouse: Warehouse) -> None:
    publish(warehouse, "douyin:1", 6.5, {130: 100})
    row = reach_of(warehouse, "douyin:1")
    assert (row["reach_7d"], row["reach_last"], row["reach_state"]) == (None, 100, "young")


@pytest.mark.parametrize(
    ("platform", "basis", "state", "reach"),
    [("wechat", "readers", "mature", 7), ("website", "views", "mature", 9), ("weibo", "", "no_basis", None)],
)
def test_a_platform_is_read_by_its_own_figure(
    warehouse: Warehouse, platform: str, basis: str, state: str, reach: int | None
) -> None:
    published_at = ago(days=10)
    insert(warehouse, "posts", post(f"{platform}:1", "a", published_at))
    at_six_days = published_at + timedelta(days=6)
    insert(warehouse, "metrics", figure(f"{platform}:1", at_six_days, readers=7, views=9))
    row = reach_of(warehouse, f"{platform}:1")
    assert (row["basis"], row["reach_state"], row["reach_7d"]) == (basis, state, reach)


def test_daily_increments_are_no_reach(warehouse: Warehouse) -> None:
    published_at = ago(days=10)
    insert(warehouse, "posts", post("wechat:1", "a", published_at))
    insert(
        warehouse, "metrics", figure("wechat:1", published_at + timedelta(days=6), readers=7, kind="daily")
    )
    assert reach_of(warehouse, "wechat:1")["reach_state"] == "missing"


def test_an_unknown_figure_leaves_the_one_before_it(warehouse: Warehouse) -> None:
    publish(warehouse, "douyin:1", 10, {130: 40, 150: None})
    assert reach_of(warehouse, "douyin:1")["reach_7d"] == 40


def test_of_two_sources_for_one_instant_the_official_one_counts(warehouse: Warehouse) -> None:
    published_at = ago(days=10)
    at_six_days = published_at + timedelta(days=6)
    insert(warehouse, "posts", post("douyin:1", "a", published_at))
    insert(
        warehouse,
        "metrics",
        figure("douyin:1", at_six_days, views=100, source="official"),
        figure("douyin:1", at_six_days, views=120, source="export"),
        figure("douyin:1", at_six_days, views=130, source="site_reported"),
    )
    assert reach_of(warehouse, "douyin:1")["reach_7d"] == 100


def test_an_age_that_has_not_come_yet_is_empty_though_a_figure_lies_within_its_bounds(
    warehouse: Warehouse,
) -> None:
    publish(warehouse, "douyin:1", 14 / 24, {0.5: 5, 13: 30})
    row = reach_of(warehouse, "douyin:1")
    assert (row["reach_1h"], row["reach_24h"], row["reach_last"]) == (5, None, 30)
    ages = warehouse.query("SELECT age, state FROM v_post_reach_ages ORDER BY age_order")
    assert {row["age"]: row["state"] for row in ages} == {
        "1h": "mature",
        "24h": "young",
        "72h": "young",
        "7d": "young",
        "last": "mature",
    }


def test_a_post_of_which_only_the_day_is_known_has_no_reach_of_hours(warehouse: Warehouse) -> None:
    published_at = ago(days=10)
    insert(warehouse, "posts", post("douyin:1", "a", published_at, published_precision="day"))
    rows = [figure("douyin:1", published_at + timedelta(hours=hours), views=hours) for hours in (1, 20, 60)]
    insert(warehouse, "metrics", *rows)
    row = reach_of(warehouse, "douyin:1")
    assert (row["reach_1h"], row["reach_24h"], row["reach_72h"]) == (None, None, 60)


def test_a_figure_that_shrank_is_kept_and_shown(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", "douyin"))
    publish(warehouse, "douyin:1", 20, {100: 100, 140: 100, 160: 90, 200: 95})
    row = reach_of(warehouse, "douyin:1")
    assert (row["reach_last"], row["reach_peak"], row["reach_fell"]) == (95, 100, True)
    [drop] = warehouse.query("SELECT figure_before, figure_after, lost FROM v_figure_drops")
    assert drop == {"figure_before": 100, "figure_after": 90, "lost": 10}


def test_a_lower_bound_is_marked_as_one(warehouse: Warehouse) -> None:
    published_at = ago(days=10)
    insert(warehouse, "posts", post("douyin:1", "a", published_at))
    at_six_days = published_at + timedelta(days=6)
    floor = figure("douyin:1", at_six_days, views=100001, precision={"views": "lower_bound"})
    insert(warehouse, "metrics", floor)
    row = reach_of(warehouse, "douyin:1")
    assert (row["reach_7d"], row["reach_7d_is_floor"]) == (100001, True)


def test_the_worked_example_of_reach_per_head(warehouse: Warehouse) -> None:
    """docs/measures.md, reach per head: a province of 1,000,000 and three counties."""
    insert(
        warehouse,
        "regions",
        region("13", "某省", "province", population=1_000_000),
        region("k1", "子县", "county", "13", population=20_000),
        region("k2", "丑县", "county", "13", population=50_000),
        region("k3", "寅县", "county", "13"),
    )
    insert(
        warehouse,
        "accounts",
        account("p", "douyin", "province", region_code="13"),
        *(account(name, "douyin", region_code=name) for name in ("k1", "k2", "k3")),
    )
    published_at = ago(days=10)
    for name, reach in {"p": 40_000, "k1": 300, "k2": 250, "k3": 9}.items():
        insert(warehouse, "posts", post(f"douyin:{name}", name, published_at))
        insert(warehouse, "metrics", figure(f"douyin:{name}", published_at + timedelta(days=6), views=reach))
    rows = warehouse.query(
        "SELECT level, regions, reach_per_1000_median AS middle, ratio_to_province AS ratio"
        " FROM v_reach_per_head WHERE age = '7d' ORDER BY level_order"
    )
    assert rows == [
        {"level": "province", "regions": 1, "middle": 40.0, "ratio": 1.0},
        {"level": "county", "regions": 2, "middle": 10.0, "ratio": 0.25},
    ]


def test_an_accounts_percentile_is_among_its_peers_only(warehouse: Warehouse) -> None:
    insert(
        warehouse, "accounts", *(account(name, "douyin") for name in "abc"), account("d", "douyin", "city")
    )
    for name, reach in {"a": 10, "b": 30, "c": 20, "d": 5}.items():
        insert(warehouse, "posts", post(f"douyin:{name}", name, ago(days=10)))
        insert(warehouse, "metrics", figure(f"douyin:{name}", ago(days=4), views=reach))
    rows = warehouse.query("SELECT account_id, percentile FROM v_reach_by_account WHERE age = '7d'")
    assert {row["account_id"]: row["percentile"] for row in rows} == {"a": 0, "b": 1, "c": 0.5, "d": None}


def test_a_deleted_post_has_no_row(warehouse: Warehouse) -> None:
    insert(warehouse, "posts", post("douyin:1", "a", ago(days=10), deleted=True))
    assert warehouse.query("SELECT post_id FROM v_post_reach") == []


def test_the_worked_example_of_the_handbook(warehouse: Warehouse) -> None:
    """docs/measures.md, reach by level: two county accounts on Douyin, one of them with nothing mature."""
    insert(
        warehouse, "accounts", account("a", "douyin"), account("b", "douyin"), account("c", "douyin", "city")
    )
    publish(warehouse, "douyin:1", 20, {160: 100})
    publish(warehouse, "douyin:2", 20, {160: 300})
    publish(warehouse, "douyin:3", 20, {160: 1400})
    publish(warehouse, "douyin:4", 20, {30: 5000})
    publish(warehouse, "douyin:5", 3, {60: 50})
    rows = warehouse.query("SELECT * EXCEPT (level_name, platform_name, basis_name) FROM v_reach_by_level")
    assert rows == [
        by_level("city", 1, accounts=1, posts=0, mature=0, young=0, missing=0, reach=None),
        by_level(
            "county",
            2,
            accounts=2,
            posts=5,
            mature=3,
            young=1,
            missing=1,
            reach=1800,
            middle=300.0,
            per_account=900.0,
        ),
    ]


def test_accounts_off_the_roster_or_not_gathered_are_in_neither_part_of_a_rate(warehouse: Warehouse) -> None:
    insert(
        warehouse,
        "accounts",
        account("a", "douyin", status="closed"),
        account("b", "douyin", gathered=False),
        account("c", "douyin", roster_to=beijing_day(ago(days=1))),
        account("d", "douyin"),
    )
    publish(warehouse, "douyin:1", 20, {160: 100})
    [row] = warehouse.query("SELECT accounts, posts, reach_7d FROM v_reach_by_level")
    assert row == {"accounts": 1, "posts": 0, "reach_7d": None}


hours_after = st.floats(min_value=0.01, max_value=12 * DAY).map(lambda hours: round(hours, 3))
figures_of_a_post = st.dictionaries(hours_after, st.one_of(st.none(), st.integers(0, 10**9)), max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=st.lists(figures_of_a_post, min_size=1, max_size=20))
def test_the_view_agrees_with_a_plain_reading_of_its_definition(
    warehouse: Warehouse, posts: list[dict[float, int | None]]
) -> None:
    for table in ("accounts", "posts", "metrics", "post_metrics", "post_months"):
        warehouse.command(f"TRUNCATE TABLE {table}")
    insert(warehouse, "accounts", account("a", "douyin"))
    published_at = now() - timedelta(days=14)
    insert(warehouse, "posts", *(post(f"douyin:{n}", "a", published_at) for n in range(len(posts))))
    rows = [
        figure(f"douyin:{n}", published_at + timedelta(hours=hours), views=value)
        for n, figures in enumerate(posts)
        for hours, value in figures.items()
    ]
    if rows:
        insert(warehouse, "metrics", *rows)
    expected = [plain_reach_7d(figures) for figures in posts]
    seen = warehouse.query(
        "SELECT post_id, reach_7d FROM v_post_reach ORDER BY toUInt32(substring(post_id, 8))"
    )
    assert [row["reach_7d"] for row in seen] == expected
    known = [reach for reach in expected if reach is not None]
    [level] = warehouse.query("SELECT reach_7d, reach_7d_median, mature_posts FROM v_reach_by_level")
    assert level["mature_posts"] == len(known)
    assert level["reach_7d"] == (sum(known) if known else None)
    assert level["reach_7d_median"] == (median(known) if known else None)


def plain_reach_7d(figures: dict[float, int | None]) -> int | None:
    known = {
        hours: value for hours, value in figures.items() if value is not None and 5 * DAY <= hours <= 7 * DAY
    }
    return known[max(known)] if known else None


def by_level(
    level: str,
    order: int,
    *,
    accounts: int,
    posts: int,
    mature: int,
    young: int,
    missing: int,
    reach: int | None,
    middle: float | None = None,
    per_account: float | None = None,
) -> dict[str, object]:
    return {
        "level": level,
        "level_order": order,
        "platform": "douyin",
        "basis": "views",
        "accounts": accounts,
        "posts": posts,
        "mature_posts": mature,
        "young_posts": young,
        "missing_posts": missing,
        "reach_7d": reach,
        "reach_7d_median": middle,
        "reach_7d_per_account": per_account,
    }
