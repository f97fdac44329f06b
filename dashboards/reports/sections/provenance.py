"""数据说明: what makes every figure of a report reproducible: period, roster, measures, ages, unknowns."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from dashboards.reports.document import Column, Definition, Table, row
from dashboards.reports.facts import Facts
from dashboards.reports.fonts import chart_font
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import moment

_DIGITS = 12
"""Of a digest: enough to tell two versions apart, few enough to read aloud."""


def provenance(facts: Facts) -> Section:
    """The section 数据说明."""
    font, unknown = chart_font(), [account for account in facts.accounts if account.state == "unknown"]
    rows = [
        row("统计范围", facts.scope.name),
        row(
            "统计期", f"{moment(facts.period.begins_at)} 至 {moment(facts.period.ends_at)}（不含），北京时间"
        ),
        row("数据截止", moment(facts.cutoff)),
        row("最新一个数字", moment(facts.provenance.last_figure_at)),
        row("未知账号", f"{len(unknown)} 个（共 {len(facts.accounts)} 个账号）"),
        row("台账版本", _digest_of_roster(facts)),
        row("口径版本", f"{measures_digest()}（数据表 {facts.provenance.migration:04d}）"),
        row("图表字体", f"{font.family}（{font.digest}）"),
    ]
    return Section(
        "数据说明",
        [
            Table("统计依据", (Column("项目", "left", 1.0), Column("内容", "left", 3.5)), rows),
            Definition(
                "同一范围、统计期和数据截止时间，数据不变，重新生成的文件逐字节相同。每个数字的公式、"
                "分母和易错之处见 docs/measures.md"
                " 和 docs/报告.md；本报告由程序起草，经编辑、审核、签发后有效。"
            ),
        ],
    )


@lru_cache(maxsize=1)
def measures_digest() -> str:
    """A digest of every SQL file a report's figures come from: the measures and the reports' own."""
    folders = (files("warehouse") / "measures", files("dashboards.reports") / "sql")
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            digest.update(_content(file))
    return digest.hexdigest()[:_DIGITS]


def _content(file: Traversable) -> bytes:
    return f"{file.name}\n".encode() + file.read_bytes() if file.name.endswith(".sql") else b""


def _digest_of_roster(facts: Facts) -> str:
    lines = [
        "\t".join(
            (a.account_id, a.account_name, a.platform, a.level, a.region_code, a.kind, a.department, a.unit)
        )
        for a in facts.accounts
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:_DIGITS]
