"""Who owes a sheet: accounts nothing gathers, seven days after their last one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hub.clock import beijing_day
from tests.warehouse.rows import account, ago, insert, now
from warehouse.client import Warehouse


def crawl(account_id: str, days: float, outcome: str = "ok") -> dict[str, object]:
    return {
        "account_id": account_id,
        "platform": "channels",
        "started_at": ago(days=days),
        "finished_at": ago(days=days),
        "outcome": outcome,
        "posts_seen": 0,
        "figures_seen": 0,
        "requests": 0,
        "error_kind": "",
        "error": "",
    }


def owed(warehouse: Warehouse) -> dict[str, tuple[Any, Any, Any]]:
    rows = warehouse.query("SELECT * FROM v_export_due")
    return {str(row["account_id"]): (row["due_on"], row["days_late"], row["state_name"]) for row in rows}


def test_a_sheet_is_due_seven_days_after_the_last(warehouse: Warehouse) -> None:
    today, listed = beijing_day(now()), date(2020, 1, 1)
    for name in ("fresh", "late", "never"):
        insert(warehouse, "accounts", account(name, "channels", gathered=False))
    insert(
        warehouse,
        "crawls",
        crawl("fresh", 3),
        crawl("fresh", 30),
        crawl("late", 9),
        crawl("late", 1, "failed"),
    )
    week = timedelta(days=7)
    assert owed(warehouse) == {
        "fresh": (today - timedelta(days=3) + week, 0, "已交"),
        "late": (today - timedelta(days=9) + week, 2, "逾期"),
        "never": (listed + week, (today - listed - week).days, "从未交过"),
    }


def test_gathered_closed_and_future_accounts_owe_nothing(warehouse: Warehouse) -> None:
    tomorrow = beijing_day(now()) + timedelta(days=1)
    insert(
        warehouse,
        "accounts",
        account("gathered", "channels"),
        account("closed", "channels", gathered=False, status="closed"),
        account("future", "channels", gathered=False, roster_from=tomorrow),
    )
    assert owed(warehouse) == {}
