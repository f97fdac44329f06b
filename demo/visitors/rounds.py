"""All visits of a replay to one account: who is due at a wave, who is refused, what each visit brings.

A sheet counts as a visit at the instant it was exported, once a wave has come by that imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from demo.accounts import Actor
from demo.visitors import bilibili, douyin, kuaishou, rss, sheets, website, wechat, weibo
from demo.visitors.ledger import Ledger
from demo.world import World
from hub.clock import beijing_day
from hub.platforms import Platform

_Due = Callable[[Ledger, datetime], bool]
_Visit = Callable[[Ledger, datetime], None]

_DUE: Final[dict[Platform, _Due]] = {
    "wechat": wechat.is_due,
    "weibo": weibo.is_due,
    "douyin": douyin.is_due,
    "kuaishou": kuaishou.is_due,
    "toutiao": douyin.is_due,
    "bilibili": bilibili.is_due,
    "website": website.is_due,
    "rss": rss.is_due,
    "channels": sheets.is_due,
    "xiaohongshu": sheets.is_due,
}


def go_round(world: World, actor: Actor, waves: Sequence[datetime]) -> Ledger:
    """What is owed of an account after visits at these instants (ascending). Outages refuse a visit."""
    ledger = Ledger(world, actor)
    if actor.account.status != "active":
        return ledger
    due, visit = _DUE[actor.account.platform], _visit_of(actor.account.platform)
    for now in _instants(actor, waves):
        refused = actor.outages.at(now) is not None
        if not refused and actor.on_roster(beijing_day(now)) and due(ledger, now):
            visit(ledger, now)
            ledger.successes.append(now)
    return ledger


def _instants(actor: Actor, waves: Sequence[datetime]) -> Sequence[datetime]:
    if actor.deliveries is None or not waves:
        return waves
    return actor.deliveries.between(datetime.min.replace(tzinfo=UTC), waves[-1])


def _visit_of(platform: Platform) -> _Visit:
    visits: dict[Platform, _Visit] = {
        "wechat": wechat.visit,
        "weibo": weibo.visit,
        "douyin": douyin.visit,
        "kuaishou": kuaishou.visit,
        "toutiao": douyin.visit,
        "bilibili": bilibili.visit,
        "website": website.Visitor().visit,
        "rss": rss.visit,
        "channels": sheets.visit,
        "xiaohongshu": sheets.visit,
    }
    return visits[platform]
