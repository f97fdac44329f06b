"""`fenghuo report`: 日报, 周报 and 月报 as Word and web page, made now or sent regularly."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from alerts.notify import open_notifier
from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.instants import TIME_HELP, instant
from cli.reader import reader_of, warehouse_as
from cli.report_post import open_report_post, report_folder
from cli.report_schedule import Line, check_schedule, load_schedule
from dashboards.reports.making import make_report, write_report
from dashboards.reports.periods import KIND_NAMES, Kind, chosen_period
from dashboards.reports.scope import chosen_scope
from hub.clock import BEIJING, SystemClock, beijing_day
from hub.errors import ConfigError
from warehouse.client import connect

app = typer.Typer(no_args_is_help=True, help="Reports for people who sign them, as Word and web page.")

Staff = Annotated[
    str,
    typer.Option(metavar="LOGIN", help="What this person is in charge of, from what he may see."),
]
Region = Annotated[str, typer.Option(help="A region with all below it, by code or name; else the province.")]
Unit = Annotated[str, typer.Option(help="One unit, as accounts.csv calls it.")]
Department = Annotated[str, typer.Option(help="A department's line, by code or name.")]
Out = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the files go; else <data>/reports.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        parser=instant,
        metavar="TIME",
        help=f"Count nothing later, as if it were then. {TIME_HELP}",
    ),
]


@app.command()
def daily(
    day: Annotated[str, typer.Option(help="2026-11-20; yesterday if not given.")] = "",
    region: Region = "",
    unit: Unit = "",
    department: Department = "",
    staff: Staff = "",
    out: Out = None,
    as_of: AsOf = None,
) -> None:
    """Make the report of a day."""
    _make("daily", day, (region, unit, department), staff, out, as_of)


@app.command()
def weekly(
    week: Annotated[str, typer.Option(help="2026-W47 or a day of it; last week if not given.")] = "",
    region: Region = "",
    unit: Unit = "",
    department: Department = "",
    staff: Staff = "",
    out: Out = None,
    as_of: AsOf = None,
) -> None:
    """Make the report of a week, Monday to Sunday."""
    _make("weekly", week, (region, unit, department), staff, out, as_of)


@app.command()
def monthly(
    month: Annotated[str, typer.Option(help="2026-11; last month if not given.")] = "",
    region: Region = "",
    unit: Unit = "",
    department: Department = "",
    staff: Staff = "",
    out: Out = None,
    as_of: AsOf = None,
) -> None:
    """Make the notice of a month."""
    _make("monthly", month, (region, unit, department), staff, out, as_of)


@app.command()
def schedule() -> None:
    """Show which reports go to whom, and when next; or every mistake in their file, with exit code 2."""
    settings = begin(logging.WARNING)
    mistakes = check_schedule(settings)
    for mistake in mistakes:
        console.print(str(mistake), markup=False, soft_wrap=True)
    if mistakes:
        console.print(f"共 {len(mistakes)} 处需要改正。")
        raise typer.Exit(2)
    lines = load_schedule(settings)
    if not lines:
        console.print("没有定期报告；用 FENGHUO_REPORTS 指明报告计划表，写法见 docs/报告.md。")
        return
    console.print(_schedule_table(lines, SystemClock().now()))


@app.command()
def send() -> None:
    """Send the reports that are due and have not been sent; a running `fenghuo watch` does so by itself."""
    settings = begin(logging.WARNING)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    notifier = open_notifier(settings, warehouse)
    now = SystemClock().now()
    sent = notifier.round(now)
    written = open_report_post(settings, notifier.outbox).round(now)
    sent += notifier.round(now)
    console.print(f"新写 {written} 封报告信，发出 {sum(one.result == 'sent' for one in sent)} 封。")
    for one in sent:
        if one.result != "sent":
            console.print(f"{one.recipient}：没有发出，{one.words}", markup=False, soft_wrap=True)


def _schedule_table(lines: Sequence[Line], now: datetime) -> Table:
    table = Table(title=f"定期报告：{len(lines)}", title_justify="left", header_style="bold")
    for name in ("编号", "报告", "区划", "部门", "单位", "辖区", "收件人", "最近一期", "下一期签发"):
        table.add_column(name, overflow="fold")
    for line in lines:
        table.add_row(
            line.report_id,
            KIND_NAMES[line.kind],
            line.region_code or ("–" if line.staff else "全省"),
            line.department or "–",
            line.unit or "–",
            line.staff or "–",
            "、".join(recipient.recipient_id for recipient in line.recipients),
            line.due(now).code,
            f"{line.next_issue(now).astimezone(BEIJING):%Y-%m-%d %H:%M}",
        )
    return table


def _make(
    kind: Kind,
    period: str,
    scope: tuple[str, str, str],
    staff: str,
    out: Path | None,
    as_of: datetime | None,
) -> None:
    settings = begin(logging.WARNING)
    now = SystemClock().now()
    chosen = chosen_period(kind, period, now)
    if as_of is not None and not chosen.ends_at <= as_of <= now:
        raise ConfigError(
            f"A report about {chosen.code} counts up to a moment between {chosen.until} 00:00 (Beijing time)"
            " and now; give such an --as-of, or none."
        )
    warehouse = warehouse_to_read(settings)
    reader = reader_of(warehouse, staff, beijing_day(now)) if staff else None
    if reader:
        warehouse = warehouse_as(settings, reader)
    made = make_report(warehouse, chosen, chosen_scope(warehouse, *scope, reader), as_of)
    for path in write_report(made, out or report_folder(settings, staff)):
        console.print(f"已写好 {path}", markup=False, soft_wrap=True)
