"""How each account's authorisation stands: until when it lasts by itself, and when a person must act.

Only instants and words leave this module, never a token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from crawlers.bilibili import BilibiliSpider
from crawlers.credentials import Credentials
from crawlers.douyin import DouyinSpider
from crawlers.granted import GrantedSpider
from crawlers.kuaishou import KuaishouSpider
from crawlers.sources import is_gathered
from crawlers.tokens import Grant, Tokens, origin_of
from crawlers.toutiao import ToutiaoSpider
from hub.platforms import Platform
from hub.roster import Account, Roster

NOTICE: Final = timedelta(days=14)
"""How long before a person must act it is said."""

State = Literal["lasting", "due", "ended", "unknown", "missing"]
"""`lasting`: nothing to do; `due`: a person must act within NOTICE; `ended`: it is over; `unknown`: nobody
can say when it ends; `missing`: no credentials."""

GRANTED: Final[Mapping[Platform, type[GrantedSpider]]] = {
    spider.platform: spider for spider in (DouyinSpider, ToutiaoSpider, KuaishouSpider, BilibiliSpider)
}


@dataclass(frozen=True)
class Authorisation:
    """One account's. `token_until` is when the present access token ends, `person_by` when a person must
    have acted; None where nobody can say. `renewals` counts renewals of the refresh token."""

    account: Account
    state: State
    token_until: datetime | None = None
    person_by: datetime | None = None
    renewals: int | None = None


def authorisations(
    roster: Roster, credentials: Credentials, tokens: Tokens, now: datetime
) -> list[Authorisation]:
    """The authorisations of the accounts that cannot be gathered without one; the most urgent first."""
    found = [
        _LOOKS[account.platform](account, credentials, tokens, now)
        if credentials.entries.get(account.account_id)
        else Authorisation(account, "missing")
        for account in roster.accounts
        if account.platform in _LOOKS and account.status == "active" and is_gathered(account, credentials)
    ]
    return sorted(found, key=_urgency)


def _wechat(account: Account, _credentials: Credentials, _tokens: Tokens, _now: datetime) -> Authorisation:
    """The app's id and secret stay good; tokens of two hours are fetched with them at will."""
    return Authorisation(account, "lasting")


def _weibo(account: Account, credentials: Credentials, _tokens: Tokens, now: datetime) -> Authorisation:
    """Nothing renews the token but its owner."""
    until = credentials.expiry(account.account_id)
    return Authorisation(account, _state(until, now), until, until)


def _granted(account: Account, credentials: Credentials, tokens: Tokens, now: datetime) -> Authorisation:
    given = credentials.entries[account.account_id]
    if not given.get("access_token") or not given.get("refresh_token"):
        return Authorisation(account, "missing")
    grant = tokens.grant(account.account_id, origin_of(str(given["refresh_token"]))) or Grant(
        "",
        "",
        credentials.expiry(account.account_id),
        credentials.expiry(account.account_id, "refresh_expires_at"),
    )
    person_by = GRANTED[account.platform].person_by(grant)
    return Authorisation(account, _state(person_by, now), grant.expires_at, person_by, grant.renewals)


_LOOKS: Final[Mapping[Platform, Callable[[Account, Credentials, Tokens, datetime], Authorisation]]] = {
    "wechat": _wechat,
    "weibo": _weibo,
    **dict.fromkeys(GRANTED, _granted),
}


def _state(person_by: datetime | None, now: datetime) -> State:
    if person_by is None:
        return "unknown"
    if person_by <= now:
        return "ended"
    return "due" if person_by <= now + NOTICE else "lasting"


def _urgency(one: Authorisation) -> tuple[int, float, str]:
    order = ("ended", "due", "missing", "unknown", "lasting")
    by = one.person_by.timestamp() if one.person_by else float("inf")
    return order.index(one.state), by, one.account.account_id
