"""What an account of the demo world is like: how often it posts, how many follow it, when it keeps silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from demo.dice import chance, dice
from demo.outages import Outages
from demo.silences import Silences
from hub.clock import beijing_day
from hub.platforms import Kind, Level, Platform
from hub.roster import Account, Roster

SERVED: Final[tuple[Platform, ...]] = (
    "wechat",
    "weibo",
    "douyin",
    "kuaishou",
    "toutiao",
    "bilibili",
    "website",
    "rss",
)
"""The platforms the demo answers for."""

_JOINED_LATER: Final[frozenset[Platform]] = frozenset({"kuaishou", "toutiao", "bilibili"})
"""Their accounts are numbered behind the others', so that what the others write stays as it was."""

_POSTS_A_DAY: Final[dict[Level, tuple[float, float]]] = {
    "province": (1.2, 1.8),
    "city": (0.4, 0.65),
    "county": (0.18, 0.5),
}
_KIND_FACTOR: Final[dict[Kind, float]] = {"brigade": 1.0, "department": 0.6, "media": 1.2, "township": 0.6}
_FOLLOWERS: Final[dict[Level, float]] = {"province": 600_000, "city": 90_000, "county": 15_000}


@dataclass(frozen=True)
class Actor:
    """An account with its habits. `city_code` is the city it belongs to, None above and beside the cities."""

    account: Account
    index: int
    city_code: str | None
    place: str
    posts_a_day: float
    appeal: float
    followers_at_start: int
    silences: Silences
    outages: Outages

    @property
    def account_id(self) -> str:
        return self.account.account_id

    def on_roster(self, day: date) -> bool:
        """Whether the account is followed, and posts, on a day."""
        account = self.account
        ended = account.roster_to is not None and day > account.roster_to
        return account.roster_from <= day and not ended and account.status != "closed"


class Cast:
    """All accounts the demo answers for, in the roster's order."""

    def __init__(self, roster: Roster, seed: int, started_on: date) -> None:
        served = [account for account in roster.accounts if account.platform in SERVED]
        silences = Silences.for_accounts(served, seed, started_on)
        outages = Outages.for_accounts(served, seed, started_on)
        self.seed = seed
        self.started_on = started_on
        numbered = sorted(served, key=lambda account: account.platform in _JOINED_LATER)
        index = {account.account_id: number for number, account in enumerate(numbered)}
        self.actors = {
            account.account_id: _actor(roster, account, index[account.account_id], seed, silences, outages)
            for account in served
        }
        self.first_writers = sum(account.platform not in _JOINED_LATER for account in served)

    def followers(self, account_id: str, instant: datetime) -> int:
        """Followers at an instant: a slow growth with a daily wobble, so that some days lose followers."""
        actor, day = self.actors[account_id], beijing_day(instant)
        growth = 1 + 0.0006 * (day - self.started_on).days
        wobble = 1 + 0.002 * (chance(self.seed, account_id, "followers", day) - 0.5)
        return round(actor.followers_at_start * growth * wobble)


def city_of(roster: Roster, account: Account) -> str | None:
    """The code of the city an account lies in; None for provincial accounts and directly run counties."""
    region = roster.regions.get(account.region_code or "")
    if region is None or region.level == "province":
        return None
    if region.level == "city":
        return region.code
    parent = roster.regions.get(region.parent_code or "")
    return parent.code if parent is not None and parent.level == "city" else None


def _actor(
    roster: Roster,
    account: Account,
    index: int,
    seed: int,
    silences: dict[str, Silences],
    outages: dict[str, Outages],
) -> Actor:
    random = dice(seed, account.account_id, "habits")
    low, high = _POSTS_A_DAY[account.level]
    region = roster.regions.get(account.region_code or "")
    return Actor(
        account=account,
        index=index,
        city_code=city_of(roster, account),
        place=region.name if region else "本地",
        posts_a_day=random.uniform(low, high) * _KIND_FACTOR[account.kind],
        appeal=random.lognormvariate(0, 0.4),
        followers_at_start=round(_FOLLOWERS[account.level] * random.lognormvariate(0, 0.6)),
        silences=silences[account.account_id],
        outages=outages[account.account_id],
    )
