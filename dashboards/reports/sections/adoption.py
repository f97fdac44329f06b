"""转载（采用）: each release and who had carried it, and the releases that people entered with a deadline."""

from __future__ import annotations

from dashboards.reports.document import Block, Cell, Column, Definition, Paragraph, Table, cell, row
from dashboards.reports.facts import Assigned, Facts, Release
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import cut, days_words, listed, moment, rate, short_moment

MOST_RELEASES = 30
"""Releases a table lists; a month has more, and their sum is told in words."""


def adoption(facts: Facts) -> Section:
    """The section 转载（采用）."""
    blocks: list[Block] = [_intro(facts)]
    if facts.releases:
        blocks.append(_releases(facts))
    blocks += _assigned(facts)
    blocks.append(_definition(facts))
    return Section("转载（采用）", blocks)


def _intro(facts: Facts) -> Paragraph:
    days = days_words(facts.releases_period.begin, facts.releases_period.until)
    word = "上级发布" if facts.scope.level in ("city", "county", "") else "省级发布"
    if not facts.releases:
        return Paragraph(f"{days}没有发现需要本范围账号转载的{word}。")
    running = [release for release in facts.releases if not release.passed]
    later = f"；其中 {len(running)} 件未满 72 小时，只列已转载数，不计采用率" if running else ""
    return Paragraph(f"{days}{word} {len(facts.releases)} 件{later}。")


def _releases(facts: Facts) -> Table:
    columns = (
        Column("发布", "left", 2.8),
        Column("首发账号", "left", 1.8),
        Column("首发时间", "center", 1.45),
        Column("市级", share=0.8),
        Column("县级", share=0.8),
        Column("全部", share=0.95),
        Column("未知", share=0.7),
        Column("72 小时采用率", "center", 1.6),
    )
    newest = facts.releases[-MOST_RELEASES:]
    left = len(facts.releases) - len(newest)
    note = f"（只列最近 {MOST_RELEASES} 件，另有 {left} 件计入采用率）" if left else ""
    return Table(f"发布及转载账号数（已转载/应转载）{note}", columns, [_release(one) for one in newest])


def _release(one: Release) -> list[Cell]:
    eligible = one.targets - one.unknown
    return row(
        cell(cut(one.title), one.url),
        f"{cut(one.account_name, 20)}（{one.platform_name}）",
        short_moment(one.issued_at),
        f"{one.city_carried}/{one.city_targets}",
        f"{one.county_carried}/{one.county_targets}",
        f"{one.carried}/{one.targets}",
        one.unknown if one.passed else None,
        rate(one.adopters, eligible) if one.passed else "未满 72 小时",
    )


def _assigned(facts: Facts) -> list[Block]:
    if not facts.assigned:
        return [Paragraph("统计期内没有登记、未到期的布置任务。")] if facts.period.kind == "daily" else []
    columns = (
        Column("布置的发布", "left", 2.8),
        Column("截止", "center", 1.45),
        Column("应转载"),
        Column("按时"),
        Column("逾期"),
        Column("未到截止"),
        Column("未转载"),
        Column("未知"),
    )
    blocks: list[Block] = [
        Table("布置任务的完成情况（账号数）", columns, [_task(one) for one in facts.assigned])
    ]
    blocks += [
        Paragraph(f"到截止时间未转载“{cut(one.title)}”的账号：{listed(one.missing_names)}。")
        for one in facts.assigned
        if one.missing_names
    ]
    return blocks


def _task(one: Assigned) -> list[Cell]:
    return row(
        cell(cut(one.title), one.url),
        short_moment(one.deadline_at),
        one.targets,
        one.in_time,
        one.late,
        one.waiting,
        cell(one.missing, urgent=one.missing > 0),
        one.unknown,
    )


def _definition(facts: Facts) -> Definition:
    return Definition(
        "口径：发布是上级账号首发、其他账号用相同或相近文字转载的一件内容；转载由程序比对文字和平台标记得出，只数机构账号，不数个人。"
        "应转载账号为首发时在台账且已接入采集的账号（不含首发账号）；"
        "72 小时内有一天没有采集成功的记为未知，不进采用率；"
        f"不足 5 个的只列数目，不算比率。数据截至 {moment(facts.cutoff)}。"
    )
