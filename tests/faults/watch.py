"""How far a trial's stream has come, watched from beside it: what is committed, and whether all of it is."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from hub.errors import FenghuoError
from streams.log import Log
from streams.topics import TOPICS
from warehouse.loader import GROUP

_LOOK_SECONDS: Final = 0.5


class Watch:
    """Looks at the committed offsets and the producers' files in a thread of its own, until `close`."""

    def __init__(self, log: Log, control: Path) -> None:
        self.drained_at = 0.0
        """When all that was in the stream was last seen committed (monotonic seconds)."""
        self.advanced_at = time.monotonic()
        """When more was last seen committed or acknowledged than ever before."""
        self.stored_at = time.monotonic()
        """When more was last seen committed than ever before."""
        self.committed = self.ends = 0
        """Messages, over all partitions."""
        self._log = log
        self._control = control
        self._furthest = (0, 0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            # The broker may be dead just now, the disk full.
            with suppress(FenghuoError):
                self._look()

    def _look(self) -> None:
        looked_at = time.monotonic()
        committed = self._log.committed_offsets(GROUP, TOPICS)
        ends = self._log.end_offsets(TOPICS)
        self.committed, self.ends = sum(committed.values()), sum(ends.values())
        if all(committed.get(tp, 0) >= end for tp, end in ends.items()):
            self.drained_at = looked_at
        acknowledged = sum(int(file.read_text()) for file in self._control.glob("acknowledged-?"))
        furthest = (max(self._furthest[0], self.committed), max(self._furthest[1], acknowledged))
        if furthest[0] != self._furthest[0]:
            self.stored_at = looked_at
        if furthest != self._furthest:
            self._furthest = furthest
            self.advanced_at = looked_at
