"""Load again what was loaded since a time: `fenghuo replay`.

A replay is a group of its own, so that the loader and its offsets stay where they are and both may run at
once. It is named after the instant it goes back to; its committed offsets are its whole memory, so that
asking for the same instant again goes on where a killed replay stood. It ends where the loader's group
stood when it began: what the loader has yet to load is no business of a replay.

In each partition it begins at or before the loader's place and goes on without a gap, so a post is never
seen by it before the warehouse has seen what came earlier. Rows replace themselves; answers stay.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from hub.clock import Clock, require_utc
from hub.errors import AlreadyRunning
from streams.log import Log, TopicPartition
from streams.topics import TOPICS
from warehouse.client import Warehouse
from warehouse.loader import GROUP, Loader, Tagger

LOOK_SECONDS: Final = 0.3
"""Pause between two looks at how far a replay has come."""

_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)

Advance = Callable[[int, int], None]
"""Called with (messages done, messages in all)."""


class Replay:
    """One replay of what was sent since `since` and is loaded."""

    def __init__(self, log: Log, since: datetime) -> None:
        # A group's name has room for seconds; milliseconds would make two replays of what is meant as one.
        self.since = require_utc(since).replace(microsecond=0)
        self.group = f"{GROUP}-replay-{self.since:%Y%m%dT%H%M%SZ}"
        self._log = log
        self._span = _Span(log, self.since)

    def is_under_way(self) -> bool:
        """Whether an earlier replay of the same instant was not finished."""
        return bool(self._log.committed_offsets(self.group, TOPICS))

    def total(self) -> int:
        """How many messages it loads, those of an earlier attempt included."""
        return self._span.total()

    def is_cut_short(self) -> bool:
        """Whether the stream may have kept less than was asked for: it begins with its oldest message."""
        return self._span.is_cut_short

    def run(self, warehouse: Warehouse, tagger: Tagger, clock: Clock, advance: Advance) -> None:
        """Load from the beginning, or where an earlier attempt stood, to the end; then forget the group.

        Waits, with growing pauses, while the warehouse or the stream is away. Raises what `Loader.run`
        raises; it can be run again after that.
        """
        if not self.is_under_way():
            self._log.set_committed(self.group, self._span.starts)
        loader, stop = Loader(self._log, warehouse, tagger, clock, self.group), threading.Event()
        with ThreadPoolExecutor(1, "replay") as threads:
            loading = threads.submit(loader.run, stop)
            try:
                while (left := self._advance(advance)) and not loading.done():
                    wait([loading], LOOK_SECONDS)
            finally:
                stop.set()
        loading.result()
        if not left:
            # The same replay may run elsewhere too; whoever ends last has nobody beside it.
            with suppress(AlreadyRunning):
                self._log.forget_group(self.group)

    def _advance(self, advance: Advance) -> int:
        done = self._span.done(self._log.committed_offsets(self.group, TOPICS))
        advance(done, self._span.total())
        return self._span.total() - done


class _Span:
    """From where to where a replay reads, in each partition."""

    def __init__(self, log: Log, since: datetime) -> None:
        self.ends = log.committed_offsets(GROUP, TOPICS)
        began, oldest = log.offsets_at(since, TOPICS), log.offsets_at(_BEGINNING, TOPICS)
        self.is_cut_short = any(
            0 < offset == began[tp] < self.ends.get(tp, 0) for tp, offset in oldest.items()
        )
        self.starts = {tp: min(offset, self.ends.get(tp, 0)) for tp, offset in began.items()}

    def total(self) -> int:
        return sum(end - self.starts[tp] for tp, end in self.ends.items())

    def done(self, committed: dict[TopicPartition, int]) -> int:
        return sum(max(0, min(committed.get(tp, 0), end) - self.starts[tp]) for tp, end in self.ends.items())
