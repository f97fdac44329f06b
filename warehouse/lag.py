"""How far behind the stream the warehouse is: measured, and kept minute by minute in `stream_lag`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from hub.clock import require_utc
from streams.log import Log, TopicPartition
from streams.topics import TOPICS
from warehouse.client import Warehouse
from warehouse.loader import GROUP


class Progress(NamedTuple):
    """Of a partition: the offset its next message will get, and the loader's committed offset."""

    end_offset: int
    committed_offset: int

    @property
    def lag(self) -> int:
        """How many messages are not loaded."""
        return max(0, self.end_offset - self.committed_offset)


def measure_progress(log: Log) -> dict[TopicPartition, Progress]:
    """How far the loader's group is in every partition. Raises Unavailable."""
    # In this order, so that nothing can be committed that we think has not been written yet.
    committed = log.committed_offsets(GROUP, TOPICS)
    ends = log.end_offsets(TOPICS)
    return {tp: Progress(end, committed.get(tp, 0)) for tp, end in sorted(ends.items())}


def keep_progress(warehouse: Warehouse, progress: Mapping[TopicPartition, Progress], at: datetime) -> None:
    """Write what was measured at an instant. Of several measurements in a minute, the last stays."""
    minute = require_utc(at).replace(second=0, microsecond=0)
    columns: dict[str, list[object]] = {
        "measured_at": [minute] * len(progress),
        "topic": [tp.topic for tp in progress],
        "partition": [tp.partition for tp in progress],
        "end_offset": [of.end_offset for of in progress.values()],
        "committed_offset": [of.committed_offset for of in progress.values()],
        "lag": [of.lag for of in progress.values()],
    }
    warehouse.insert("stream_lag", columns)
