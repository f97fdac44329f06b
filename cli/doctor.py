"""`fenghuo doctor`: everything that could be wrong, looked at once; each finding with its remedy."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.table import Table

from cli.checks import configuration, machine, processes, services, trust
from cli.checks.finding import Check, Finding, findings_of
from cli.context import begin, console
from hub.settings import Settings

_CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("程序", machine.packages),
    ("磁盘", machine.disk),
    ("时钟", machine.clock),
    ("时区", machine.time_zone),
    ("密钥文件", machine.privacy),
    ("台账", configuration.roster),
    ("凭据", configuration.credentials),
    ("接收人", configuration.recipients),
    ("报告", configuration.reports),
    ("预警阈值", configuration.thresholds),
    ("词库", configuration.lexicons),
    ("数据流", services.stream),
    ("仓库", services.warehouse),
    ("运行", services.deeds),
    ("授权", trust.grants),
    ("导出表", trust.exports),
    ("证书", trust.certificates),
    ("看板", processes.dashboards),
    ("后台任务", processes.workers),
)
_MARKS: Final = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "error": "[red]✗[/]"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per finding and line.")] = False,
    strict: Annotated[bool, typer.Option(help="Leave with 1 for a warning, too.")] = False,
) -> None:
    """Check the machine, what people wrote, what runs and what runs out; 1 where something is wrong.

    Nothing is changed. Without --strict a warning leaves with 0.
    """
    settings = begin(logging.CRITICAL)
    found = list(_findings(settings))
    if as_json:
        for finding in found:
            typer.echo(json.dumps(asdict(finding), ensure_ascii=False))
    else:
        console.print(_table(found))
        console.print(_verdict(found))
    wrong = {"error", "warning"} if strict else {"error"}
    raise typer.Exit(int(any(finding.severity in wrong for finding in found)))


def _findings(settings: Settings) -> Iterator[Finding]:
    told = set()
    for part, check in _CHECKS:
        for finding in findings_of(part, check, settings):
            if finding.words not in told:  # a warehouse that is away stops several checks with one sentence
                told.add(finding.words)
                yield finding


def _table(found: list[Finding]) -> Table:
    table = Table(title="烽火体检", title_justify="left", header_style="bold")
    table.add_column("")
    table.add_column("部件", no_wrap=True)
    table.add_column("情况", overflow="fold")
    table.add_column("怎么办", overflow="fold")
    for finding in found:
        table.add_row(_MARKS[finding.severity], finding.part, finding.words, finding.remedy)
    return table


def _verdict(found: list[Finding]) -> str:
    errors = sum(finding.severity == "error" for finding in found)
    warnings = sum(finding.severity == "warning" for finding in found)
    return f"{len(found)} 项：{errors} 项须处理，{warnings} 项须留意。"
