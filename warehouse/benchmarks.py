"""Keep what each post is compared with: the usual reach of its account, or of its peers, before it.

The windows behind a benchmark hold up to 500 earlier posts, so it is not worked out when somebody asks, and
not by the loader, which must not read what a batch does not touch. `watch` does it: of the posts of the last
weeks every hour, of all once a day, so that a figure corrected late comes right by the next day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

from hub.clock import require_utc
from warehouse.client import Warehouse

EVERY: Final = timedelta(hours=1)
RECENT: Final = timedelta(days=45)
ALL_EVERY: Final = timedelta(days=1)
DAYS_AT_ONCE: Final = timedelta(days=180)
"""What one statement works out; it reads as many days more."""
POSTS_AT_ONCE: Final = 500_000
"""Where there are more, a statement takes one platform: posts of two are never compared."""

_WORK_OUT: Final = Path(__file__).parent / "queries" / "post_benchmarks.sql"
_POSTS: Final = (
    "SELECT platform, count() AS posts FROM post_metrics WHERE NOT moved"
    " AND published_at >= {since:DateTime64(3, 'UTC')} AND published_at < {until:DateTime64(3, 'UTC')}"
    " GROUP BY platform ORDER BY platform"
)
_FIRST: Final = "SELECT min(published_at) AS at, count() AS posts FROM post_metrics WHERE NOT moved"


def work_out(warehouse: Warehouse, since: datetime, until: datetime) -> None:
    """Keep the benchmarks of the posts published from `since` until before `until`, aware instants.

    A second run over the same posts writes nothing. Raises Unavailable, WarehouseError.
    """
    statement = _WORK_OUT.read_text(encoding="utf-8")
    while since < until:
        span = {"since": since, "until": min(since + DAYS_AT_ONCE, until)}
        for platform in _portions(warehouse, span):
            warehouse.command(statement, {"platform": platform, **span})
        since = span["until"]


def work_out_all(warehouse: Warehouse, now: datetime) -> None:
    """Keep the benchmarks of all posts. Raises as `work_out`."""
    [first] = warehouse.query(_FIRST)
    if first["posts"]:
        work_out(warehouse, cast("datetime", first["at"]), require_utc(now))


def _portions(warehouse: Warehouse, span: Mapping[str, datetime]) -> list[str]:
    """The platforms to work out one by one, or the empty name for all together."""
    rows = warehouse.query(_POSTS, {"since": span["since"] - DAYS_AT_ONCE, "until": span["until"]})
    if sum(cast("int", row["posts"]) for row in rows) <= POSTS_AT_ONCE:
        return [""]
    return [str(row["platform"]) for row in rows]


class Benchmarks:
    """Remembers when they were last worked out."""

    def __init__(self) -> None:
        self._at = self._all_at = datetime.min.replace(tzinfo=UTC)

    def round(self, warehouse: Warehouse, now: datetime) -> None:
        """Work out what is due. Raises as `work_out`."""
        if now - self._all_at >= ALL_EVERY:
            work_out_all(warehouse, now)
            self._at = self._all_at = now
        elif now - self._at >= EVERY:
            work_out(warehouse, now - RECENT, now)
            self._at = now
