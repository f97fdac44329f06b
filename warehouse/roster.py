"""Take the roster into the tables `accounts`, `regions` and `departments`, writing only what changed.

Accounts keep their history. One that left the roster is marked with the day it left; one listed again from a
later day begins a new period. One listed from an earlier day than before is a correction of the old period.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from hub.clock import beijing_day, require_utc
from hub.roster import Account, Department, Region, Roster
from warehouse.client import Warehouse

_log = logging.getLogger(__name__)

_Row = Mapping[str, object]
_Rows = dict[tuple[object, ...], _Row]
"""Rows by their identity in the table."""

_IDENTITY: Final = {
    "regions": ("region_code",),
    "departments": ("department",),
    "accounts": ("account_id", "roster_from"),
}


@dataclass(frozen=True)
class RosterReport:
    """How many rows a synchronisation wrote, and how many it took away."""

    written: int = 0
    removed: int = 0


def sync_roster(
    warehouse: Warehouse, roster: Roster, is_gathered: Callable[[Account], bool], now: datetime
) -> RosterReport:
    """Make the tables say what the roster says; a second run writes nothing.

    `is_gathered` says whether this hub gathers an account by itself; `now` (UTC) decides the Beijing day on
    which an account that is missing from the roster has left it. Raises Unavailable, WarehouseError.
    """
    wanted = {
        "regions": _keyed("regions", [_region_row(region) for region in roster.regions.values()]),
        "departments": _keyed("departments", [_department_row(each) for each in roster.departments.values()]),
        "accounts": _keyed(
            "accounts", [_account_row(account, is_gathered(account)) for account in roster.accounts]
        ),
    }
    written = removed = 0
    for table, rows in wanted.items():
        known = _known(warehouse, table)
        if table == "accounts":
            rows |= _ended_periods(known, rows, beijing_day(now))
        written += _write(warehouse, table, [row for key, row in rows.items() if known.get(key) != row], now)
        removed += _remove(warehouse, table, [key for key in known if key not in rows])
    _log.info("roster taken in: %d rows written, %d removed", written, removed)
    return RosterReport(written, removed)


def _keyed(table: str, rows: list[_Row]) -> _Rows:
    return {tuple(row[name] for name in _IDENTITY[table]): row for row in rows}


def _known(warehouse: Warehouse, table: str) -> _Rows:
    return _keyed(table, list(warehouse.query(f"SELECT * EXCEPT synced_at FROM {table} FINAL")))  # noqa: S608


def _ended_periods(known: _Rows, wanted: _Rows, today: date) -> _Rows:
    """The periods that stay in the table though the roster no longer lists them, with the day they ended."""
    listed_from = {row["account_id"]: cast("date", row["roster_from"]) for row in wanted.values()}
    ended: _Rows = {}
    for key, row in known.items():
        account_id, roster_from = row["account_id"], cast("date", row["roster_from"])
        if key in wanted or (account_id in listed_from and roster_from > listed_from[account_id]):
            continue
        end = row["roster_to"] or listed_from.get(account_id) or max(today, roster_from)
        ended[key] = {**row, "roster_to": end}
    return ended


def _write(warehouse: Warehouse, table: str, rows: list[_Row], now: datetime) -> int:
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        warehouse.insert(table, {**columns, "synced_at": [require_utc(now)] * len(rows)})
    return len(rows)


def _remove(warehouse: Warehouse, table: str, keys: list[tuple[object, ...]]) -> int:
    condition = " AND ".join(f"{name} = {{{name}:{_TYPES[name]}}}" for name in _IDENTITY[table])
    for key in keys:
        parameters = dict(zip(_IDENTITY[table], key, strict=True))
        warehouse.command(f"DELETE FROM {table} WHERE {condition}", parameters)  # noqa: S608
    return len(keys)


_TYPES: Final = {
    "region_code": "String",
    "department": "String",
    "account_id": "String",
    "roster_from": "Date",
}


def _region_row(region: Region) -> _Row:
    return {
        "region_code": region.code,
        "name": region.name,
        "level": region.level,
        "parent_code": region.parent_code or "",
        "gb_parent_code": region.gb_parent_code or "",
        "kind": region.kind,
        "population": region.population,
    }


def _department_row(department: Department) -> _Row:
    return {"department": department.code, "name": department.name, "body": department.body}


def _account_row(account: Account, gathered: bool) -> _Row:
    return {
        "account_id": account.account_id,
        "name": account.name,
        "platform": account.platform,
        "level": account.level,
        "region_code": account.region_code or "",
        "kind": account.kind,
        "department": account.department or "",
        "unit": account.unit,
        "status": account.status,
        "gathered": gathered,
        "roster_from": account.roster_from,
        "roster_to": account.roster_to,
    }
