"""A machine's clock that jumps: the trial writes how far off it is, its processes believe it.

The real clock belongs to everybody on the machine and stays as it is. In the trial's own Python processes
`time.time` and the hub's Clock are off by the seconds in a file, which the trial changes while they run. The
broker and the engine keep the real time, as machines of their own would.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

_LOOK_SECONDS = 0.05
_real_time = time.time


class JumpingClock:
    """The hub's Clock (`hub.clock`), off by the seconds in a file; 0 while there is none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._offset = 0.0
        self._look_at = 0.0

    def install(self) -> None:
        """Make `time.time` of this process tell this clock's time."""
        time.time = self.seconds

    def seconds(self) -> float:
        """Seconds since 1970."""
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + _LOOK_SECONDS
            self._offset = self._read()
        return _real_time() + self._offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def _read(self) -> float:
        try:
            return float(self._file.read_text() or self._offset)
        except FileNotFoundError:
            return 0.0
