"""The posts the warehouse knows of one account, for whoever has figures and looks for their post."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from warehouse.client import Warehouse

_QUERY: Final = Path(__file__).parent / "queries" / "account_posts.sql"


def read_account_posts(
    warehouse: Warehouse, account_id: str, since: datetime, until: datetime
) -> list[dict[str, object]]:
    """Posts published from `since` to `until` (UTC, both included), oldest first, deleted ones too.

    post_id, published_at (UTC), published_precision, title, text (its first 300 characters), url. Raises
    Unavailable.
    """
    return warehouse.query_file(_QUERY, {"account_id": account_id, "since": since, "until": until})
