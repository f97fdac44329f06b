"""When a platform refuses an account: whole Beijing days on which nothing can be gathered.

Whole days, so that two waves of one day meet the same answer and a visit is either refused all day or not
at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from demo.dice import chance, dice
from hub.clock import beijing_day
from hub.platforms import Platform
from hub.roster import Account

OutageKind = Literal["authorisation", "down"]
"""`authorisation`: a person must act (token revoked, address not allowed); `down`: HTTP 503 and no more."""

_SHARE_OF_ACCOUNTS: Final = 0.12
_SHARE_AT_END: Final = 0.03
_CYCLE: Final = 120
"""Days; the usual replay ends while these are refused."""
_PLATFORM_CYCLE: Final = 100
_WIDE: Final[tuple[Platform, ...]] = ("weibo", "douyin", "website")


@dataclass(frozen=True)
class Outages:
    """The outages of one account and of its platform, in days since `started_on`.

    `spans` are (first day, length), repeated every 120 days; the platform is down for one day in a hundred.
    """

    started_on: date
    platform: Platform
    platform_day: int
    spans: tuple[tuple[int, int], ...] = ()

    def at(self, instant: datetime) -> OutageKind | None:
        """What refuses the account at an instant, None if it is answered."""
        return self.on(beijing_day(instant))

    def on(self, day: date) -> OutageKind | None:
        """What refuses the account on a Beijing day, None if it is answered."""
        offset = (day - self.started_on).days
        if offset < 0:
            return None
        if self._platform_is_down(offset):
            return "down"
        if any(offset >= first and (offset - first) % _CYCLE < length for first, length in self.spans):
            return "down" if self.platform in ("website", "rss") else "authorisation"
        return None

    def _platform_is_down(self, offset: int) -> bool:
        turn, day = divmod(offset, _PLATFORM_CYCLE)
        return day == self.platform_day and _WIDE[turn % len(_WIDE)] == self.platform

    @staticmethod
    def for_accounts(accounts: Sequence[Account], seed: int, started_on: date) -> dict[str, Outages]:
        """The outages of each account, by account id. Provincial accounts have none of their own."""
        platform_day = dice(seed, "platform outage").randint(35, 75)
        lower = [account for account in accounts if account.level != "province"]
        lower.sort(key=lambda account: chance(seed, account.account_id, "outage"))
        spans = {
            account.account_id: _spans(place / len(lower), account, seed)
            for place, account in enumerate(lower)
        }
        return {
            account.account_id: Outages(
                started_on, account.platform, platform_day, spans.get(account.account_id, ())
            )
            for account in accounts
        }


def _spans(rank: float, account: Account, seed: int) -> tuple[tuple[int, int], ...]:
    random = dice(seed, account.account_id, "outages")
    if rank < _SHARE_AT_END:
        return ((_CYCLE - random.randint(2, 3), 5),)
    if rank < _SHARE_AT_END + _SHARE_OF_ACCOUNTS:
        return ((random.randint(10, 100), random.randint(1, 6)),)
    return ()
