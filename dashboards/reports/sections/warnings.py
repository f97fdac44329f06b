"""预警提示发布: warnings of fire danger that went out, and how many counties published their own."""

from __future__ import annotations

from dashboards.reports.document import Block, Column, Definition, Paragraph, Table, row
from dashboards.reports.facts import Facts
from dashboards.reports.places import counties_of
from dashboards.reports.sections.section import Section


def warnings(facts: Facts) -> Section:
    """The section 火险预警与安全提示."""
    title = "火险预警与安全提示"
    if not facts.warnings:
        return Section(title, [Paragraph(f"{facts.period.word}没有发布火险预警和安全提示类内容。")])
    counties = counties_of(facts)
    covered = sum(one.counties for one in facts.warnings)
    words = f"{facts.period.word}发布 {sum(one.posts for one in facts.warnings)} 条"
    words += f"，{covered} 个县（市、区）的账号自己发布过（共 {counties.all} 个）。" if counties.all else "。"
    rows = [row(one.level_name, one.posts, one.accounts) for one in facts.warnings]
    columns = (Column("级别", "left"), Column("发布（条）"), Column("发布账号"))
    blocks: list[Block] = [Paragraph(words), Table("火险预警与安全提示", columns, rows)]
    blocks.append(
        Definition("口径：主题判定为“火险预警与安全提示”的作品；县里没有发布的，可能由市级账号覆盖。")
    )
    return Section(title, blocks)
