"""When accounts without an interface deliver a sheet: every week, if they do not stop or never begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from demo.days import on_day
from demo.dice import chance, dice
from hub.clock import beijing_day
from hub.roster import Account

EVERY: Final = timedelta(days=7)
"""How often a sheet is owed."""

COVERS: Final = timedelta(days=30)
"""The range of days the operator chooses: a sheet holds the posts of so many days before it."""

_CARELESS: Final = (14, 0)
"""How many sheets the counties that deliver too few of them do deliver, one figure for each such county."""
_EARLIEST_HOUR: Final = 8.1
_LATEST_HOUR: Final = 9.4
"""Beijing time; before the morning's wave, so that a sheet is imported on its day."""


@dataclass(frozen=True)
class Deliveries:
    """The sheets of one account: the first on `started_on`, then one a week. `count` None is without end."""

    seed: int
    account_id: str
    started_on: date
    count: int | None = None

    def between(self, since: datetime, until: datetime) -> list[datetime]:
        """The instants (UTC, whole seconds) in (since, until] of which a delivered sheet speaks."""
        weeks = max(0, (beijing_day(until) - self.started_on) // EVERY + 1)
        numbers = range(weeks if self.count is None else min(weeks, self.count))
        return [at for at in map(self._exported_at, numbers) if since < at <= until]

    @staticmethod
    def for_accounts(accounts: Sequence[Account], seed: int, started_on: date) -> dict[str, Deliveries]:
        """The deliveries of each account, by account id. Only counties are careless."""
        counties = [account for account in accounts if account.level == "county"]
        counties.sort(key=lambda account: chance(seed, account.account_id, "sheets"))
        counts = {account.account_id: count for account, count in zip(counties, _CARELESS, strict=False)}
        return {
            account.account_id: Deliveries(
                seed, account.account_id, started_on, counts.get(account.account_id)
            )
            for account in accounts
        }

    def _exported_at(self, number: int) -> datetime:
        day = self.started_on + number * EVERY
        hours = dice(self.seed, self.account_id, "sheet", day).uniform(_EARLIEST_HOUR, _LATEST_HOUR)
        return on_day(day, hours)
