"""What staff read: one Chinese sentence for every stage, outage and recovery.

Departments outside the brigade are not subordinate to it, so they are asked (商请), never admonished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from alerts.episodes import Episode
from alerts.facts import AccountFacts
from alerts.rules import VETO, Stage
from hub.clock import BEIJING
from hub.platforms import PLATFORM_NAMES, Platform

_LONGEST_TITLE: Final = 30
_REASONS: Final = {
    "authorisation": "授权失效",
    "quota": "接口次数用完",
    "refused": "被平台拒绝",
    "platform": "平台出错",
    "network": "网络不通",
    "content": "页面内容无法识别",
    "possible_gap": "可能有遗漏",
    "unsupported": "尚未支持",
    "ours": "本系统出错",
}


def silence(account: AccountFacts, days: int, veto_days: int, working_days_left: int, stage: Stage) -> str:
    """The account has not updated for `days`; `stage` is how far that has gone."""
    distance = _distance(days, veto_days, working_days_left, stage)
    return f"{_named(account)}已 {days} 天未更新，{distance}；{_last(account)}{_manner(account, stage)}。"


def updated(account: AccountFacts) -> str:
    """The silence is over."""
    if account.last_update is None:
        return f"{_named(account)}的静默天数已重新计算，预警关闭。"
    return f"{_named(account)}已恢复更新：{_post(account)}。"


def left(episode: Episode) -> str:
    """The account is no longer judged."""
    return f"账号 {episode.subject} 已不在监测范围（注销中、移出台账或停止采集），预警关闭。"


def not_collected(account: AccountFacts) -> str:
    """Nothing was fetched from the account for longer than allowed."""
    since = f"自 {_instant(account.fetched_at)} 起没有采集成功"
    return f"{_named(account)}{since}{_reason([account])}；恢复之前不判断它是否停更。"


def collected_again(account: AccountFacts) -> str:
    return f"{_named(account)}的采集已恢复。"


def part_of_outage(account: AccountFacts) -> str:
    return f"{_named(account)}的采集故障并入{account.platform_name}的整体故障。"


def outage(accounts: Sequence[AccountFacts], total: int) -> str:
    """Many accounts of one platform fail together."""
    share = f"{len(accounts)} 个账号（共 {total} 个）"
    return (
        f"{accounts[0].platform_name}有 {share}同时采集失败{_reason(accounts)}，"
        "多半是平台或本系统的问题；恢复之前不判断这些账号是否停更。"
    )


def outage_over(platform: str) -> str:
    return f"{PLATFORM_NAMES.get(cast(Platform, platform), platform)}的整体采集故障已解除。"


def _named(account: AccountFacts) -> str:
    return f"{account.name}（{account.platform_name}）"


def _distance(days: int, veto_days: int, working_days_left: int, stage: Stage) -> str:
    if stage.rule == VETO:
        return "已到否决线（两周不更新）"
    distance = f"距否决线 {veto_days - days} 天"
    if working_days_left >= stage.working_days:
        return distance
    return f"{distance}，其间{f'只剩 {working_days_left} 个' if working_days_left else '已没有'}工作日"


def _last(account: AccountFacts) -> str:
    if account.last_update is None:
        return f"自 {account.silent_since.isoformat()} 开始采集以来没有作品"
    return f"最后一条：{_post(account)}"


def _manner(account: AccountFacts, stage: Stage) -> str:
    asked = account.kind == "department" and stage.severity in ("催办", "否决")
    return "；该账号属于行业部门，请以商请方式提醒" if asked else ""


def _post(account: AccountFacts) -> str:
    post = account.last_update
    if post is None:
        return ""
    title = " ".join(post.title.split())
    short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
    return f"{f'《{short}》' if short else '无标题'} {_instant(post.published_at)}"


def _reason(accounts: Sequence[AccountFacts]) -> str:
    kinds = Counter(account.last_visit.error_kind for account in accounts if account.last_visit)
    kinds.pop("", None)
    if not kinds:
        return ""
    kind = min(kinds, key=lambda kind: (-kinds[kind], kind))
    return f"（{_REASONS.get(kind, kind)}）"


def _instant(instant: datetime) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
