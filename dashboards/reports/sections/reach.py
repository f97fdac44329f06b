"""传播: what posts reached at one age, by platform, and the posts that surpassed their own account."""

from __future__ import annotations

from dashboards.reports.document import Block, Column, Definition, Paragraph, Table, cell, row
from dashboards.reports.facts import Age, Facts
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import counted, cut, days_words, short_moment

_WECHAT = "微信按日给数，下午以后发布的没有满 24 小时的数字，记为缺数字；"
_AGE_WORDS: dict[Age, str] = {"24h": "24 小时", "72h": "72 小时", "7d": "7 天"}


def reach(facts: Facts) -> Section:
    """The section 传播."""
    days = days_words(facts.reach_period.begin, facts.reach_period.until)
    age = _AGE_WORDS[facts.reach_age]
    blocks: list[Block] = [_intro(facts, days, age)]
    if facts.reach:
        blocks.append(_by_platform(facts, days, age))
    blocks += _pieces(facts, days, age)
    blocks.append(_definition(age))
    return Section("传播", blocks)


def _intro(facts: Facts, days: str, age: str) -> Paragraph:
    if not facts.reach:
        return Paragraph(f"{days}没有可统计触达的作品（有的平台不公布阅读、播放数）。")
    ripe, young = sum(r.ripe for r in facts.reach), sum(r.young for r in facts.reach)
    missing = sum(r.missing for r in facts.reach)
    reason = "" if facts.period.kind == "monthly" else "（更新的作品还没有到可比的时候）"
    later = f"，另有 {young} 条发布未满 {age}，暂不可比" if young else ""
    gaps = f"，{missing} 条因采集中断缺数字" if missing else ""
    return Paragraph(
        f"统计 {days}发布的作品在发布满 {age}时的触达{reason}：可比 {ripe:,} 条{later}{gaps}。"
        "各平台口径不同，不相加。"
    )


def _by_platform(facts: Facts, days: str, age: str) -> Table:
    rows = [
        row(
            one.platform_name,
            one.level_name,
            one.posts,
            one.ripe,
            one.young,
            one.missing,
            counted(one.median),
            f"{'≥' if one.floors else ''}{counted(one.total)}" if one.total is not None else None,
            one.basis_name,
        )
        for one in facts.reach
    ]
    columns = (
        Column("平台", "left", 1.3),
        Column("级别", "left", 0.8),
        Column("作品"),
        Column("可比"),
        Column("未满龄"),
        Column("缺数字"),
        Column("中位数", share=1.1),
        Column("合计", share=1.1),
        Column("单位", "center", 0.7),
    )
    return Table(f"{days}作品满 {age}的触达（按平台、级别）", columns, rows)


def _pieces(facts: Facts, days: str, age: str) -> list[Block]:
    if not facts.pieces:
        return [Paragraph(f"{days}没有作品达到自己账号平时水平的 2 倍。")]
    columns = (
        Column("作品", "left", 3.0),
        Column("账号", "left", 2.0),
        Column("平台", "left", 1.0),
        Column("发布", "center", 1.45),
        Column("触达", share=1.0),
        Column("平时", share=0.9),
        Column("倍数", share=0.7),
    )
    rows = [
        row(
            cell(cut(piece.title), piece.url),
            cut(piece.account_name, 24),
            piece.platform_name,
            short_moment(piece.published_at),
            f"{counted(piece.reach)}{piece.basis_name}",
            counted(piece.expected),
            f"{piece.score:.1f}",
        )
        for piece in facts.pieces
    ]
    return [Table(f"超出自身平时水平的作品（满 {age}，至少 2 倍，最多列 10 条）", columns, rows)]


def _definition(age: str) -> Definition:
    return Definition(
        "口径：触达为各平台主要数字（微信为阅读人数，视频平台为播放次数，网站为自报浏览次数），"
        f"取发布满 {age}时最后一个数字；"
        f"{_WECHAT if age == '24 小时' else ''}"
        "“≥”表示含有只知下限的数字（如 10万+）；“平时”是该账号 180 天内同形式前作同龄触达去掉最高、"
        "最低各四分之一后的平均"
        "（至少 12 件）。只与账号自己比，不排粉丝数和点赞数。"
    )
