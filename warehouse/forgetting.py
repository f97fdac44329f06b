"""Forgetting an account: all that is kept of it is deleted, and nothing of it is loaded again.

What has to go follows from the tables' columns, as a jurisdiction does (`warehouse/row_rules.py`): rows with
its `account_id`, rows of its posts, and what is listed here. Its row on the roster stays, which says who runs
it and not what it posted. First the account is entered in `forgotten_accounts`, which the loader heeds; so a
forgetting that is cut short is taken up by doing it again, and a replay brings nothing back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from warehouse.client import Warehouse

SETTLE_SECONDS: Final = 3.0
"""How long a loader may still be storing what it had read before it heard."""

_QUERIES: Final = Path(__file__).parent / "queries"
_ITS_POSTS: Final = "SELECT post_id FROM posts WHERE account_id = {account:String}"
_KEPT: Final = frozenset({"accounts", "forgotten_accounts"})
_SPECIAL: Final[Mapping[str, str]] = {
    "alert_history": "episode_id IN (SELECT episode_id FROM alert_episodes WHERE subject = {account:String})",
    "dead_letter_fates": "letter_id IN"
    " (SELECT letter_id FROM dead_letters WHERE account_id = {account:String})",
    "unknown_fields": f"record_key = {{account:String}} OR record_key IN ({_ITS_POSTS})",
    "adoptions": "account_id = {account:String} OR release_id IN"
    " (SELECT release_id FROM releases WHERE account_id = {account:String})",
    "release_targets": "account_id = {account:String} OR release_id IN"
    " (SELECT release_id FROM releases WHERE account_id = {account:String})",
    "alert_episodes": "subject = {account:String}",
}
"""Conditions on tables whose columns alone do not tell, those first that look into others."""
_LAST: Final = ("alert_episodes", "dead_letters", "releases", "posts")
"""Tables that other conditions look into, so they are cleared behind the others."""
_REWRITTEN: Final[Mapping[str, tuple[str, str]]] = {
    "assigned_releases": (
        "targets = arrayFilter(target -> target != {account:String}, targets)",
        "has(targets, {account:String})",
    ),
    "alert_messages": (
        "subject = '（已删除）', text = if(text = '', '', '（已删除）'), document = '{}'",
        "hasAny(episode_ids,"
        " (SELECT groupArray(episode_id) FROM alert_episodes WHERE subject = {account:String}))",
    ),
}
"""Rows that are others' as well: only what they say of the account goes."""


def forgotten(warehouse: Warehouse) -> frozenset[str]:
    """The accounts whose records are not to be loaded."""
    return frozenset(str(row["account_id"]) for row in warehouse.query_file(_QUERIES / "forgotten.sql"))


def forget(
    warehouse: Warehouse,
    account: str,
    by: str,
    now: datetime,
    settle: Callable[[float], None] = time.sleep,
) -> dict[str, int]:
    """Delete what is kept of an account; how many rows of each table that were. Returns when they are
    gone."""
    _enter(warehouse, account, by, now, withdrawn=False)
    removed = _clear(warehouse, account)
    # A loader that had taken records before it heard has stored them by now.
    settle(SETTLE_SECONDS)
    for table, rows in _clear(warehouse, account).items():
        removed[table] = removed.get(table, 0) + rows
    return removed


def remember(warehouse: Warehouse, account: str, by: str, now: datetime) -> None:
    """Load again what comes of a forgotten account from now on; what was deleted does not return."""
    _enter(warehouse, account, by, now, withdrawn=True)


def what_is_kept(warehouse: Warehouse, account: str) -> dict[str, int]:
    """How many rows of each table a forgetting would delete or rewrite; tables without any are left out."""
    counts = {
        table: _count(warehouse, table, condition, account) for table, condition in _conditions(warehouse)
    }
    return {table: rows for table, rows in counts.items() if rows}


def _clear(warehouse: Warehouse, account: str) -> dict[str, int]:
    found = what_is_kept(warehouse, account)
    for table, (change, condition) in _REWRITTEN.items():
        if table in found:
            _mutate(warehouse, f"ALTER TABLE {table} UPDATE {change} WHERE {condition}", account)
    for table, condition in _conditions(warehouse):
        if table in found and table not in _REWRITTEN:
            _mutate(warehouse, f"ALTER TABLE {table} DELETE WHERE {condition}", account)
    return found


def _conditions(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Each table that may hold something of an account with the condition on its rows, in the order of
    clearing."""
    tables = warehouse.query_file(_QUERIES / "own_columns.sql")
    columns = {str(row["table"]): cast("list[str]", row["columns"]) for row in tables}
    found = dict(_told(columns))
    ranks = {table: place for place, table in enumerate((*_REWRITTEN, *_SPECIAL), start=-100)}
    ranks |= {table: place for place, table in enumerate(_LAST, start=100)}
    return sorted(found.items(), key=lambda pair: ranks.get(pair[0], 0))


def _told(tables: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for table, columns in tables.items():
        if table in _KEPT:
            continue
        if table in _REWRITTEN:
            yield table, _REWRITTEN[table][1]
        elif table in _SPECIAL:
            yield table, _SPECIAL[table]
        elif "account_id" in columns and "post_id" in columns and table != "posts":
            yield table, f"account_id = {{account:String}} OR post_id IN ({_ITS_POSTS})"
        elif "account_id" in columns:
            yield table, "account_id = {account:String}"
        elif "post_id" in columns:
            yield table, f"post_id IN ({_ITS_POSTS})"


def _count(warehouse: Warehouse, table: str, condition: str, account: str) -> int:
    sql = f"SELECT count() AS rows FROM {table} WHERE {condition}"  # noqa: S608
    [row] = warehouse.query(sql, {"account": account})
    return int(cast("int", row["rows"]))


def _mutate(warehouse: Warehouse, sql: str, account: str) -> None:
    # 2: on every replica, before this returns.
    warehouse.command(f"{sql} SETTINGS mutations_sync = 2", {"account": account})


def _enter(warehouse: Warehouse, account: str, by: str, now: datetime, *, withdrawn: bool) -> None:
    warehouse.insert(
        "forgotten_accounts",
        {"account_id": [account], "forgotten_at": [now], "forgotten_by": [by], "withdrawn": [withdrawn]},
    )
