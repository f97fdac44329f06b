"""How long rows are kept: `FENGHUO_RETENTION` as the tables' TTL, which deletes by itself what is older.

Posts, releases, adoptions and alerts are kept for ever; what may be limited are the tables that grow with
every visit. Keeping longer than before is done at once. Keeping shorter deletes rows, so it waits until a
person has seen how many and said yes (`fenghuo warehouse retention --yes`), whatever the setting says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from hub.errors import ConfigError
from warehouse.client import Warehouse

LEAST_DAYS: Final = 30
"""Views look back 30 days; less would change what they say of today."""
LIMITED: Final[Mapping[str, str]] = {
    "account_metrics": "observed_at",
    "alert_attempts": "claimed_at",
    "alert_messages": "composed_at",
    "crawls": "finished_at",
    "dead_letters": "received_at",
    "metrics": "observed_at",
    "post_versions": "fetched_at",
    "stream_lag": "measured_at",
    "unknown_fields": "sent_at",
}
"""The tables that may be limited, with the instant from which a row's age counts."""
BUILT_IN: Final[Mapping[str, int]] = {"stream_lag": 30}
"""Days for tables that are limited without any setting."""

_DAYS: Final = re.compile(r"\bTTL [^,]*?toIntervalDay\((\d+)\)")


@dataclass(frozen=True)
class Change:
    """A table whose rows are to be kept for another number of days; None is for ever."""

    table: str
    before: int | None
    after: int | None
    doomed: int
    """Rows that are older already, and would be deleted."""

    @property
    def shortens(self) -> bool:
        return self.after is not None and (self.before is None or self.after < self.before)


def wanted_days(setting: str) -> dict[str, int]:
    """Days by table, as the setting says. Raises ConfigError for a table that may not be limited, or too few
    days."""
    days = dict(BUILT_IN)
    for part in filter(None, (one.strip() for one in setting.split(","))):
        table, _, number = part.partition("=")
        if table.strip() not in LIMITED:
            raise ConfigError(
                f"FENGHUO_RETENTION names “{table.strip()}”, which cannot be limited; "
                f"there are {', '.join(LIMITED)}."
            )
        if not number.strip().isdecimal() or int(number) < LEAST_DAYS:
            raise ConfigError(f"FENGHUO_RETENTION: “{part}” must give {LEAST_DAYS} days or more.")
        days[table.strip()] = int(number)
    return days


def changes(warehouse: Warehouse, setting: str) -> list[Change]:
    """What differs between the setting and the tables."""
    wanted, found = wanted_days(setting), _kept_days(warehouse)
    return [
        Change(table, found[table], wanted.get(table), _doomed(warehouse, table, wanted.get(table)))
        for table in LIMITED
        if table in found and found[table] != wanted.get(table)
    ]


def apply(warehouse: Warehouse, change: Change) -> None:
    """Make the table keep its rows as long as the change says; what is older is deleted soon after."""
    if change.after is None:
        warehouse.command(f"ALTER TABLE {change.table} REMOVE TTL")
        return
    ttl = f"toDateTime({LIMITED[change.table]}) + INTERVAL {change.after} DAY"
    warehouse.command(f"ALTER TABLE {change.table} MODIFY TTL {ttl}")


def _kept_days(warehouse: Warehouse) -> dict[str, int | None]:
    rows = warehouse.query(
        "SELECT name, engine_full FROM system.tables"
        " WHERE database = currentDatabase() AND name IN {names:Array(String)}",
        {"names": list(LIMITED)},
    )
    found = {str(row["name"]): _DAYS.search(str(row["engine_full"])) for row in rows}
    return {table: int(match[1]) if match else None for table, match in found.items()}


def _doomed(warehouse: Warehouse, table: str, days: int | None) -> int:
    if days is None:
        return 0
    sql = f"SELECT count() AS rows FROM {table} WHERE {LIMITED[table]} < now() - INTERVAL {days} DAY"  # noqa: S608
    return int(cast("int", warehouse.query(sql)[0]["rows"]))
