"""Keep answers that take long, so that nobody who asks waits for them.

`watch` works them out after its matching, each into a second table that then changes places with the first:
whoever asks meanwhile reads the last answer whole. It takes a tenth of the time at most, so a province's are
at most one round old, and a nation's some minutes. An answer of half an hour ago is no longer read: the view
before it works it out as it is asked then, slower and just as right.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from hub.clock import require_utc
from warehouse.client import Warehouse, WarehouseError

logger = logging.getLogger(__name__)

KEPT: Final[Mapping[str, str]] = {
    "release_targets": "v_judged_targets",
    "index_inputs": "v_added_index_inputs",
}
"""The tables of answers, and the view that works each out. `migrations/0022_kept_answers.sql` makes them."""

SHARE: Final = 0.1
"""Of the time that passes, how much may be spent on this."""

_WORK_OUT: Final = "INSERT INTO {table} SELECT *, {{now:DateTime64(3, 'UTC')}} AS kept_at FROM {view}"


def next_of(table: str) -> str:
    """The table that is filled to be the next `table`."""
    return f"{table}_next"


def keep_answers(warehouse: Warehouse, now: datetime) -> None:
    """Work every answer out and take it into use. `now` is an aware instant.

    Where this ends half-way, the last answer stays in use. Raises Unavailable, DiskFull, WarehouseError.
    """
    at = {"now": require_utc(now)}
    for table, view in KEPT.items():
        empty = f"TRUNCATE TABLE {next_of(table)}"
        warehouse.command(empty)
        warehouse.command(_WORK_OUT.format(table=next_of(table), view=view), at)
        warehouse.command(f"EXCHANGE TABLES {table} AND {next_of(table)}")
        warehouse.command(empty)


class KeptAnswers:
    """Remembers when they are due: sooner where they are quick to work out."""

    def __init__(self) -> None:
        self._due = datetime.min.replace(tzinfo=UTC)

    def round(self, warehouse: Warehouse, now: datetime) -> None:
        """Work them out if that is due. What the warehouse refuses is told and left: views do without.

        Raises Unavailable, DiskFull.
        """
        if now < self._due:
            return
        began = time.perf_counter()
        try:
            keep_answers(warehouse, now)
        except WarehouseError as error:
            logger.error("Answers are not kept, so who asks waits for them: %s", error.sentence)
        self._due = now + timedelta(seconds=(time.perf_counter() - began) / SHARE)
