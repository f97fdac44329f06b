"""The store of good pieces: which posts outdo their own account, and who has used them since."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.rows import (
    account,
    adoption,
    ago,
    assigned,
    assigned_adoption,
    figure,
    insert,
    post,
    release,
)
from tests.warehouse.slow_reach import middle_mean, score
from tests.warehouse.test_overperformance import PAST, publish
from tests.warehouse.worlds import few_worlds
from warehouse.benchmarks import work_out_all
from warehouse.client import Warehouse

ACCOUNTS = (
    account("county", "douyin", unit="县大队"),
    account("city", "douyin", "city", unit="市支队"),
    account("other", "douyin", unit="县大队"),
)
TABLES = (
    *(
        "accounts",
        "posts",
        "metrics",
        "post_metrics",
        "post_months",
        "post_benchmarks",
        "releases",
        "adoptions",
    ),
    *("assigned_releases", "assigned_adoptions"),
)


def piece(warehouse: Warehouse, reach: int, published_at: datetime, **other: object) -> str:
    """A post of the county's account with its reach at six days."""
    post_id = f"douyin:piece-{reach}"
    insert(warehouse, "posts", post(post_id, "county", published_at, **other))
    insert(warehouse, "metrics", figure(post_id, published_at + timedelta(days=6), views=reach))
    return post_id


def pieces(warehouse: Warehouse) -> list[dict[str, Any]]:
    work_out_all(warehouse, ago())
    return warehouse.query("SELECT * FROM v_good_pieces ORDER BY published_at, post_id")


@pytest.fixture
def county(warehouse: Warehouse) -> Warehouse:
    """Three accounts, two of one unit; the county's has twenty posts with a benchmark of 12.4."""
    insert(warehouse, "accounts", *ACCOUNTS)
    publish(warehouse, "county", PAST, ago(days=40))
    return warehouse


def test_the_worked_example_of_the_handbook_comes_out(county: Warehouse) -> None:
    published_at = ago(days=20)
    good = piece(county, 60, published_at, topics=["gas"], audiences=["rural"])
    piece(county, 24, published_at + timedelta(minutes=1))
    for post_id, account_id, hours in (("douyin:up", "city", 5), ("douyin:own", "other", 2)):
        at = published_at + timedelta(hours=hours)
        insert(county, "posts", post(post_id, account_id, at, repost_of=good))
        insert(county, "metrics", figure(post_id, at + timedelta(days=6), views=300))
    [found] = [row for row in pieces(county) if row["reach_7d"] in (24, 60)]
    assert (found["post_id"], found["expected"], round(found["score"], 2)) == (good, 12.4, 4.84)
    assert (found["uses"], found["using_units"], found["hours_to_first_use"]) == (1, 1, 5.0)
    [use] = county.query("SELECT * FROM v_good_piece_uses")
    assert (use["use_account_id"], use["lag_hours"], use["reach_7d"], use["upward"]) == (
        "city",
        5.0,
        300,
        True,
    )
    [cell] = county.query("SELECT * FROM v_good_piece_library WHERE topic = 'gas' AND audience = 'rural'")
    assert (cell["pieces"], cell["used_pieces"], cell["never_used_share"]) == (1, 1, 0.0)
    assert round(cell["median_days_to_first_use"], 2) == 0.21


def test_young_deleted_carried_and_too_early_posts_are_not_in_the_store(county: Warehouse) -> None:
    before = pieces(county)
    published_at = ago(days=20)
    piece(county, 70, ago(days=6))
    piece(county, 71, published_at, deleted=True)
    piece(county, 72, published_at, repost_of="douyin:elsewhere")
    carried = piece(county, 73, published_at)
    insert(county, "posts", post("douyin:origin", "city", ago(days=20, hours=2)))
    insert(county, "releases", release("douyin:origin", "city", ago(days=20, hours=2)))
    insert(county, "adoptions", adoption("douyin:origin", carried, "county", published_at))
    piece(county, 74, published_at, media="video")
    assert pieces(county) == before


