"""The platforms with an interface, for tests over all of them: credentials, a listed post, errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final

from crawlers.credentials import Entry
from hub.clock import BEIJING
from hub.platforms import Platform
from hub.roster import Account
from tests.crawlers import test_bilibili, test_douyin, test_kuaishou, test_toutiao, test_wechat, test_weibo
from tests.crawlers.loopback import Loopback
from tests.crawlers.wave import Wave, account, beijing

INTERFACES: Final[tuple[Platform, ...]] = ("wechat", "weibo", "douyin", "kuaishou", "toutiao", "bilibili")
"""Platforms that are pulled through their interface."""

SECRETS: Final = ("secret", "app_secret", "client_secret", "access_token", "refresh_token")
"""The names of credentials that must not be shown."""

ENTRY: Final[Entry] = {
    **dict.fromkeys(SECRETS, "given"),
    **dict.fromkeys(("appid", "app_id", "client_id", "client_key", "open_id"), "given"),
    "expires_at": "2027-01-01T00:00:00+08:00",
}

LISTS: Final[Mapping[Platform, str]] = {
    "wechat": test_wechat.PUBLISHED,
    "weibo": test_weibo.TIMELINE,
    "douyin": test_douyin.LIST,
    "kuaishou": test_kuaishou.LIST,
    "toutiao": test_toutiao.LIST,
    "bilibili": test_bilibili.LIST,
}
"""Where each platform lists an account's posts."""

ERRORS: Final[Mapping[Platform, Callable[[int, str], Any]]] = {
    "wechat": lambda code, words: {"errcode": code, "errmsg": words},
    "weibo": lambda code, words: {"error_code": str(code), "error": words},
    "douyin": lambda code, words: {"data": {"error_code": code, "description": words}},
    "toutiao": lambda code, words: {"data": {"error_code": code, "description": words}},
    "kuaishou": lambda code, words: {"result": code, "error_msg": words},
    "bilibili": lambda code, words: {"code": code, "message": words},
}
"""The body in which each platform reports an error."""


def answers(name: Platform, at: datetime | None = None, **figures: int) -> dict[str, Any]:
    """Answers by path of a platform that shows one post, published at an instant, with figures of its own."""
    at = at or beijing("2026-01-03 08:00")
    seconds = int(at.timestamp())
    if name == "wechat":
        message = test_wechat.message(test_wechat.article()) | {"update_time": seconds}
        return {
            test_wechat.TOKEN: {"access_token": "given", "expires_in": 7200},
            test_wechat.PUBLISHED: test_wechat.messages(message),
            test_wechat.DETAILS: {"list": [], "is_delay": False},
            test_wechat.FOLLOWERS: {"list": [{"ref_date": "2026-01-02", "cumulate_user": 48211}]},
        }
    if name == "weibo":
        written = format_datetime(at.astimezone(BEIJING)).replace(",", "").split()
        created_at = f"{written[0]} {written[2]} {written[1]} {written[4]} +0800 {written[3]}"
        return {
            test_weibo.TIMELINE: test_weibo.timeline(test_weibo.status(1, created_at, **figures)),
            test_weibo.COUNT: [test_weibo.counts("5250000000000001")],
            test_weibo.ACCOUNT: [{"id": "1000000001", "followers_count": 356020, "statuses_count": 18234}],
        }
    if name == "kuaishou":
        return {
            test_kuaishou.LIST: test_kuaishou.listed(test_kuaishou.work(1, at, **figures)),
            test_kuaishou.USER: {"result": 1, "user_info": {"fan": 25310}},
        }
    if name == "bilibili":
        return {
            test_bilibili.LIST: test_bilibili.listed(test_bilibili.work(1, at)),
            test_bilibili.FIGURES: test_bilibili.good(test_bilibili.figures(**figures)),
            test_bilibili.USER: test_bilibili.good({"follower": 18844, "arc_passed_total": 108}),
        }
    if name == "douyin":
        return {
            test_douyin.LIST: test_douyin.page(test_douyin.work(1, create_time=seconds)),
            test_douyin.FANS: test_douyin.fans(),
        }
    return {test_toutiao.LIST: test_toutiao.page(test_toutiao.work(create_time=seconds))}


NOTHING: Final[Mapping[Platform, Any]] = {
    "wechat": test_wechat.messages(),
    "weibo": test_weibo.timeline(),
    "douyin": test_douyin.page(),
    "kuaishou": test_kuaishou.listed(),
    "toutiao": test_toutiao.page(),
    "bilibili": test_bilibili.listed(),
}
"""How each platform says that an account has posted nothing."""


def county_on(name: Platform, wave: Wave, platform: Loopback, at: datetime | None = None) -> Account:
    """A county's account with credentials, on a platform that shows one post of it."""
    county = account(name)
    wave.credentials[county.account_id] = ENTRY
    for path, answer in answers(name, at).items():
        platform.on(path, answer)
    return county
