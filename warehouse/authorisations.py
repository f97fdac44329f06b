"""Keeps how the accounts' authorisations stand, so that alerts and dashboards know of them weeks ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from hub.clock import require_utc
from warehouse.client import Warehouse

_COLUMNS = ("account_id", "platform", "state", "token_until", "person_by", "renewals")


def keep_authorisations(warehouse: Warehouse, rows: Sequence[Mapping[str, object]], at: datetime) -> None:
    """Write how authorisations stood at an instant; of an account the last stays. Raises Unavailable.

    A row has the columns of the table `authorisations` but `checked_at`.
    """
    if not rows:
        return
    columns = {name: [row[name] for row in rows] for name in _COLUMNS}
    warehouse.insert("authorisations", {**columns, "checked_at": [require_utc(at)] * len(rows)})
