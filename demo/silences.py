"""When accounts keep silent: some fall silent for good, some recover, some come close to the fortnight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from demo.dice import chance, dice
from demo.posts import RETRACTING
from hub.roster import Account

_SHARE_FOR_GOOD: Final = 0.09
_SHARE_RECOVERS: Final = 0.14
_SHARE_CLOSE: Final = 0.16
_RECOVER_CYCLE: Final = 97
_CLOSE_CYCLE: Final = 40
"""Days; the usual replay of 120 days ends when these accounts have been silent for seven to twelve."""
_GASP_AFTER: Final = 4
"""Days after which a silent account posts once more, and takes that post back in the same night."""


@dataclass(frozen=True)
class Silences:
    """The silences of one account. Days are Beijing days; nothing is planned before `started_on`.

    `for_good` is the first day of a silence without end; `spans` are (first day, length, cycle) in days since
    `started_on`, repeated after each cycle; `gasp` is the day of a post that is taken back within 24 hours.
    """

    started_on: date
    for_good: date | None = None
    spans: tuple[tuple[int, int, int], ...] = ()
    gasp: date | None = None

    def silent_on(self, day: date) -> bool:
        """Whether the account publishes nothing on a day (the gasp apart)."""
        if self.for_good is not None and day >= self.for_good:
            return True
        offset = (day - self.started_on).days
        return any(
            (offset - first) % cycle < length for first, length, cycle in self.spans if offset >= first
        )

    @staticmethod
    def for_accounts(accounts: Sequence[Account], seed: int, started_on: date) -> dict[str, Silences]:
        """A plan for each account, by account id. Whole counties share a fate; higher levels speak on."""
        counties = sorted(
            {
                account.region_code
                for account in accounts
                if account.level == "county" and account.region_code
            },
            key=lambda code: chance(seed, code, "silence"),
        )
        rank = {code: place / len(counties) for place, code in enumerate(counties)}
        return {
            account.account_id: _plan(account, rank.get(account.region_code or ""), seed, started_on)
            for account in accounts
        }


def _plan(account: Account, rank: float | None, seed: int, started_on: date) -> Silences:
    if account.level != "county" or rank is None:
        return Silences(started_on)
    random = dice(seed, account.region_code, "silence")
    if rank < _SHARE_FOR_GOOD:
        first = started_on + timedelta(days=random.randint(40, 90))
        can_retract = account.platform in RETRACTING
        return Silences(started_on, first, gasp=first + timedelta(days=_GASP_AFTER) if can_retract else None)
    if rank < _SHARE_FOR_GOOD + _SHARE_RECOVERS:
        return Silences(started_on, spans=((random.randint(15, 60), random.randint(16, 26), _RECOVER_CYCLE),))
    if rank < _SHARE_FOR_GOOD + _SHARE_RECOVERS + _SHARE_CLOSE:
        before = random.randint(7, 12)
        return Silences(started_on, spans=((_CLOSE_CYCLE - before, 13, _CLOSE_CYCLE),))
    return Silences(started_on)
