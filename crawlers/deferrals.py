"""What is not to be asked before some instant: done for today, quota used up, permission missing."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crawlers.failures import CallError


class Deferral(NamedTuple):
    """Until when something is not asked, and the failure that is why; None where it simply is done."""

    until: datetime
    because: CallError | None


class Deferrals:
    """Kept in memory only: after a restart each question is asked once more, which does no harm."""

    def __init__(self) -> None:
        self._deferred: dict[tuple[str, str], Deferral] = {}

    def defer(self, account_id: str, what: str, until: datetime, because: CallError | None = None) -> None:
        """Ask no more for `what` of the account before the instant."""
        self._deferred[account_id, what] = Deferral(until, because)

    def until(self, account_id: str, what: str, now: datetime) -> datetime | None:
        """The instant a question is deferred to, None where it may be asked now."""
        deferral = self._deferred.get((account_id, what))
        return deferral.until if deferral is not None and now < deferral.until else None

    def because(self, account_id: str, what: str, now: datetime) -> CallError | None:
        """The failure for which a question is deferred now, None where there is none."""
        deferred = self.until(account_id, what, now) is not None
        return self._deferred[account_id, what].because if deferred else None
