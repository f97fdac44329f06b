"""The demo's time: the wall clock, or an instant it was set to."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.clock import require_utc


class DemoClock:
    """Frozen at an instant while a replay goes through the past, else the machine's own clock."""

    def __init__(self, frozen: datetime | None = None) -> None:
        self.set(frozen)

    def now(self) -> datetime:
        return self._frozen if self._frozen is not None else datetime.now(UTC)

    @property
    def is_frozen(self) -> bool:
        return self._frozen is not None

    def set(self, instant: datetime | None) -> None:
        """Stand at an instant; None is the wall clock. Raises ValueError for a naive instant."""
        self._frozen = require_utc(instant) if instant is not None else None
