"""删除的作品: what was seen deleted in the period; for checking."""

from __future__ import annotations

from dashboards.reports.document import Column, Definition, Paragraph, Table, cell, row
from dashboards.reports.facts import Facts
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import cut, short_moment


def deletions(facts: Facts) -> Section:
    """The section 删除的作品."""
    title = "删除的作品"
    if not facts.deletions:
        return Section(title, [Paragraph(f"{facts.period.word}没有发现被删除的作品。")])
    rows = [
        row(
            cut(one.title),
            cut(one.account_name, 24),
            one.platform_name,
            short_moment(one.published_at),
            short_moment(one.deleted_at),
            cell("是" if one.within_a_day else "否"),
        )
        for one in facts.deletions
    ]
    columns = (
        Column("作品", "left", 2.6),
        Column("账号", "left", 2.0),
        Column("平台", "left"),
        Column("发布", "center", 1.45),
        Column("发现删除", "center", 1.45),
        Column("24 小时内", "center", 0.8),
    )
    return Section(
        title,
        [
            Paragraph(f"{facts.period.word}发现 {len(rows)} 条作品被删除，请核查原因。"),
            Table("删除的作品", columns, rows),
            Definition(
                "口径：按首次发现删除的时间统计；发布后 24 小时内删除的不算更新。删除可能是改错，不等于差错。"
            ),
        ],
    )
