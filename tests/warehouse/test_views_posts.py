"""v_posts and v_metrics: every post once beside its account, every figure once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.warehouse.rows import account, figure, insert, post
from warehouse.client import Warehouse

SUNDAY_EVENING_UTC = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # Monday 00:30 in Beijing


def test_a_post_falls_on_its_beijing_day_and_week(warehouse: Warehouse) -> None:
    insert(warehouse, "posts", post("wechat:1", "a", SUNDAY_EVENING_UTC))
    assert warehouse.query("SELECT published_day, published_week FROM v_posts") == [
        {"published_day": date(2026, 11, 23), "published_week": date(2026, 11, 23)}
    ]


def test_a_post_seen_again_is_one_row_as_it_was_last_seen(warehouse: Warehouse) -> None:
    later = SUNDAY_EVENING_UTC + timedelta(hours=12)
    first = post("wechat:1", "a", SUNDAY_EVENING_UTC, title="旧题")
    second = post("wechat:1", "a", SUNDAY_EVENING_UTC, title="新题", deleted=True, fetched_at=later)
    for seen in (first, second):
        insert(warehouse, "posts", seen)
        insert(warehouse, "post_versions", version(seen))
    assert warehouse.query("SELECT title, deleted, first_seen_at, last_seen_at FROM v_posts") == [
        {"title": "新题", "deleted": True, "first_seen_at": SUNDAY_EVENING_UTC, "last_seen_at": later}
    ]


def test_a_post_carries_its_main_topic_and_its_account(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", level="city", name="某市消防"))
    insert(warehouse, "posts", post("wechat:1", "a", SUNDAY_EVENING_UTC, topics=["ebike", "gas"]))
    assert warehouse.query(
        "SELECT main_topic, main_topic_name, account_name, level_name, platform_name FROM v_posts"
    ) == [
        {
            "main_topic": "ebike",
            "main_topic_name": "电动自行车与锂电池",
            "account_name": "某市消防",
            "level_name": "市级",
            "platform_name": "微信公众号",
        }
    ]


def test_a_post_of_nobody_on_the_roster_is_shown_as_such(warehouse: Warehouse) -> None:
    insert(warehouse, "posts", post("website:1", "url:example.invalid", SUNDAY_EVENING_UTC, topics=[]))
    assert warehouse.query("SELECT account_name, level_name, level_order, main_topic FROM v_posts") == [
        {"account_name": "url:example.invalid", "level_name": "台账外", "level_order": 9, "main_topic": ""}
    ]


def test_every_instant_figure_stays_and_a_days_statement_counts_by_its_last_observation(
    warehouse: Warehouse,
) -> None:
    day, day_end = date(2026, 11, 20), datetime(2026, 11, 20, 16, tzinfo=UTC)
    for hours, readers in ((8, 10), (32, 12)):
        observed_at = day_end + timedelta(hours=hours)
        insert(
            warehouse,
            "metrics",
            figure("wechat:1", day_end, as_of=day, observed_at=observed_at, readers=readers),
            figure("douyin:1", observed_at, views=readers),
        )
    rows = warehouse.query("SELECT post_id, readers, views FROM v_metrics ORDER BY post_id, views")
    assert [tuple(row.values()) for row in rows] == [
        ("douyin:1", None, 10),
        ("douyin:1", None, 12),
        ("wechat:1", 12, None),
    ]


def test_a_figure_delivered_twice_is_one_row(warehouse: Warehouse) -> None:
    for _ in range(2):
        insert(warehouse, "metrics", figure("douyin:1", SUNDAY_EVENING_UTC, views=5))
    assert warehouse.query("SELECT views FROM v_metrics") == [{"views": 5}]


def version(seen: dict[str, object]) -> dict[str, object]:
    kept = ("post_id", "fetched_at", "title", "deleted", "published_at")
    return {name: seen[name] for name in kept} | {"text_digest": b"0123456789abcdef"}
