"""The history of the accounts as the warehouse has it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from alerts.facts import Account, History, Post, Visit
from alerts.posting_days import EPOCH_DAY, PostingDays
from warehouse.client import Warehouse

_SQL: Final = Path(__file__).parent / "sql"


def read_history(warehouse: Warehouse, since: datetime, now: datetime) -> History:
    """What is needed to judge any instant from `since` to `now`. Raises Unavailable."""
    stretch = {"since": since, "now": now}
    accounts = {
        str(row["account_id"]): Account(**cast(dict[str, Any], row))
        for row in warehouse.query_file(_SQL / "accounts.sql")
    }
    for account_id, rows in _by_account(warehouse, "posts.sql", stretch).items():
        if account_id in accounts:
            accounts[account_id].posts = [Post(**row) for row in rows]
    for account_id, rows in _by_account(warehouse, "crawls.sql", stretch).items():
        if account_id in accounts:
            accounts[account_id].visits = [Visit(**row) for row in rows]
    for row in warehouse.query_file(_SQL / "posting_days.sql", {"now": now}):
        account = accounts.get(str(row["account_id"]))
        if account is not None:
            account.posting = _posting(row)
    return History(accounts.values())


def _posting(row: dict[str, Any]) -> PostingDays:
    days = [day + EPOCH_DAY for day in row["days"]]
    return PostingDays.of(days, row["posts"], row["first_hours"])


def _by_account(
    warehouse: Warehouse, file: str, stretch: dict[str, datetime]
) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.query_file(_SQL / file, stretch):
        rows[str(row.pop("account_id"))].append(row)
    return rows
