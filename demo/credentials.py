"""What accounts log in with at the demo's platforms, and how long it is good for.

All of it follows from the world's seed, so the server needs no memory: a token says which account it belongs
to and in which period it was given out, and is checked by making it again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from demo.accounts import Actor
from demo.dice import digits
from demo.world import World
from hub.clock import start_of_beijing_day

WECHAT_TOKEN_SECONDS: Final = 7200
WECHAT_RENEWAL_SECONDS: Final = 300
"""In the last five minutes of a token its successor is given out, and both work."""

DOUYIN_TOKEN: Final = timedelta(days=15)
DOUYIN_REFRESH_TOKEN: Final = timedelta(days=30)

_WEIBO_TOKEN: Final = timedelta(days=1826)
"""Five years: what Weibo gives the developer's own accounts. Shorter ones must be renewed by a person."""

CLIENT_KEY: Final = "awdemo0fenghuo"
"""The centre's one app at Douyin."""

Entry = dict[str, str]


def demo_credentials(world: World) -> dict[str, Entry]:
    """The credentials file of the demo: names and values by account id. Tokens are those of the first day."""
    return {
        account_id: _entry(world, actor)
        for account_id, actor in world.actors.items()
        if actor.account.platform in ("wechat", "weibo", "douyin")
    }


def wechat_secret(world: World, actor: Actor) -> str:
    return digits(32, world.seed, actor.account_id, "secret")


def wechat_token(world: World, actor: Actor, period: int) -> str:
    """The account's token of a period of two hours (counted from the epoch, shifted for each account)."""
    return f"{actor.index}_{period}_{digits(64, world.seed, actor.account_id, 'token', period)}"


def wechat_period(actor: Actor, instant: datetime) -> tuple[int, int]:
    """The token period an instant lies in, and the seconds left of it."""
    seconds = int(instant.timestamp()) + actor.index * 613
    period = seconds // WECHAT_TOKEN_SECONDS
    return period, (period + 1) * WECHAT_TOKEN_SECONDS - seconds


def weibo_token(world: World, actor: Actor) -> str:
    return f"2.00{digits(24, world.seed, actor.account_id, 'token')}"


def client_secret(world: World) -> str:
    return digits(32, world.seed, "client secret")


def douyin_token(world: World, actor: Actor, period: int) -> str:
    """The account's access token of a period of 15 days since the world began."""
    return f"act.{actor.index}.{period}.{digits(32, world.seed, actor.account_id, 'token', period)}"


def douyin_period(world: World, instant: datetime) -> tuple[int, int]:
    """The access token period an instant lies in (0 and before: the first), and the seconds left of it."""
    started_at = start_of_beijing_day(world.started_on)
    period = max(0, (instant - started_at) // DOUYIN_TOKEN)
    return period, int((started_at + (period + 1) * DOUYIN_TOKEN - instant).total_seconds())


def refresh_token(world: World, actor: Actor, renewals: int) -> str:
    """The account's refresh token after so many renewals."""
    return f"rft.{actor.index}.{renewals}.{digits(32, world.seed, actor.account_id, 'refresh', renewals)}"


def _entry(world: World, actor: Actor) -> Entry:
    started_at = start_of_beijing_day(world.started_on)
    if actor.account.platform == "wechat":
        return {"appid": actor.account.native_id, "secret": wechat_secret(world, actor)}
    if actor.account.platform == "weibo":
        return {"access_token": weibo_token(world, actor), "expires_at": _instant(started_at + _WEIBO_TOKEN)}
    return {
        "client_key": CLIENT_KEY,
        "client_secret": client_secret(world),
        "open_id": actor.account.native_id,
        "access_token": douyin_token(world, actor, 0),
        "refresh_token": refresh_token(world, actor, 0),
        "expires_at": _instant(started_at + DOUYIN_TOKEN),
    }


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
