"""What an account of the demo world is like: how often it posts, how many follow it, when it keeps silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from demo.deliveries import Deliveries
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

EXPORTED: Final[tuple[Platform, ...]] = ("channels", "xiaohongshu")
"""Platforms without an interface: what their accounts do is known by the sheets they deliver, if they do."""

_JOINED_LATER: Final[frozenset[Platform]] = frozenset({"kuaishou", "toutiao", "bilibili", *EXPORTED})
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
    deliveries: Deliveries | None = None

    @property
    def account_id(self) -> str:
        return self.account.account_id

    @property
    def by_export(self) -> bool:
        """Whether the account is known by exported sheets alone: nothing visits it."""
        return self.deliveries is not None

    def on_roster(self, day: date) -> bool:
        """Whether the account is followed, and posts, on a day."""
        account = self.account
        ended = account.roster_to is not None and day > account.roster_to
        return account.roster_from <= day and not ended and account.status != "closed"


class Cast:
    """All accounts of the world, in the roster's order."""

    def __init__(self, roster: Roster, seed: int, started_on: date) -> None:
        self.seed = seed
        self.started_on = started_on
        numbered = sorted(roster.accounts, key=lambda account: _queue(account.platform))
        index = {account.account_id: number for number, account in enumerate(numbered)}
        plans = _Plans.of(roster, seed, started_on)
        self.actors = {
            account.account_id: _actor(roster, account, index[account.account_id], seed, plans)
            for account in roster.accounts
            if account.platform in (*SERVED, *EXPORTED)
        }
        self.first_writers = sum(account.platform not in _JOINED_LATER for account in roster.accounts)

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


@dataclass(frozen=True)
class _Plans:
    """Each account's fate by account id. Those by export have deliveries only, and change nobody else's."""

    started_on: date
    silences: dict[str, Silences]
    outages: dict[str, Outages]
    deliveries: dict[str, Deliveries]

    @staticmethod
    def of(roster: Roster, seed: int, started_on: date) -> _Plans:
        served = [account for account in roster.accounts if account.platform in SERVED]
        exported = [account for account in roster.accounts if account.platform in EXPORTED]
        return _Plans(
            started_on,
            Silences.for_accounts(served, seed, started_on),
            Outages.for_accounts(served, seed, started_on),
            Deliveries.for_accounts(exported, seed, started_on),
        )


def _queue(platform: Platform) -> int:
    """In which group an account is numbered; platforms that came later stand behind."""
    return 2 if platform in EXPORTED else int(platform in _JOINED_LATER)


def _actor(roster: Roster, account: Account, index: int, seed: int, plans: _Plans) -> Actor:
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
        silences=plans.silences.get(account.account_id, Silences(plans.started_on)),
        outages=plans.outages.get(account.account_id, Outages(plans.started_on, account.platform, 0)),
        deliveries=plans.deliveries.get(account.account_id),
    )
