"""How the figures of a post grow hour by hour, and sometimes shrink: a pure function of post and instant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demo.dice import dice
from hub.platforms import Level, Platform

_SHAPE: Final = 0.69
_SCALE_HOURS: Final = 27.25
"""1 − exp(−(t/27.25 h)^0.69) is 60 % after 24 hours and 97 % after seven days."""
_HOURS_KEPT: Final = 24 * 90
_GROWN: Final = tuple(1 - math.exp(-((hour / _SCALE_HOURS) ** _SHAPE)) for hour in range(_HOURS_KEPT))

_SHARE_THAT_SHRINKS: Final = 0.04
_SIGMA: Final = 0.9

_MEDIAN_REACH: Final[dict[Platform, dict[Level, float]]] = {
    "wechat": {"province": 6000, "city": 1500, "county": 350},
    "weibo": {"province": 9000, "city": 2500, "county": 600},
    "douyin": {"province": 20000, "city": 6000, "county": 2200},
    "kuaishou": {"province": 15000, "city": 5000, "county": 1800},
    "toutiao": {"province": 8000, "city": 2400, "county": 700},
    "bilibili": {"province": 5000, "city": 1200, "county": 400},
    "channels": {"province": 12000, "city": 3500, "county": 1000},
    "xiaohongshu": {"province": 2500, "city": 700, "county": 200},
    "website": {"province": 900, "city": 300, "county": 90},
}
_SHARES_OF_REACH: Final[dict[Platform, dict[str, tuple[float, float]]]] = {
    "wechat": {
        "readers": (1, 1),
        "likes": (0.01, 0.05),
        "looks": (0.003, 0.02),
        "comments": (0.001, 0.008),
        "sharers": (0.01, 0.07),
        "favourites": (0.002, 0.015),
        "followers_new": (0.0005, 0.01),
    },
    "weibo": {"likes": (0.004, 0.03), "comments": (0.0005, 0.006), "shares": (0.001, 0.01)},
    "douyin": {
        "views": (1, 1),
        "likes": (0.01, 0.06),
        "comments": (0.0005, 0.006),
        "shares": (0.001, 0.01),
        "forwards": (0.0002, 0.002),
        "downloads": (0.0001, 0.001),
    },
    "kuaishou": {"views": (1, 1), "likes": (0.01, 0.06), "comments": (0.0005, 0.006)},
    "toutiao": {
        "views": (1, 1),
        "likes": (0.004, 0.03),
        "comments": (0.0005, 0.006),
        "shares": (0.001, 0.01),
        "forwards": (0.0002, 0.002),
    },
    "bilibili": {
        "views": (1, 1),
        "likes": (0.01, 0.08),
        "comments": (0.001, 0.01),
        "shares": (0.001, 0.01),
        "favourites": (0.002, 0.03),
        "coins": (0.001, 0.03),
        "danmaku": (0.0005, 0.01),
    },
    "channels": {
        "views": (1, 1),
        "looks": (0.004, 0.03),
        "likes": (0.008, 0.05),
        "comments": (0.0005, 0.006),
        "shares": (0.002, 0.02),
        "followers_new": (0.0002, 0.004),
        "forwards": (0.002, 0.015),
    },
    "xiaohongshu": {
        "impressions": (5, 14),
        "views": (1, 1),
        "likes": (0.01, 0.08),
        "comments": (0.001, 0.01),
        "favourites": (0.005, 0.06),
        "followers_new": (0.0005, 0.006),
        "shares": (0.002, 0.02),
    },
    "website": {"views": (1, 1)},
    "rss": {},
}

Figures = dict[str, int]
"""Canonical metrics (hub.records.Metrics) by name; cumulative."""


@dataclass(frozen=True)
class Growth:
    """What a post will have in the end, and when, if ever, spam clean-up takes a share of it away."""

    published_at: datetime
    final: tuple[tuple[str, float], ...]
    shrinks_at_hour: int | None
    shrinks_to: float

    @staticmethod
    def of(seed: int, post_id: str, platform: Platform, level: Level, appeal: float, at: datetime) -> Growth:
        """The growth of one post; `appeal` is its account's own factor."""
        random = dice(seed, post_id, "growth")
        median = _MEDIAN_REACH.get(platform, {}).get(level, 0.0)
        reach = median * appeal * random.lognormvariate(0, _SIGMA)
        final = tuple(
            (name, reach * random.uniform(*share)) for name, share in _SHARES_OF_REACH[platform].items()
        )
        shrinks = random.random() < _SHARE_THAT_SHRINKS
        hour, to = random.randint(50, 300), random.uniform(0.90, 0.97)
        return Growth(at, final, hour if shrinks else None, to)

    def at(self, instant: datetime) -> Figures:
        """The cumulative figures at an instant; all 0 until the first hour has passed."""
        hours = int((instant - self.published_at).total_seconds() // 3600)
        if hours < 0:
            return {name: 0 for name, _ in self.final}
        grown = _GROWN[min(hours, _HOURS_KEPT - 1)]
        if self.shrinks_at_hour is not None and hours >= self.shrinks_at_hour:
            grown *= self.shrinks_to
        return {name: int(value * grown) for name, value in self.final}
