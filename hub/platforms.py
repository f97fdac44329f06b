"""The words shared by the roster, the records and the warehouse: platforms, levels, kinds, metrics."""

from __future__ import annotations

from typing import Final, Literal, get_args

Platform = Literal[
    "wechat",
    "weibo",
    "douyin",
    "kuaishou",
    "toutiao",
    "bilibili",
    "channels",
    "xiaohongshu",
    "rss",
    "website",
]
Level = Literal["province", "city", "county"]
Kind = Literal["brigade", "department", "media", "township"]

PLATFORMS: Final[tuple[Platform, ...]] = get_args(Platform)
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

PLATFORM_NAMES: Final[dict[Platform, str]] = {
    "wechat": "微信公众号",
    "weibo": "微博",
    "douyin": "抖音",
    "kuaishou": "快手",
    "toutiao": "今日头条",
    "bilibili": "哔哩哔哩",
    "channels": "视频号",
    "xiaohongshu": "小红书",
    "rss": "RSS",
    "website": "网站",
}
LEVEL_NAMES: Final[dict[Level, str]] = {"province": "省级", "city": "市级", "county": "县级"}
KIND_NAMES: Final[dict[Kind, str]] = {
    "brigade": "消防队伍",
    "department": "行业部门",
    "media": "媒体",
    "township": "乡镇",
}

REACH_BASIS: Final[dict[Platform, str | None]] = {
    "wechat": "readers",
    "weibo": None,
    "douyin": "views",
    "kuaishou": "views",
    "toutiao": "views",
    "bilibili": "views",
    "channels": "views",
    "xiaohongshu": "views",
    "rss": None,
    "website": "views",
}
"""The canonical metric that is a platform's primary figure, None where the platform tells nobody.

Persons (readers) and times (views) are never added or ranked together.
"""
