"""v_overperformance: a post against what its account, or its peers, usually reach at that age."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.rows import account, ago, figure, insert, post
from tests.warehouse.slow_reach import middle_mean, score
from tests.warehouse.worlds import few_worlds
from warehouse import benchmarks
from warehouse.benchmarks import work_out, work_out_all
from warehouse.client import Warehouse

PAST = [3, 5, 6, 7, 8, 8, 9, 10, 11, 12, 12, 13, 15, 16, 18, 20, 25, 40, 90, 400]
"""Twenty past posts whose middle half has a mean of 12.40."""


def publish(
    warehouse: Warehouse,
    account_id: str,
    reaches: list[int],
    last_at: datetime,
    apart: timedelta = timedelta(hours=1),
) -> None:
    """Posts, the last at `last_at`, each with its reach at about six days."""
    posts = [
        post(f"douyin:{account_id}-{number}", account_id, last_at - (len(reaches) - 1 - number) * apart)
        for number in range(len(reaches))
    ]
    insert(warehouse, "posts", *posts)
    rows = [
        figure(str(one["post_id"]), last_at + timedelta(days=5, hours=12), views=reach)
        for one, reach in zip(posts, reaches, strict=True)
    ]
    insert(warehouse, "metrics", *rows)
    work_out_all(warehouse, ago())


def last_of(warehouse: Warehouse, account_id: str) -> dict[str, object]:
    [row] = warehouse.query(
        "SELECT * FROM v_overperformance WHERE age = '7d' AND account_id = {account_id:String}"
        " ORDER BY published_at DESC LIMIT 1",
        {"account_id": account_id},
    )
    return row


def test_the_published_check_values_come_out(warehouse: Warehouse) -> None:
    expected = {60: 4.84, 12: -1.03, 6: -2.07, 1: -12.40, 0: -24.80}
    insert(warehouse, "accounts", *(account(f"a{actual}", "douyin") for actual in expected))
    for actual in expected:
        publish(warehouse, f"a{actual}", [*PAST, actual], ago(days=20))
    rows = {actual: last_of(warehouse, f"a{actual}") for actual in expected}
    assert {actual: row["expected"] for actual, row in rows.items()} == dict.fromkeys(expected, 12.4)
    assert {actual: round(float(str(row["score"])), 2) for actual, row in rows.items()} == expected
    assert {row["benchmark_of"] for row in rows.values()} == {"account"}
    assert rows[60]["log_ratio"] == pytest.approx(math.log(60 / 12.4))
    assert rows[0]["log_ratio"] is None


def test_an_account_with_too_few_posts_is_compared_with_its_peers(warehouse: Warehouse) -> None:
    insert(
        warehouse,
        "accounts",
        account("new", "douyin"),
        account("old", "douyin"),
        account("city", "douyin", "city"),
    )
    publish(warehouse, "old", PAST, ago(days=21))
    publish(warehouse, "city", [9000] * 20, ago(days=21))
    publish(warehouse, "new", [60], ago(days=20))
    row = last_of(warehouse, "new")
    assert (row["benchmark_of"], row["benchmark_posts"], row["expected"]) == ("peers", 20, 12.4)


def test_of_many_peers_posts_the_last_four_hundred_count(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("new", "douyin"), account("old", "douyin"))
    reaches = [number * number for number in range(950)]
    publish(warehouse, "old", reaches, ago(days=21), timedelta(minutes=2))
    publish(warehouse, "new", [60], ago(days=20))
    row = last_of(warehouse, "new")
    assert (row["benchmark_posts"], row["expected"]) == (400, pytest.approx(middle_mean(reaches[-400:])))


def test_with_too_few_posts_of_anybody_nothing_is_compared(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", "douyin"))
    publish(warehouse, "a", [*PAST[:11], 60], ago(days=20))
    row = last_of(warehouse, "a")
    assert (row["benchmark_of"], row["benchmark_posts"], row["expected"], row["score"]) == ("", 0, None, None)


def test_platforms_worked_out_one_by_one_come_to_the_same(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmarks, "POSTS_AT_ONCE", 0)
    insert(warehouse, "accounts", account("a", "douyin"))
    publish(warehouse, "a", [*PAST, 60], ago(days=20))
    assert last_of(warehouse, "a")["expected"] == 12.4


def test_posts_older_than_180_days_and_of_another_form_are_not_asked(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", "douyin"))
    publish(warehouse, "a", [9000] * 20, ago(days=220))
    published_at = ago(days=20)
    insert(warehouse, "posts", post("douyin:video", "a", published_at, media="video"))
    insert(warehouse, "metrics", figure("douyin:video", published_at + timedelta(days=6), views=60))
    work_out_all(warehouse, ago())
    assert last_of(warehouse, "a")["expected"] is None


def test_benchmarks_are_written_once_and_follow_what_is_corrected_or_deleted(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", "douyin"))
    publish(warehouse, "a", [*PAST, 60], ago(days=20))
    kept = "SELECT count() AS rows FROM post_benchmarks"
    [before] = warehouse.query(kept)
    work_out_all(warehouse, ago())
    assert warehouse.query(kept) == [before]
    last, published_at = "douyin:a-20", ago(days=20)
    insert(warehouse, "metrics", figure(last, published_at + timedelta(days=6), views=120))
    work_out(warehouse, ago(days=30), ago())
    assert (last_of(warehouse, "a")["reach"], last_of(warehouse, "a")["expected"]) == (120, 12.4)
    insert(warehouse, "posts", post(last, "a", published_at, deleted=True, fetched_at=ago()))
    work_out(warehouse, ago(days=30), ago())
    assert last_of(warehouse, "a")["post_id"] == "douyin:a-19"


@few_worlds
@given(reaches=st.lists(st.integers(0, 40), min_size=13, max_size=30))
def test_the_view_agrees_with_a_plain_reading_of_the_rule(warehouse: Warehouse, reaches: list[int]) -> None:
    for table in ("accounts", "posts", "metrics", "post_metrics", "post_months", "post_benchmarks"):
        warehouse.command(f"TRUNCATE TABLE {table}")
    insert(warehouse, "accounts", account("a", "douyin"))
    publish(warehouse, "a", reaches, ago(days=20))
    told = warehouse.query(
        "SELECT expected, score FROM v_overperformance WHERE age = '7d' ORDER BY published_at"
    )
    for number, row in enumerate(told):
        if number < 12:
            assert row["expected"] is None
            continue
        expected = middle_mean(reaches[:number])
        assert row["expected"] == pytest.approx(expected)
        assert row["score"] == pytest.approx(score(reaches[number], expected))
