"""Keep answers that take long, so that nobody who asks waits for them.

`watch` works them out after its matching: what became of each target of each release, what indices are made
of, and what lies too far back to be looked for again and again. A round fills partitions of its own, which
nobody reads before it is entered in `kept_rounds`; whoever asks meanwhile reads the round before, and of two
that keep at once neither disturbs the other. It takes a tenth of the time at most, so that a province's
answers are one round of `watch` old, and a nation's some minutes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from hub.clock import require_utc
from warehouse.client import Warehouse, WarehouseError

logger = logging.getLogger(__name__)

KEPT: Final[Mapping[str, str]] = {
    "release_targets": "v_judged_targets",
    "index_inputs": "v_added_index_inputs",
    "older_updates": "v_older_updates",
    "older_audiences": "v_older_audiences",
}
"""The tables of answers, and the view that works each out. `migrations/0022_kept_answers.sql` makes them."""

SHARE: Final = 0.1
"""Of the time that passes, how much may be spent on this."""

_WORK_OUT: Final = "INSERT INTO {table} SELECT *, {{now:DateTime64(3, 'UTC')}} AS kept_at FROM {view}"
_ROUNDS_BEFORE_THE_LAST: Final = (
    "SELECT DISTINCT partition FROM system.parts WHERE active AND database = currentDatabase()"
    " AND table = {table:String} AND toDateTime64(partition, 3, 'UTC') <"
    " (SELECT max(kept_at) FROM kept_rounds WHERE answer = {table:String})"
)


def keep_answers(warehouse: Warehouse, now: datetime, answers: Iterable[str] = KEPT) -> None:
    """Work answers out and take them into use. `now` is an aware instant, later than at the last time.

    Where this ends half-way, the last round stays in use. Raises Unavailable, DiskFull, WarehouseError.
    """
    at = require_utc(now)
    for table in answers:
        # The last round stays for those who have begun to read it; what was before it goes.
        for row in warehouse.query(_ROUNDS_BEFORE_THE_LAST, {"table": table}):
            warehouse.command(f"ALTER TABLE {table} DROP PARTITION '{row['partition']}'")
        # Once: where it seems lost and was done nevertheless, a second one would count everything twice.
        warehouse.command(_WORK_OUT.format(table=table, view=KEPT[table]), {"now": at}, repeatable=False)
        warehouse.insert("kept_rounds", {"answer": [table], "kept_at": [at]})


class KeptAnswers:
    """Remembers when they are due: sooner where they are quick to work out."""

    def __init__(self) -> None:
        self._due = datetime.min.replace(tzinfo=UTC)

    def round(self, warehouse: Warehouse, now: datetime) -> None:
        """Work them out if that is due. What the warehouse refuses is told and left: the last stays in use.

        Raises Unavailable, DiskFull.
        """
        if now < self._due:
            return
        began = time.perf_counter()
        try:
            keep_answers(warehouse, now)
        except WarehouseError as error:
            logger.error("Answers are not kept anew, so who asks reads those before: %s", error.sentence)
        self._due = now + timedelta(seconds=(time.perf_counter() - began) / SHARE)
