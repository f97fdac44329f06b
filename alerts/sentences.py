"""What staff read: one Chinese sentence for every stage, outage and recovery.

Departments outside the brigade are not subordinate to it, so they are asked (商请), never admonished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, cast

from alerts.episodes import Episode
from alerts.facts import AccountFacts, Post
from alerts.rules import VETO, Stage
from alerts.workdays import Break
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
    return f"{_named(account)}已恢复更新：{_post(account.last_update)}。"


def veto_in_break(account: AccountFacts, days: int, veto_day: date, around: Break) -> str:
    """The day of the veto falls into a break, or on the day after it."""
    return (
        f"{_named(account)}已 {days} 天未更新，否决线（{_day(veto_day)}）落在 {_day(around.first)}开始的"
        f" {around.days} 天假期内或假后第一天，请在放假前更新；{_last(account)}。"
    )


def dormant(account: AccountFacts, days: int) -> str:
    """Silent for so long that the account should be revived or given up."""
    return f"{_named(account)}已 {days} 天未更新，建议激活或申请注销；{_last(account)}。"


def unlike_itself(account: AccountFacts, days: int, probability: float, a_month: float) -> str:
    """A silence that is unlikely for this account."""
    odds = max(1, round(1 / probability))
    return (
        f"{_named(account)}已 {days} 天未更新，不合它平时的节奏（近来每月约 {a_month:.0f} 天有作品，"
        f"这么久的间隔约 {odds} 次里才有 1 次）；{_last(account)}。"
    )


def volume_drop(account: AccountFacts, posts: int, usual: float) -> str:
    """Alive, but far below itself."""
    return (
        f"{_named(account)}最近 7 天只发布 {posts} 条，此前 8 周每周中位数为 {usual:g} 条；{_last(account)}。"
    )


def volume_back(account: AccountFacts) -> str:
    return f"{_named(account)}的发布量已回到平时的一半以上。"


def taken_back(account: AccountFacts, post: Post) -> str:
    """A post was deleted within 24 hours."""
    return f"{_named(account)}的作品{_post(post)} 发布后 24 小时内被删除，请核查原因。"


def county_stalled(accounts: Sequence[AccountFacts], name: str) -> str:
    """All accounts of a county are silent past their own alarm."""
    updates = [(account.last_update, account) for account in accounts if account.last_update]
    post, last = max(updates, key=lambda pair: pair[0].published_at, default=(None, None))
    latest = f"最近一条来自{_named(last)}：{_post(post)}" if post and last else "开始采集以来没有作品"
    return f"{name}停更：{len(accounts)} 个账号全部超过各自的预警线；{latest}。"


def county_updated(name: str) -> str:
    return f"{name}已有账号恢复更新。"


def low_original(account: AccountFacts, posts: int, carried: int) -> str:
    return f"{_named(account)}最近 30 天的 {posts} 条作品中有 {carried} 条是转载，原创偏少。"


def original_again(account: AccountFacts, posts: int, carried: int) -> str:
    return f"{_named(account)}最近 30 天的 {posts} 条作品中转载 {carried} 条，原创偏少的提示关闭。"


def reach_drop(account: AccountFacts, recent: float, usual: float) -> str:
    """Compared at the age of 7 days."""
    return (
        f"{_named(account)}仍在更新，但作品触达骤降：近 4 周作品满 7 天的触达中位数为 {recent:,.0f}，"
        f"此前 8 周为 {usual:,.0f}。"
    )


def reach_back(account: AccountFacts) -> str:
    return f"{_named(account)}的作品触达已回到平时的一半以上。"


def second_account(account: AccountFacts, earlier: AccountFacts) -> str:
    """One unit has two accounts on a platform."""
    return (
        f"{account.unit}在{account.platform_name}有不止一个账号：{account.name}与{earlier.name}，"
        "请核查是否应合并或注销。"
    )


def single_account(account: AccountFacts) -> str:
    return f"{_named(account)}已是本单位在该平台的唯一账号。"


def release_late(account: AccountFacts, titles: Sequence[str], hours: float) -> str:
    """Assigned releases the account has not carried; `hours` since the oldest was issued."""
    more = f"等 {len(titles)} 件" if len(titles) > 1 else ""
    asked = "，请以商请方式提醒" if account.kind == "department" else ""
    owed = f"尚未转载联动内容{_quoted(titles[0])}{more}"
    return f"{_named(account)}{owed}，最早一件已发布 {hours:.0f} 小时{asked}。"


def releases_carried(account: AccountFacts) -> str:
    return f"{_named(account)}已没有逾期未转载的联动内容。"


def release_gap(city: str, title: str, carried: int, counties: int, missing: Sequence[str]) -> str:
    """At the deadline too few counties of a city have carried a release."""
    return (
        f"{city}到截止时只有 {carried} 个县（市、区）转载了{_quoted(title)}（有账号的共 {counties} 个）；"
        f"未转载：{'、'.join(missing)}。"
    )


def release_gap_over(city: str) -> str:
    return f"{city}的联动缺口已过通报期，预警关闭。"


def audience_gap(region: str, audience: str, days: int) -> str:
    """Nobody in a region addressed an audience that a campaign names."""
    return f"{region}最近 {days} 天没有面向“{audience}”的作品，而专项任务点名要求覆盖。"


def audience_reached(region: str, audience: str) -> str:
    return f"{region}已有面向“{audience}”的作品，或任务已结束。"


def authorisation_due(name: str, platform: str, by: datetime, days: int) -> str:
    """A person must authorise an account again, within two weeks."""
    return (
        f"{name}（{platform}）的授权还剩 {days} 天，请账号主人在 {_instant(by)} 之前重新授权；"
        "过期后采集中断，静默也就无从判断。"
    )


def authorisation_ended(name: str, platform: str, by: datetime) -> str:
    """Nobody did."""
    return f"{name}（{platform}）的授权已于 {_instant(by)} 到期，采集已中断，请账号主人立即重新授权。"


def authorised_again(name: str, platform: str) -> str:
    return f"{name}（{platform}）已重新授权。"


def export_late(name: str, platform: str, days: int, last: datetime | None) -> str:
    """An account that lives by export owes a sheet."""
    before = f"上一份是 {_instant(last)} 的" if last else "从未交过"
    return f"{name}（{platform}）的导出表已逾期 {days} 天（每 7 天一份，{before}），请从创作后台导出并导入。"


def export_delivered(name: str, platform: str) -> str:
    return f"{name}（{platform}）的导出表已交，或不再需要。"


def left(episode: Episode) -> str:
    """The account, or all accounts of the county, are no longer judged."""
    what = "区划" if episode.subject_kind == "county" else "账号"
    return f"{what} {episode.subject} 已不在监测范围（注销中、移出台账或停止采集），预警关闭。"


def follow_up_late(wanted: str, assigned_on: date, note: str, department: str) -> str:
    """What was assigned (`wanted`) is not to be seen, and its term is over; `note` is the assigner's."""
    asked = "，请以商请方式提醒" if department else ""
    noted = f"（{note}）" if note else ""
    return f"{_day(assigned_on)}布置的跟踪事项已过期限：应看到{wanted}{noted}，至今没有看到{asked}。"


def follow_up_over(wanted: str, state: str) -> str:
    """It was fulfilled, late or not, or taken back."""
    ending = "已撤销" if state == "withdrawn" else "已看到"
    return f"跟踪事项“{wanted}”{ending}，预警关闭。"


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
    return f"{account.name}（{account.platform_name}）" if account.platform_name else account.name


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
    return f"最后一条：{_post(account.last_update)}"


def _manner(account: AccountFacts, stage: Stage) -> str:
    asked = account.kind == "department" and stage.severity in ("催办", "否决")
    return "；该账号属于行业部门，请以商请方式提醒" if asked else ""


def _post(post: Post) -> str:
    return f"{_quoted(post.title)} {_instant(post.published_at)}"


def _quoted(title: str) -> str:
    title = " ".join(title.split())
    short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
    return f"《{short}》" if short else "无标题"


def _reason(accounts: Sequence[AccountFacts]) -> str:
    kinds = Counter(account.last_visit.error_kind for account in accounts if account.last_visit)
    kinds.pop("", None)
    if not kinds:
        return ""
    kind = min(kinds, key=lambda kind: (-kinds[kind], kind))
    return f"（{_REASONS.get(kind, kind)}）"


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def _instant(instant: datetime) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
