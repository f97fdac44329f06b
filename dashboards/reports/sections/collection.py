"""采集情况: what of all this we could see, so that our own failures are not taken for others' silence."""

from __future__ import annotations

from collections import defaultdict

from dashboards.reports.document import Cell, Column, Definition, Paragraph, Table, cell, row
from dashboards.reports.facts import Account, Facts
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import moment, short_moment


def collection(facts: Facts) -> Section:
    """The section 采集情况."""
    if not facts.accounts:
        return Section("采集情况", [Paragraph("台账上没有账号。")])
    groups: dict[str, list[Account]] = defaultdict(list)
    for account in facts.accounts:
        groups[account.platform_name].append(account)
    rows = [_row(name, accounts) for name, accounts in sorted(groups.items())]
    columns = (
        Column("平台", "left", 1.4),
        Column("账号"),
        Column("24 小时内成功", share=1.2),
        Column("未知"),
        Column("未接入"),
        Column("最近一次成功", "center", 1.45),
    )
    unknown = sum(1 for account in facts.accounts if account.state == "unknown")
    known = sum(1 for account in facts.accounts if account.known)
    return Section(
        "采集情况",
        [
            Paragraph(f"数据截止前 24 小时内采集成功的账号 {known} 个，未成功的 {unknown} 个。"),
            Table("各平台采集情况", columns, rows),
            Definition(
                f"口径：以数据截止时间 {moment(facts.cutoff)} 为准；未接入的平台不采集、不判断；"
                "注销中的账号不计入成功与未知。"
            ),
        ],
    )


def _row(name: str, accounts: list[Account]) -> list[Cell]:
    unknown = sum(1 for account in accounts if account.state == "unknown")
    seen = [account.last_success_at for account in accounts if account.last_success_at]
    return row(
        name,
        len(accounts),
        sum(1 for account in accounts if account.known),
        cell(unknown, urgent=unknown > 0),
        sum(1 for account in accounts if account.state == "not_gathered"),
        short_moment(max(seen)) if seen else None,
    )
