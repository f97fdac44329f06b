"""Rows that people hand in on sheets: what is new, what corrects an earlier row, and writing both.

A row replaces the one with the same key. Handing in the same rows again writes nothing, so the name and time
beside a row are those of its last change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.clock import require_utc
from warehouse.client import Warehouse
from warehouse.quoting import quoted_name


@dataclass(frozen=True)
class Change:
    """The rows of a table that differ from what it has: those with `new` keys, and `corrected` ones."""

    table: str
    new: Sequence[Mapping[str, Any]]
    corrected: Sequence[Mapping[str, Any]]
    unchanged: int


def changes(
    warehouse: Warehouse, table: str, key: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> Change:
    """Compare rows with the table's, by `key`. `file` says where a row comes from and is not compared.

    Raises Unavailable.
    """
    if not rows:
        return Change(table, (), (), 0)
    columns = [name for name in rows[0] if name != "file"]
    told = ", ".join(map(quoted_name, columns))
    asked = f"SELECT {told} FROM {quoted_name(table)} FINAL"  # noqa: S608
    kept = {_key(row, key): row for row in warehouse.query(asked)}
    new = [row for row in rows if _key(row, key) not in kept]
    known = [row for row in rows if _key(row, key) in kept]
    corrected = [row for row in known if _differs(row, kept[_key(row, key)])]
    return Change(table, new, corrected, len(known) - len(corrected))


def keep(warehouse: Warehouse, change: Change, by: str, at: datetime) -> None:
    """Write what has changed, in `by`'s name at `at` (UTC). Raises Unavailable."""
    rows = [*change.new, *change.corrected]
    if not rows:
        return
    columns: dict[str, list[object]] = {name: [row[name] for row in rows] for name in rows[0]}
    columns |= {"entered_by": [by] * len(rows), "entered_at": [require_utc(at)] * len(rows)}
    warehouse.insert(change.table, columns)


def _key(row: Mapping[str, Any], key: Sequence[str]) -> tuple[object, ...]:
    return tuple(row[name] for name in key)


def _differs(row: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    return any(_plain(value) != _plain(kept[name]) for name, value in row.items() if name != "file")


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
