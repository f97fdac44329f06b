"""Keep the roll-ups right: the tables that hold in one row what the views need of many raw rows.

`rollups/NAME.sql` makes the rows of the table NAME for some posts or accounts, from all raw rows of
theirs and from nothing else. The loader runs it for what a batch touched, after the batch's rows are in
and before its offsets are committed; whatever dies in between, the batch comes again, and with it the
refresh. A refresh reads what belongs to its keys and never history; made twice, it makes the same row.

Why not a materialised view: it sees the rows of one insert, not what they replace; a post may come after
its figures, and what an age is depends on it; and an engine that drops a repeated insert by its token
drops it before a view that had missed it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from warehouse.client import Warehouse

ROLLUPS: Final = Path(__file__).parent / "rollups"
KEYS_AT_ONCE: Final = 2_000
"""Posts refreshed by one statement; a server takes no more than 128 kB as a parameter."""
POSTS_REBUILT_AT_ONCE: Final = 100_000
ACCOUNTS_AT_ONCE: Final = 500
ALL_DAYS: Final = (date(1970, 1, 2), date(2149, 6, 4))

_LAST_POST: Final = (
    "SELECT max(post_id) AS last FROM (SELECT post_id FROM posts"
    " WHERE post_id > {after:String} ORDER BY post_id LIMIT {limit:UInt32})"
)
_NEXT_ACCOUNTS: Final = (
    "SELECT DISTINCT account_id FROM crawls WHERE account_id > {after:String}"
    " ORDER BY account_id LIMIT {limit:UInt32}"
)


@dataclass(frozen=True)
class Touched:
    """What a batch has rows of: posts, and accounts that were visited, on which Beijing days.

    `seen` are the posts that were seen themselves, and not their figures alone.
    """

    post_ids: Collection[str] = ()
    seen: Collection[str] = ()
    account_ids: Collection[str] = ()
    since: date = ALL_DAYS[0]
    until: date = ALL_DAYS[1]


def refresh(warehouse: Warehouse, touched: Touched) -> None:
    """Make the rows of what was touched anew, repeatably. Raises Unavailable, DiskFull, WarehouseError."""
    for name, keys in (("post_months", touched.seen), ("post_metrics", touched.post_ids)):
        for post_ids in _parts(keys, KEYS_AT_ONCE):
            _roll_up_posts(warehouse, name, post_ids[0], post_ids[-1], post_ids)
    for account_ids in _parts(touched.account_ids, ACCOUNTS_AT_ONCE):
        days = {"since": touched.since, "until": touched.until}
        _run(warehouse, "visit_days", {"account_ids": account_ids, **days})
        _run(warehouse, "account_visits", {"account_ids": account_ids})


def rebuild(warehouse: Warehouse, name: str) -> None:
    """Make all rows of a roll-up anew, some keys at a time. A loader may run meanwhile."""
    if name in ("post_metrics", "post_months"):
        _rebuild_posts(warehouse)
    else:
        _rebuild_visits(warehouse)


def _rebuild_posts(warehouse: Warehouse) -> None:
    after, page = "", {"limit": POSTS_REBUILT_AT_ONCE}
    while last := str(warehouse.query(_LAST_POST, {"after": after, **page})[0]["last"]):
        for name in ("post_months", "post_metrics"):
            _roll_up_posts(warehouse, name, after, last, ())
        after = last


def _rebuild_visits(warehouse: Warehouse) -> None:
    after, page = "", {"limit": ACCOUNTS_AT_ONCE}
    while rows := warehouse.query(_NEXT_ACCOUNTS, {"after": after, **page}):
        account_ids = [str(row["account_id"]) for row in rows]
        refresh(warehouse, Touched(account_ids=account_ids))
        after = account_ids[-1]


def _roll_up_posts(warehouse: Warehouse, name: str, first: str, last: str, post_ids: Sequence[str]) -> None:
    _run(warehouse, name, {"first": first, "last": last, "post_ids": post_ids})


def _run(warehouse: Warehouse, name: str, keys: Mapping[str, object]) -> None:
    warehouse.command((ROLLUPS / f"{name}.sql").read_text(encoding="utf-8"), keys)


def _parts(keys: Collection[str], size: int) -> Iterator[Sequence[str]]:
    ordered = sorted(keys)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))
