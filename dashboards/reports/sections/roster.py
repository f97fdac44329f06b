"""台账变动: accounts that came on the roster or left it."""

from __future__ import annotations

from dashboards.reports.document import Column, Definition, Paragraph, Table, row
from dashboards.reports.facts import Facts
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import cut


def roster(facts: Facts) -> Section:
    """The section 台账变动."""
    changes = facts.roster_changes
    if not changes:
        return Section("台账变动", [Paragraph(f"{facts.period.word}台账没有变动。")])
    joined = sum(1 for change in changes if change.joined)
    columns = (
        Column("日期", "center", 1.2),
        Column("变动", "center", 0.7),
        Column("账号", "left", 2.4),
        Column("平台", "left"),
        Column("主办单位", "left", 2.4),
    )
    rows = [
        row(
            one.day,
            "列入" if one.joined else "移出",
            cut(one.account_name, 28),
            one.platform_name,
            cut(one.unit, 28),
        )
        for one in changes
    ]
    return Section(
        "台账变动",
        [
            Paragraph(f"{facts.period.word}列入 {joined} 个，移出 {len(changes) - joined} 个。"),
            Table("台账变动", columns, rows),
            Definition("口径：以台账的列入日期和移出日期为准。"),
        ],
    )
