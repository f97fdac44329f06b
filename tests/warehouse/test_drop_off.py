"""Output's drop-off, the coverage of units, and the four voices in one shape."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hub.clock import beijing_day, start_of_beijing_day
from tests.warehouse.rows import account, ago, figure, insert, now, post, region, visit
from warehouse.client import Warehouse


def in_week(ago_weeks: int, day: int = 2) -> datetime:
    """Noon of a day (0 Monday) of the full Beijing week so many weeks ago."""
    today = beijing_day(now())
    monday = today - timedelta(days=today.weekday() + 7 * ago_weeks)
    return start_of_beijing_day(monday + timedelta(days=day)) + timedelta(hours=12)


def visits(account_id: str, weeks: int = 13) -> list[dict[str, object]]:
    return [visit(account_id, in_week(number)) for number in range(weeks)]


def test_the_worked_example_of_output_by_level(warehouse: Warehouse) -> None:
    """docs/measures.md, output: one city account with 24 posts, two county accounts with 6 and none."""
    first = beijing_day(in_week(12, 0))
    insert(
        warehouse,
        "accounts",
        account("c", level="city", roster_from=first),
        *(account(name, roster_from=first) for name in ("k1", "k2")),
    )
    insert(warehouse, "crawls", *(row for name in ("c", "k1", "k2") for row in visits(name)))
    insert(
        warehouse,
        "posts",
        *(post(f"wechat:c{n}-{k}", "c", in_week(n + 1, k)) for n in range(12) for k in (1, 3)),
        *(post(f"wechat:k{n}", "k1", in_week(n + 1)) for n in range(6)),
    )
    rows = warehouse.query("SELECT * FROM v_output_drop_off WHERE dimension = 'all' ORDER BY level_order")
    city, county = rows
    assert (city["account_weeks"], city["posts"], city["posts_per_account_week"]) == (12, 24, 2.0)
    assert (county["account_weeks"], county["posts"], county["posts_per_account_week"]) == (24, 6, 0.25)
    assert (county["zero_account_weeks"], county["zero_share"]) == (18, 0.75)
    assert county["retention"] == pytest.approx(0.125)
    assert county["drop_off"] == pytest.approx(0.875)
    assert float(str(county["retention_low"])) < 0.125 < float(str(county["retention_high"]))
    (voice,) = warehouse.query(
        "SELECT * FROM v_drop_off WHERE voice = 'output' AND dimension = 'all' AND level = 'county'"
    )
    assert (voice["numerator"], voice["denominator"], voice["value"]) == (6, 24, 0.25)
    assert voice["retention"] == county["retention"]


def test_a_week_nobody_looked_at_is_unknown_and_not_silent(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a"))
    insert(warehouse, "crawls", visit("a", in_week(3)), visit("a", in_week(2), outcome="failed"))
    rows = warehouse.query("SELECT week, known FROM v_account_weeks WHERE known")
    assert rows == [{"week": beijing_day(in_week(4, 0)), "known": True}]
    (row,) = warehouse.query("SELECT * FROM v_output_drop_off WHERE dimension = 'all'")
    assert (row["account_weeks"], row["unknown_account_weeks"], row["zero_share"]) == (1, 11, 1.0)


def test_a_post_at_midnight_belongs_to_the_week_that_begins(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a"))
    begins = in_week(2, 0) - timedelta(hours=12)
    insert(
        warehouse,
        "posts",
        post("wechat:first", "a", begins),
        post("wechat:before", "a", begins - timedelta(milliseconds=1)),
    )
    rows = warehouse.query("SELECT week, posts FROM v_account_weeks WHERE posts > 0 ORDER BY week")
    assert rows == [
        {"week": beijing_day(in_week(3, 0)), "posts": 1},
        {"week": beijing_day(in_week(2, 0)), "posts": 1},
    ]


def test_a_post_older_than_its_account_is_in_no_account_week(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", roster_from=beijing_day(in_week(2, 0))))
    insert(warehouse, "posts", post("wechat:old", "a", in_week(5)), post("wechat:new", "a", in_week(1)))
    rows = warehouse.query("SELECT week, posts FROM v_account_weeks ORDER BY week")
    assert rows == [
        {"week": beijing_day(in_week(2, 0)), "posts": 0},
        {"week": beijing_day(in_week(1, 0)), "posts": 1},
    ]


def test_carried_posts_are_counted_apart(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a"))
    insert(
        warehouse,
        "posts",
        post("wechat:own", "a", in_week(1), source_label=None, repost_of=None),
        post("wechat:credited", "a", in_week(1), source_label="某省消防", repost_of=None),
        post("wechat:reposted", "a", in_week(1), source_label=None, repost_of="wechat:elsewhere"),
    )
    (row,) = warehouse.query("SELECT posts, carried_posts FROM v_account_weeks WHERE posts > 0")
    assert row == {"posts": 3, "carried_posts": 2}


def test_active_silent_unknown_and_blank_counties_are_four_things(warehouse: Warehouse) -> None:
    counties = {"k1": 1000, "k2": 2000, "k3": 3000, "k4": 4000}
    insert(
        warehouse,
        "regions",
        *(region(name, name, "county", population=people) for name, people in counties.items()),
    )
    insert(warehouse, "accounts", *(account(name, region_code=name) for name in ("k1", "k2", "k3")))
    insert(
        warehouse, "crawls", visit("k1", ago(hours=1)), visit("k2", ago(hours=1)), visit("k3", ago(days=3))
    )
    insert(
        warehouse,
        "posts",
        post("wechat:1", "k1", ago(days=2)),
        post("wechat:2", "k2", ago(days=30)),
        post("wechat:3", "k3", ago(days=1)),
    )
    (row,) = warehouse.query("SELECT * FROM v_unit_coverage")
    assert [row[name] for name in ("regions", "active", "silent", "unknown", "blank")] == [4, 1, 1, 1, 1]
    assert (row["coverage"], row["coverage_at_most"], row["roster_completeness"]) == (0.25, 0.5, 0.75)
    assert row["population_covered"] == pytest.approx(0.1)


def test_every_county_row_of_the_drop_off_says_how_many_are_blank_silent_and_unknown(
    warehouse: Warehouse,
) -> None:
    insert(warehouse, "regions", region("13", "某省", "province"), region("k1", "子县", "county", "13"))
    insert(
        warehouse,
        "accounts",
        account("p", "douyin", "province", region_code="13"),
        account("k", "douyin", region_code="k1"),
    )
    published_at = in_week(3)
    for name, reach in {"p": 100, "k": 40}.items():
        insert(warehouse, "posts", post(f"douyin:{name}", name, published_at))
        insert(warehouse, "metrics", figure(f"douyin:{name}", published_at + timedelta(days=6), views=reach))
    rows = warehouse.query(
        "SELECT level, value, drop_off, counties_blank, counties_silent, counties_unknown FROM v_drop_off"
        " WHERE voice = 'reach' AND dimension = 'all' ORDER BY level_order"
    )
    province, county = (list(row.values()) for row in rows)
    assert province == ["province", 100.0, None, None, None, None]
    assert county == ["county", 40.0, pytest.approx(0.6), 0, 0, 1]