def test_one_use_that_is_seen_in_three_ways_is_one_use(county: Warehouse) -> None:
    published_at = ago(days=20)
    good, at = piece(county, 60, published_at), published_at + timedelta(hours=3)
    insert(county, "posts", post("douyin:use", "city", at, repost_of=good))
    insert(county, "releases", release(good, "county", published_at))
    insert(county, "adoptions", adoption(good, "douyin:use", "city", at))
    insert(county, "assigned_releases", assigned("assigned:1", ["city"], published_at))
    insert(
        county,
        "assigned_adoptions",
        assigned_adoption("assigned:1", good, "county", published_at, method="origin"),
        assigned_adoption("assigned:1", "douyin:use", "city", at),
    )
    [use] = county.query("SELECT ways, lag_hours FROM v_post_uses")
    assert (use["ways"], use["lag_hours"]) == (["assigned", "matched", "native"], 3.0)
    [found] = [row for row in pieces(county) if row["post_id"] == good]
    assert found["uses"] == 1


uses = st.lists(
    st.tuples(st.integers(12, 17), st.sampled_from(["city", "other"]), st.integers(1, 90), st.booleans()),
    max_size=5,
    unique_by=lambda use: use[:3],
)


@settings(few_worlds, max_examples=4)
@given(
    reaches=st.lists(st.sampled_from([0, 2, 5, 10, 20, 21, 40, 90]), min_size=18, max_size=18),
    deleted=st.sets(st.integers(12, 17), max_size=2),
    used=uses,
)
def test_the_store_agrees_with_a_slow_model(
    warehouse: Warehouse,
    reaches: list[int],
    deleted: set[int],
    used: list[tuple[int, str, int, bool]],
) -> None:
    for table in TABLES:
        warehouse.command(f"TRUNCATE TABLE {table}")
    insert(warehouse, "accounts", *ACCOUNTS)
    first = ago(days=20)
    posts = [
        post(f"douyin:{n:02}", "county", first + timedelta(hours=n), deleted=n in deleted) for n in range(18)
    ]
    insert(warehouse, "posts", *posts)
    insert(
        warehouse,
        "metrics",
        *(
            figure(f"douyin:{n:02}", first + timedelta(hours=n, days=6), views=reach)
            for n, reach in enumerate(reaches)
        ),
    )
    for n, who, hours, gone in used:
        at = first + timedelta(hours=n + hours)
        use = post(f"douyin:{n:02}-{who}-{hours}", who, at, repost_of=f"douyin:{n:02}", deleted=gone)
        insert(warehouse, "posts", use)
    told = {
        row["post_id"]: [row["score"], row["uses"], row["hours_to_first_use"]] for row in pieces(warehouse)
    }
    expected = slow_store(reaches, deleted, used)
    assert told.keys() == expected.keys()
    for post_id, found in told.items():
        assert found == pytest.approx(expected[post_id]), post_id
    cells = {
        row["topic"]: row for row in warehouse.query("SELECT * FROM v_good_piece_library WHERE audience = ''")
    }
    assert cells.keys() == ({"", "other"} if expected else set())
    if expected:
        lags = [lag for _, _, lag in expected.values() if lag is not None]
        assert cells[""]["median_days_to_first_use"] == (pytest.approx(median(lags) / 24) if lags else None)
        assert cells[""]["uses"] == sum(uses for _, uses, _ in expected.values())


def slow_store(
    reaches: list[int], deleted: set[int], used: list[tuple[int, str, int, bool]]
) -> dict[str, list[Any]]:
    """Score, uses by other units and hours to the first of each piece of the store."""
    kept = [(n, reach) for n, reach in enumerate(reaches) if n not in deleted]
    found = {}
    for index, (n, reach) in enumerate(kept):
        expected = middle_mean([value for _, value in kept[:index]]) if index >= 12 else None
        multiple = score(reach, expected) if expected is not None else None
        if multiple is not None and multiple >= 2 and reach >= 10:
            lags = [hours for of, who, hours, gone in used if of == n and who == "city" and not gone]
            found[f"douyin:{n:02}"] = [multiple, len(lags), min(lags, default=None)]
    return found
