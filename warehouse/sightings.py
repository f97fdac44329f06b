"""What the warehouse last saw of each account, for whoever decides what to gather next."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from warehouse.client import Warehouse

RECENT: Final = timedelta(days=35)
"""How far back posts are listed; the longest series of figures, WeChat's, ends after 31 days."""

_QUERY: Final = Path(__file__).parent / "queries" / "sightings.sql"


def read_sightings(warehouse: Warehouse, now: datetime) -> list[dict[str, object]]:
    """One row for each account that was ever visited or seen, as of `now` (UTC).

    account_id; last_success_at, the end of its last `ok` or `partial` visit, or None; newest_published_at, or
    None; recent, its posts published within 35 days and not deleted, as (post_id, published_at, url), oldest
    first; gone, those of the same time that were deleted, as (post_id, published_at). All instants in UTC.
    Raises Unavailable.
    """
    return warehouse.query_file(_QUERY, {"now": now, "since": now - RECENT})
