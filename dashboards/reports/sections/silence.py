"""断更: who comes near the fortnight, which counties have stalled; blank and unknown are told apart."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.reports.charts import silence_chart
from dashboards.reports.document import Block, Cell, Chart, Column, Definition, Paragraph, Table, cell, row
from dashboards.reports.facts import Account, Facts
from dashboards.reports.places import counties_of, names_of
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import cut, listed, moment
from hub.clock import beijing_day

NOTICE, WARN, URGENT, VETO = 7, 10, 12, 14
"""Days without an update at which a notice, a warning, an urgent call and the veto begin."""
_STAGES = ((VETO, "否决"), (URGENT, "催办"), (WARN, "预警"), (NOTICE, "提示"))
_MOST_BARS = 20


def silence(facts: Facts) -> Section:
    """The section 断更."""
    near = sorted(
        (account for account in facts.accounts if (account.silent_days or 0) >= NOTICE),
        key=lambda account: (-(account.silent_days or 0), account.account_id),
    )
    own = [account for account in near if not account.outside]
    others = [account for account in near if account.outside]
    blocks: list[Block] = [Paragraph(_entered(facts, near))]
    if own:
        blocks += [_table("消防队伍账号：静默满 7 天", own), _chart(own)]
    if others:
        blocks.append(_table("部门、媒体和乡镇账号：静默满 7 天（商请关注，不作通报）", others))
    blocks += _counties(facts)
    blocks += _unknown(facts)
    blocks.append(_definition(facts))
    return Section("断更", blocks)


def stage(silent_days: int) -> str:
    """What a silence of so many days is called; "" below a notice."""
    return next((name for days, name in _STAGES if silent_days >= days), "")


def _entered(facts: Facts, near: Sequence[Account]) -> str:
    if not near:
        return "没有静默满 7 天的账号（未知账号除外）。"
    counts = [f"{name} {sum(1 for a in near if stage(a.silent_days or 0) == name)} 个" for _, name in _STAGES]
    words = f"静默满 7 天的账号 {len(near)} 个，其中{'、'.join(counts)}。"
    if facts.period.kind == "daily":
        entered = [
            f"{name} {listed(names_of(found))}"
            for days, name in _STAGES
            if (found := [account for account in near if account.silent_days == days])
        ]
        words += f"今日新进入：{'；'.join(entered)}。" if entered else "今日没有账号新进入任何一级。"
    return words


def _table(caption: str, accounts: Sequence[Account]) -> Table:
    columns = (
        Column("账号", "left", 2.2),
        Column("平台", "left", 1.1),
        Column("地区", "left", 1.4),
        Column("最后更新", "center", 1.4),
        Column("静默", share=0.9),
        Column("距否决线", "center", 1.0),
        Column("级别", "center", 0.85),
        Column("最后一条作品", "left", 2.2),
    )
    return Table(caption, columns, [_row(account) for account in accounts])


def _row(account: Account) -> list[Cell]:
    days = account.silent_days or 0
    return row(
        cut(account.account_name, 28),
        account.platform_name,
        account.place,
        beijing_day(account.last_update_at) if account.last_update_at else None,
        cell(f"{days} 天", urgent=days >= VETO),
        "已过线" if days >= VETO else f"{VETO - days} 天",
        cell(stage(days), urgent=days >= URGENT),
        cell(cut(account.last_title, 24) or "列入台账以来没有作品", account.last_url),
    )


def _chart(accounts: Sequence[Account]) -> Chart:
    shown = accounts[:_MOST_BARS]
    silences = [
        (f"{account.account_name} {account.platform_name}", account.silent_days or 0) for account in shown
    ]
    more = f"（最长的 {_MOST_BARS} 个）" if len(accounts) > _MOST_BARS else ""
    words = "；".join(f"{name} {days} 天" for name, days in silences)
    return Chart(f"消防队伍账号距两周不更新还有多远{more}", silence_chart(silences), words)


def _counties(facts: Facts) -> list[Block]:
    counties = counties_of(facts)
    if not counties.all:
        return []
    stalled = f"：{listed(counties.stalled)}" if counties.stalled else ""
    unknown = f"：{listed(counties.unknown)}" if counties.unknown else ""
    blank = f"：{listed(counties.blank)}" if counties.blank and facts.period.kind != "daily" else ""
    return [
        Paragraph(f"停更县（台账账号凡可判断的全部静默满 14 天）{len(counties.stalled)} 个{stalled}。"),
        Paragraph(f"未知县（有账号，但都采集不到，不说它停更）{len(counties.unknown)} 个{unknown}。"),
        Paragraph(f"空白县（台账上没有账号，不是停更）{len(counties.blank)} 个{blank}。"),
    ]


def _unknown(facts: Facts) -> list[Block]:
    unknown = [account for account in facts.accounts if account.state == "unknown"]
    if not unknown:
        return []
    return [
        Paragraph(
            f"采集不到、状态未知的账号 {len(unknown)} 个，是本系统的采集问题或授权问题，不判为断更："
            f"{listed(names_of(unknown))}。"
        )
    ]


def _definition(facts: Facts) -> Definition:
    return Definition(
        "口径：静默天数 = 数据截止日 − 最后一次更新的日期（北京日），发布后 24 小时内删除的不算更新；"
        "依据国办秘函〔2019〕19号，"
        "两周不更新为单项否决，满 14 天起算；提示、预警、催办（7、10、12 天）为提前提醒。"
        "24 小时内没有采集成功的账号为未知。"
        f"数据截至 {moment(facts.cutoff)}。"
    )
