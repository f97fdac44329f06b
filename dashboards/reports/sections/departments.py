"""部门参与: the departments' part in releases; for asking, not for grading."""

from __future__ import annotations

from collections import defaultdict

from dashboards.reports.document import Cell, Column, Definition, Paragraph, Table, row
from dashboards.reports.facts import Account, Adoption, Facts
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import rate


def departments(facts: Facts) -> Section:
    """The section 部门参与."""
    groups: dict[tuple[str, str], list[Account]] = defaultdict(list)
    for account in facts.accounts:
        if account.department:
            groups[account.department, account.department_name].append(account)
    if not groups:
        return Section("部门参与", [Paragraph("台账上没有行业部门的账号。")])
    joint = {one.key: one.releases for one in facts.joint}
    adoption = {one.key: one for one in facts.adoption("department", facts.adoption_period)}
    rows = [
        _row(name, accounts, joint.get(code, 0), adoption.get(code))
        for (code, name), accounts in sorted(groups.items())
    ]
    columns = (
        Column("部门", "left", 1.6),
        Column("账号", share=0.7),
        Column("可判断", share=0.8),
        Column("有发布", share=0.8),
        Column("发布（条）"),
        Column("联合发布（件）", share=1.2),
        Column("采用", share=0.9),
        Column("72 小时采用率（95% 区间）", share=1.8),
    )
    words = f"{facts.period.word}联合发布 {joint.get('', 0)} 件，{len(groups)} 个行业部门有账号在台账。"
    return Section(
        "部门参与",
        [
            Paragraph(words),
            Table("行业部门的发布与转载", columns, rows),
            Definition(
                "口径：联合发布指首发后 24 小时内有两个以上不同部门（消防队伍算一个）的账号发布了同一内容；"
                "行业部门不归消防队伍管，本表供会商和商请，不作考核。"
            ),
        ],
    )


def _row(name: str, accounts: list[Account], joint: int, adoption: Adoption | None) -> list[Cell]:
    known = [account for account in accounts if account.known]
    return row(
        name,
        len(accounts),
        len(known),
        sum(1 for account in known if account.posts),
        sum(account.posts for account in accounts),
        joint,
        f"{adoption.adopters}/{adoption.eligible}" if adoption else None,
        rate(adoption.adopters, adoption.eligible) if adoption else None,
    )
