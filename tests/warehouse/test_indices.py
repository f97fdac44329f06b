"""WCI, BCI and the video indices: published figures come out to 0.005, and what is missing stays empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from hub.clock import beijing_day, start_of_beijing_day
from tests.warehouse.rows import account, account_figure, ago, figure, insert, now, post, visit
from warehouse.client import Warehouse

TOLERANCE = 0.005
Totals = Mapping[str, tuple[int, int, int]]
"""Of each metric the sum, the part of it on headlines, and the highest single value."""

NO_METRICS = ("position", "repost_of", "deleted")
METRICS = ("readers", "views", "looks", "likes", "shares", "comments")

A: Totals = {
    "views": (48000, 36000, 12000),
    "looks": (240, 180, 60),
    "likes": (360, 250, 90),
    "shares": (900, 700, 260),
}
B: Totals = {"views": (2100, 1900, 520), "looks": (6, 6, 3), "likes": (14, 13, 5), "shares": (35, 33, 12)}
C: Totals = {
    "views": (100001, 100001, 100001),
    "looks": (500, 500, 500),
    "likes": (800, 800, 800),
    "shares": (2000, 2000, 2000),
}


def month_of_30_days() -> date:
    """The first day of the last month of 30 days that has been over for a while."""
    day = beijing_day(now()).replace(day=1)
    while True:
        day = (day - timedelta(days=1)).replace(day=1)
        ends = (day + timedelta(days=31)).replace(day=1)
        if (ends - day).days == 30 and (beijing_day(now()) - ends).days > 8:
            return day


def last_week() -> date:
    """The Monday of a week that ended some weeks ago."""
    today = beijing_day(now())
    return today - timedelta(days=today.weekday() + 28)


def publish(
    warehouse: Warehouse, platform: str, starts: date, days: int, posts: Sequence[Mapping[str, object]]
) -> None:
    """An account with these posts in a period, each with its figures at six days, visited after its end."""
    insert(warehouse, "accounts", account("a", platform))
    insert(warehouse, "crawls", visit("a", start_of_beijing_day(starts + timedelta(days=days + 1))))
    at = start_of_beijing_day(starts) + timedelta(hours=30)
    rows, figures = [], []
    for number, one in enumerate(posts):
        told = {"position": None, "repost_of": None, "deleted": False} | one
        post_id = f"{platform}:{number}"
        rows.append(post(post_id, "a", at, **{name: told[name] for name in NO_METRICS}))
        figures.append(figure(post_id, at + timedelta(days=6), **{name: told.get(name) for name in METRICS}))
    if rows:
        insert(warehouse, "posts", *rows)
        insert(warehouse, "metrics", *figures)


def articles(count: int, heads: int, totals: Totals) -> list[dict[str, object]]:
    """Articles that add up to the totals; the first `heads` of them lead their messages."""
    columns: dict[str, list[int]] = {}
    for name, (total, of_heads, peak) in totals.items():
        columns[name] = _spread(of_heads, heads, peak) + _spread(total - of_heads, count - heads, peak)
    return [
        {"position": 1 if number < heads else 2} | {name: column[number] for name, column in columns.items()}
        for number in range(count)
    ]


def _spread(total: int, count: int, peak: int) -> list[int]:
    """`count` values that add up to the total, the highest first and none above the peak."""
    values = []
    for _ in range(count):
        values.append(min(peak, total))
        total -= values[-1]
    assert total == 0
    return values


def wci_of(
    warehouse: Warehouse, period: str, starts: date, basis: str = "views"
) -> dict[str, dict[str, object]]:
    rows = warehouse.query(
        "SELECT * FROM v_wci WHERE period = {period:String} AND period_start = {starts:Date}"
        " AND basis = {basis:String}",
        {"period": period, "starts": starts, "basis": basis},
    )
    return {str(row["version"]): row for row in rows}


@pytest.mark.parametrize(
    ("count", "heads", "totals", "expected"),
    [
        (
            24,
            12,
            A,
            {
                "wci-12": 516.04,
                "wci-13": 505.92,
                "wci-nohead-2024": 548.59,
                "wci-14.2-s3": 617.18,
                "wci-14.2-s4": 575.23,
            },
        ),
        (
            12,
            6,
            B,
            {
                "wci-12": 187.34,
                "wci-13": 178.93,
                "wci-nohead-2024": 209.95,
                "wci-14.2-s3": 211.43,
                "wci-14.2-s4": 186.51,
            },
        ),
    ],
    ids=["a strong month", "a weak county's month"],
)
def test_the_published_months_come_out_in_every_version(
    warehouse: Warehouse, count: int, heads: int, totals: Totals, expected: dict[str, float]
) -> None:
    starts = month_of_30_days()
    publish(warehouse, "wechat", starts, 30, articles(count, heads, totals))
    rows = wci_of(warehouse, "month", starts)
    told = {version: rows[version]["wci"] for version in expected}
    assert told == {version: pytest.approx(value, abs=TOLERANCE) for version, value in expected.items()}
    if totals is A:
        parts = ("overall", "average", "headline", "peak")
        s4 = [rows["wci-14.2-s4"][part] for part in parts]
        assert s4 == pytest.approx([6.7042, 6.9268, 6.4182, 8.7386], abs=0.0001)
        assert [rows["wci-13"][part] for part in parts] == pytest.approx(
            [6.9308, 7.1535, 6.6439, 8.9436], abs=0.0001
        )


def test_the_published_week_of_one_article_comes_out(warehouse: Warehouse) -> None:
    starts = last_week()
    publish(warehouse, "wechat", starts, 7, articles(1, 1, C))
    rows = wci_of(warehouse, "week", starts)
    expected = {"wci-12": 1027.30, "wci-13": 979.35, "wci-14.2-s3": 1136.03, "wci-14.2-s4": 1080.36}
    assert {version: rows[version]["wci"] for version in expected} == {
        version: pytest.approx(value, abs=TOLERANCE) for version, value in expected.items()
    }


def test_the_published_account_of_version_11_comes_out(warehouse: Warehouse) -> None:
    starts = last_week()
    totals: Totals = {"views": (29396, 22858, 22858), "looks": (72, 49, 49)}
    publish(warehouse, "wechat", starts, 7, articles(3, 1, totals))
    assert wci_of(warehouse, "week", starts)["wci-11"]["wci"] == pytest.approx(812.0232, abs=TOLERANCE)


def test_an_account_that_published_nothing_has_zero_and_no_rank(warehouse: Warehouse) -> None:
    starts = last_week()
    publish(warehouse, "wechat", starts, 7, [])
    rows = wci_of(warehouse, "week", starts)
    assert {row["wci"] for row in rows.values()} == {0.0}
    ranked = warehouse.query(
        "SELECT DISTINCT published, rank, peers FROM v_account_index"
        " WHERE period = 'week' AND period_start = {s:Date}",
        {"s": starts},
    )
    assert ranked == [{"published": False, "rank": None, "peers": 0}]


def test_a_missing_signal_empties_the_versions_that_need_it_and_no_other(warehouse: Warehouse) -> None:
    starts = last_week()
    posts = articles(2, 1, {"views": (100, 60, 60), "looks": (4, 2, 2), "likes": (6, 3, 3)})
    publish(warehouse, "wechat", starts, 7, [*posts, {"position": 2, "views": 5, "looks": 1, "likes": None}])
    rows = wci_of(warehouse, "week", starts)
    empty = {version for version, row in rows.items() if row["wci"] is None}
    assert empty == {"wci-14.2-s3", "wci-14.2-s4", "wci-nohead-2024"}
    assert rows["wci-14.2-s4"]["missing"] == ["likes", "shares"]
    assert rows["wci-13"]["missing"] == []


def test_an_unknown_position_leaves_only_the_versions_without_headlines(warehouse: Warehouse) -> None:
    starts = last_week()
    posts = [{"views": 10, "looks": 1, "likes": 2, "shares": 3}]
    publish(warehouse, "wechat", starts, 7, posts)
    rows = wci_of(warehouse, "week", starts)
    known = {version for version, row in rows.items() if row["wci"] is not None}
    assert known == {"wci-11", "wci-12", "wci-nohead-2024"}
    assert rows["wci-13"]["missing"] == ["position"]


def test_readers_never_pass_for_reads(warehouse: Warehouse) -> None:
    starts = last_week()
    publish(
        warehouse, "wechat", starts, 7, [{"position": 1, "readers": 10, "looks": 1, "likes": 2, "shares": 3}]
    )
    assert {row["wci"] for row in wci_of(warehouse, "week", starts).values()} == {None}
    assert all(row["wci"] is not None for row in wci_of(warehouse, "week", starts, "readers").values())


def test_a_deleted_post_is_left_out_and_a_young_one_makes_the_index_wait(warehouse: Warehouse) -> None:
    starts = last_week()
    publish(warehouse, "wechat", starts, 7, [{"position": 1, "views": 9, "looks": 1}, {"deleted": True}])
    assert wci_of(warehouse, "week", starts)["wci-12"]["wci"] is not None
    insert(warehouse, "accounts", account("young"))
    insert(warehouse, "crawls", visit("young", now()))
    newest = beijing_day(now()) - timedelta(days=beijing_day(now()).weekday() + 7)
    insert(
        warehouse,
        "posts",
        post(
            "wechat:young",
            "young",
            start_of_beijing_day(newest + timedelta(days=7)) - timedelta(milliseconds=1),
        ),
    )
    (row,) = warehouse.query(
        "SELECT state, wci FROM v_wci WHERE account_id = 'young' AND period = 'week'"
        " AND period_start = {s:Date} AND version = 'wci-12' AND basis = 'views'",
        {"s": newest},
    )
    assert row == {"state": "pending", "wci": None}


def test_a_period_nobody_looked_at_has_no_index(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a"))
    insert(warehouse, "crawls", visit("a", ago(days=300)))
    rows = warehouse.query("SELECT DISTINCT state, wci FROM v_wci WHERE period_start > today() - 100")
    assert rows == [{"state": "unknown", "wci": None}]


def spread_over(count: int, **totals: int) -> list[dict[str, object]]:
    """Posts of which the first has all the figures."""
    return [{name: total if number == 0 else 0 for name, total in totals.items()} for number in range(count)]


@pytest.mark.parametrize(
    ("posts", "shares", "comments", "likes", "expected"),
    [(60, 120, 80, 400, 755.53), (5, 0, 1, 3, 128.31), (120, 240, 160, 800, 865.61)],
)
def test_the_simple_bci_comes_out(
    warehouse: Warehouse, posts: int, shares: int, comments: int, likes: int, expected: float
) -> None:
    starts = last_week()
    publish(warehouse, "weibo", starts, 7, spread_over(posts, shares=shares, comments=comments, likes=likes))
    assert _value(warehouse, "v_bci", "bci", "bci-simple-2024", starts) == pytest.approx(
        expected, abs=TOLERANCE
    )


@pytest.mark.parametrize(
    ("originals", "carried", "expected"),
    [
        (
            spread_over(35, shares=100, comments=70, likes=400),
            spread_over(25, shares=20, comments=10, likes=0),
            715.82,
        ),
        (spread_over(2, shares=0, comments=1, likes=3), spread_over(3, shares=0, comments=0, likes=0), 99.48),
    ],
)
def test_the_full_bci_comes_out_and_is_marked_as_unconfirmed(
    warehouse: Warehouse,
    originals: list[dict[str, object]],
    carried: list[dict[str, object]],
    expected: float,
) -> None:
    starts = last_week()
    posts = originals + [one | {"repost_of": "weibo:elsewhere"} for one in carried]
    publish(warehouse, "weibo", starts, 7, posts)
    assert _value(warehouse, "v_bci", "bci", "bci-full", starts) == pytest.approx(expected, abs=TOLERANCE)
    assert warehouse.query("SELECT DISTINCT confirmed FROM v_bci WHERE version = 'bci-full'") == [
        {"confirmed": False}
    ]


def followers(warehouse: Warehouse, starts: date, days: int, before: int, after: int) -> None:
    ends = [starts, starts + timedelta(days=days)]
    rows = [
        account_figure("a", start_of_beijing_day(day) - timedelta(hours=1), followers_total=total)
        for day, total in zip(ends, (before, after), strict=True)
    ]
    insert(warehouse, "account_metrics", *rows)


@pytest.mark.parametrize(
    ("posts", "likes", "comments", "shares", "new", "total", "expected"),
    [(20, 6000, 300, 500, 800, 50000, 665.77), (3, 40, 2, 1, 5, 900, 204.50)],
)
def test_dci_comes_out(
    warehouse: Warehouse,
    posts: int,
    likes: int,
    comments: int,
    shares: int,
    new: int,
    total: int,
    expected: float,
) -> None:
    starts = last_week()
    publish(warehouse, "douyin", starts, 7, spread_over(posts, likes=likes, comments=comments, shares=shares))
    assert _value(warehouse, "v_video_index", "value", "dci-1.0", starts) is None
    followers(warehouse, starts, 7, total - new, total)
    assert _value(warehouse, "v_video_index", "value", "dci-1.0", starts) == pytest.approx(
        expected, abs=TOLERANCE
    )


def test_vci_comes_out_without_any_followers(warehouse: Warehouse) -> None:
    starts = last_week()
    publish(warehouse, "douyin", starts, 7, spread_over(20, shares=500, comments=300, likes=6000))
    assert _value(warehouse, "v_video_index", "value", "vci-2024", starts) == pytest.approx(
        930.63, abs=TOLERANCE
    )


def test_bvci_comes_out(warehouse: Warehouse) -> None:
    starts = last_week()
    publish(warehouse, "bilibili", starts, 7, spread_over(10, views=10500, comments=84))
    followers(warehouse, starts, 7, 7940, 8000)
    assert _value(warehouse, "v_video_index", "value", "bvci-2.0", starts) == pytest.approx(
        506.87, abs=TOLERANCE
    )


def test_lost_followers_count_as_none_won(warehouse: Warehouse) -> None:
    starts = last_week()
    publish(warehouse, "douyin", starts, 7, spread_over(1, likes=1, comments=1, shares=1))
    followers(warehouse, starts, 7, 900, 800)
    rows = warehouse.query(
        "SELECT followers, followers_new FROM v_index_inputs"
        " WHERE period = 'week' AND period_start = {s:Date}",
        {"s": starts},
    )
    assert rows == [{"followers": 800, "followers_new": 0}]


def test_ranks_are_kept_within_platform_level_kind_version_and_basis(warehouse: Warehouse) -> None:
    starts = last_week()
    at = start_of_beijing_day(starts) + timedelta(hours=30)
    insert(warehouse, "accounts", account("a", "weibo"), account("b", "weibo"), account("c", "weibo", "city"))
    for name, likes in {"a": 5, "b": 9, "c": 1}.items():
        insert(warehouse, "crawls", visit(name, start_of_beijing_day(starts + timedelta(days=8))))
        insert(warehouse, "posts", post(f"weibo:{name}", name, at))
        insert(
            warehouse,
            "metrics",
            figure(f"weibo:{name}", at + timedelta(days=6), likes=likes, comments=0, shares=0),
        )
    rows = warehouse.query(
        "SELECT account_id, rank, peers FROM v_account_index"
        " WHERE version = 'bci-simple-2024' AND period = 'week' AND period_start = {s:Date}",
        {"s": starts},
    )
    assert {row["account_id"]: (row["rank"], row["peers"]) for row in rows} == {
        "a": (2, 2),
        "b": (1, 2),
        "c": (1, 1),
    }


def _value(warehouse: Warehouse, view: str, column: str, version: str, starts: date) -> object:
    (row,) = warehouse.query(
        f"SELECT {column} AS value FROM {view}"
        " WHERE period = 'week' AND period_start = {s:Date} AND version = {v:String}",
        {"s": starts, "v": version},
    )
    return row["value"]
