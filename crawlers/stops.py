"""Which interface of which account must not be asked for now: its quota used up, a permission missing."""

from __future__ import annotations

from datetime import datetime


class Stops:
    """Kept in memory only: after a restart each interface is asked once again, which does no harm."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], datetime] = {}

    def stop(self, account_id: str, interface: str, until: datetime) -> None:
        self._until[account_id, interface] = until

    def until(self, account_id: str, interface: str, now: datetime) -> datetime | None:
        """Until when the interface is not to be asked, None where it may be."""
        until = self._until.get((account_id, interface))
        return until if until is not None and now < until else None
