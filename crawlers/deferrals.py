"""What is not to be asked before some instant: done for today, quota used up, permission missing."""

from __future__ import annotations

from datetime import datetime


class Deferrals:
    """Kept in memory only: after a restart each question is asked once more, which does no harm."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], datetime] = {}

    def defer(self, account_id: str, what: str, until: datetime) -> None:
        """Ask no more for `what` of the account before the instant."""
        self._until[account_id, what] = until

    def until(self, account_id: str, what: str, now: datetime) -> datetime | None:
        """The instant a question is deferred to, None where it may be asked now."""
        until = self._until.get((account_id, what))
        return until if until is not None and now < until else None
