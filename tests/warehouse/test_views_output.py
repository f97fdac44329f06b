"""v_output_by_level: who speaks, and who says nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.clock import beijing_day
from tests.warehouse.rows import account, ago, insert, now, post
from warehouse.client import Warehouse


def output_of(warehouse: Warehouse, level: str) -> dict[str, object]:
    [row] = warehouse.query("SELECT * FROM v_output_by_level WHERE level = {level:String}", {"level": level})
    return row


def test_the_worked_example_of_the_handbook(warehouse: Warehouse) -> None:
    """docs/measures.md, output by level: four county accounts, three gathered, one of those silent."""
    insert(
        warehouse,
        "accounts",
        account("a"),
        account("b"),
        account("c"),
        account("d", "kuaishou", gathered=False),
    )
    insert(warehouse, "posts", *(post(f"wechat:a{n}", "a", ago(days=n + 1)) for n in range(8)))
    insert(warehouse, "posts", post("wechat:b1", "b", ago(days=2)), post("wechat:b2", "b", ago(days=40)))
    insert(warehouse, "posts", post("wechat:b3", "b", ago(days=3), deleted=True))
    row = output_of(warehouse, "county")
    assert (row["accounts"], row["gathered_accounts"], row["accounts_posting_30d"]) == (4, 3, 2)
    assert (row["posts"], row["posts_30d"]) == (10, 9)
    assert row["zero_share_30d"] == pytest.approx(1 / 3)
    assert row["posts_per_account_week_30d"] == pytest.approx(9 / (3 * 30 / 7))


def test_a_newcomer_counts_from_the_day_he_joined(warehouse: Warehouse) -> None:
    joined = beijing_day(now()) - timedelta(days=6)
    insert(warehouse, "accounts", account("a", roster_from=joined))
    insert(warehouse, "posts", post("wechat:1", "a", ago(hours=1)), post("wechat:2", "a", ago(hours=2)))
    assert output_of(warehouse, "county")["posts_per_account_week_30d"] == pytest.approx(2.0)


def test_a_level_nobody_is_gathered_of_has_no_rates(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", gathered=False))
    row = output_of(warehouse, "county")
    assert (row["zero_share_30d"], row["posts_per_account_week_30d"]) == (None, None)


def test_closed_accounts_and_those_not_yet_on_the_roster_are_left_out(warehouse: Warehouse) -> None:
    tomorrow = beijing_day(now()) + timedelta(days=1)
    insert(
        warehouse, "accounts", account("a"), account("b", status="closed"), account("c", roster_from=tomorrow)
    )
    assert output_of(warehouse, "county")["accounts"] == 1


def test_levels_stand_in_order_from_the_province_down(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", *(account(level, level=level) for level in ("county", "province", "city")))
    rows = warehouse.query("SELECT level FROM v_output_by_level")
    assert [row["level"] for row in rows] == ["province", "city", "county"]
