"""Which accounts are due for a visit: by the last success the hub knows of, unknown accounts first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final

from crawlers.ages import comes_soon
from crawlers.credentials import Credentials
from crawlers.sightings import Sighting, Sightings
from crawlers.sources import is_gathered
from hub.clock import BEIJING, beijing_day
from hub.platforms import Platform
from hub.roster import Account, Roster

CADENCE: Final[Mapping[Platform, timedelta]] = {
    "wechat": timedelta(hours=4),
    "weibo": timedelta(minutes=20),
    "douyin": timedelta(hours=1),
    "kuaishou": timedelta(hours=1),
    "toutiao": timedelta(hours=1),
    "bilibili": timedelta(hours=2),
    "rss": timedelta(minutes=15),
    "website": timedelta(hours=1),
}
"""Time between two successful visits while the hub runs live."""

AFTER_FAILURE: Final = timedelta(minutes=10)
"""Time before an account whose visit did not succeed is tried again, where its cadence is longer."""

_ONCE_A_DAY: Final[frozenset[Platform]] = frozenset({"wechat", "website"})
_NO_INSTANT_FIGURES: Final[frozenset[Platform]] = frozenset({"wechat", "rss"})
_BETWEEN_WAVES: Final = timedelta(hours=6)
_WECHAT_READY: Final = time(8)


def due(
    roster: Roster,
    sightings: Sightings,
    credentials: Credentials,
    now: datetime,
    cadence: Mapping[Platform, timedelta] | None = None,
    attempted: Mapping[str, datetime] | None = None,
) -> list[Account]:
    """The accounts to visit now, those without a known success first, then by how long ago it was.

    With a cadence, an account is due earlier when a post of it is about to come to an age. Without one, `now`
    is a wave of a replay: WeChat (from 08:00 Beijing time) and websites once a Beijing day, the others after
    six hours. `attempted` says when an account was last visited at all, so that one which fails is not asked
    without end; the gatherer keeps it.
    """
    waiting = [
        (_last_success(sightings.last(account.account_id)), account)
        for account in roster.accounts
        if is_gathered(account, credentials) and account.status == "active" and _on_roster(account, now)
    ]
    chosen = [
        (last, account)
        for last, account in waiting
        if (
            _is_due(account.platform, last, now, cadence)
            or _figures_are_due(account, sightings, now, cadence)
        )
        and _may_try_again(account, now, cadence, attempted or {})
    ]
    return [account for _, account in sorted(chosen, key=lambda pair: (pair[0], pair[1].account_id))]


def _on_roster(account: Account, now: datetime) -> bool:
    today = beijing_day(now)
    return account.roster_from <= today and (account.roster_to is None or today <= account.roster_to)


def _last_success(sighting: Sighting | None) -> datetime:
    never = datetime.min.replace(tzinfo=UTC)
    return sighting.last_success_at or never if sighting is not None else never


def _is_due(
    platform: Platform, last: datetime, now: datetime, cadence: Mapping[Platform, timedelta] | None
) -> bool:
    if cadence is not None:
        return now - last >= cadence[platform]
    if platform == "wechat" and now.astimezone(BEIJING).time() < _WECHAT_READY:
        return False
    if platform in _ONCE_A_DAY:
        return last.year < 1970 or beijing_day(last) < beijing_day(now)
    return now - last >= _BETWEEN_WAVES


def _figures_are_due(
    account: Account, sightings: Sightings, now: datetime, cadence: Mapping[Platform, timedelta] | None
) -> bool:
    """Whether a post is about to come to an age, where the platform tells figures of the instant."""
    sighting = sightings.last(account.account_id)
    if cadence is None or account.platform in _NO_INSTANT_FIGURES or sighting is None:
        return False
    last = _last_success(sighting)
    return any(comes_soon(post.published_at, last, now) for post in sighting.recent.values())


def _may_try_again(
    account: Account,
    now: datetime,
    cadence: Mapping[Platform, timedelta] | None,
    attempted: Mapping[str, datetime],
) -> bool:
    at = attempted.get(account.account_id)
    if at is None or cadence is None:
        return True
    return now - at >= min(cadence[account.platform], AFTER_FAILURE)
