"""What accounts log in with at the demo's platforms, and how long it is good for.

All of it follows from the world's seed, so the server needs no memory: a token says which account it belongs
to and in which period it was given out, and is checked by making it again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from demo.accounts import Actor
from demo.dice import digits
from demo.world import World
from hub.clock import start_of_beijing_day
from hub.platforms import Platform

WECHAT_TOKEN_SECONDS: Final = 7200
WECHAT_RENEWAL_SECONDS: Final = 300
"""In the last five minutes of a token its successor is given out, and both work."""

DOUYIN_TOKEN: Final = timedelta(days=15)
DOUYIN_REFRESH_TOKEN: Final = timedelta(days=30)

TOUTIAO_REFRESH_TOKEN: Final = timedelta(days=1826)
KUAISHOU_TOKEN: Final = timedelta(hours=48)
KUAISHOU_REFRESH_TOKEN: Final = timedelta(days=180)
BILIBILI_TOKEN: Final = timedelta(days=30)

_WEIBO_TOKEN: Final = timedelta(days=1826)
"""Five years: what Weibo gives the developer's own accounts. Shorter ones must be renewed by a person."""

CLIENT_KEY: Final = "awdemo0fenghuo"
"""The centre's one app, by the same name on every platform."""

Entry = dict[str, str]


def demo_credentials(world: World) -> dict[str, Entry]:
    """The credentials file of the demo: names and values by account id. Tokens are those of the first day."""
    return {
        account_id: _ENTRIES[actor.account.platform](world, actor)
        for account_id, actor in world.actors.items()
        if actor.account.platform in _ENTRIES
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


def hourly_token(world: World, actor: Actor, instant: datetime) -> str:
    """An access token that names the hour in which it was given out."""
    hour = int(instant.timestamp()) // 3600
    return f"tok.{actor.index}.{hour}.{digits(32, world.seed, actor.account_id, 'hourly', hour)}"


def is_hourly_token(world: World, actor: Actor, token: str, instant: datetime, life: timedelta) -> bool:
    """Whether a token was given out to the account and still lasts at an instant."""
    hour = [*token.split("."), "", "", ""][2]
    if not hour.isdigit():
        return False
    given = datetime.fromtimestamp(int(hour) * 3600, UTC)
    return given <= instant < given + life and token == hourly_token(world, actor, given)


def seconds_left(instant: datetime, life: timedelta) -> int:
    """How long a token given out at an instant lasts: its life counts from the full hour."""
    return int(life.total_seconds()) - int(instant.timestamp()) % 3600


def _wechat(world: World, actor: Actor) -> Entry:
    return {"appid": actor.account.native_id, "secret": wechat_secret(world, actor)}


def _weibo(world: World, actor: Actor) -> Entry:
    expires_at = _instant(start_of_beijing_day(world.started_on) + _WEIBO_TOKEN)
    return {"access_token": weibo_token(world, actor), "expires_at": expires_at}


def _douyin(world: World, actor: Actor) -> Entry:
    return {
        "client_key": CLIENT_KEY,
        "client_secret": client_secret(world),
        "open_id": actor.account.native_id,
        "access_token": douyin_token(world, actor, 0),
        "refresh_token": refresh_token(world, actor, 0),
        "expires_at": _instant(start_of_beijing_day(world.started_on) + DOUYIN_TOKEN),
    }


def _kuaishou(world: World, actor: Actor) -> Entry:
    return {
        "app_id": CLIENT_KEY,
        "app_secret": client_secret(world),
        **_first_pair(world, actor, KUAISHOU_TOKEN),
    }


def _bilibili(world: World, actor: Actor) -> Entry:
    return {
        "client_id": CLIENT_KEY,
        "client_secret": client_secret(world),
        **_first_pair(world, actor, BILIBILI_TOKEN),
    }


def _first_pair(world: World, actor: Actor, life: timedelta) -> Entry:
    started_at = start_of_beijing_day(world.started_on)
    return {
        "access_token": hourly_token(world, actor, started_at),
        "refresh_token": refresh_token(world, actor, 0),
        "expires_at": _instant(started_at + life),
    }


_ENTRIES: Final[dict[Platform, Callable[[World, Actor], Entry]]] = {
    "wechat": _wechat,
    "weibo": _weibo,
    "douyin": _douyin,
    "toutiao": _douyin,
    "kuaishou": _kuaishou,
    "bilibili": _bilibili,
}


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
