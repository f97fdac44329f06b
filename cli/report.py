"""`fenghuo report`: 日报, 周报 and 月报 as Word and web page."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.context import begin, console, warehouse_to_read
from cli.instants import TIME_HELP, instant
from dashboards.reports.making import make_report, write_report
from dashboards.reports.periods import Kind, chosen_period
from dashboards.reports.scope import chosen_scope
from hub.clock import SystemClock

app = typer.Typer(no_args_is_help=True, help="Reports for people who sign them, as Word and web page.")

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
    out: Out = None,
    as_of: AsOf = None,
) -> None:
    """Make the report of a day."""
    _make("daily", day, (region, unit, department), out, as_of)


@app.command()
def weekly(
    week: Annotated[str, typer.Option(help="2026-W47 or a day of it; last week if not given.")] = "",
    region: Region = "",
    unit: Unit = "",
    department: Department = "",
    out: Out = None,
    as_of: AsOf = None,
) -> None:
    """Make the report of a week, Monday to Sunday."""
    _make("weekly", week, (region, unit, department), out, as_of)


@app.command()
def monthly(
    month: Annotated[str, typer.Option(help="2026-11; last month if not given.")] = "",
    region: Region = "",
    unit: Unit = "",
    department: Department = "",
    out: Out = None,
    as_of: AsOf = None,
) -> None:
    """Make the notice of a month."""
    _make("monthly", month, (region, unit, department), out, as_of)


def _make(
    kind: Kind, period: str, scope: tuple[str, str, str], out: Path | None, as_of: datetime | None
) -> None:
    settings = begin(logging.WARNING)
    chosen = chosen_period(kind, period, SystemClock().now())
    warehouse = warehouse_to_read(settings)
    made = make_report(warehouse, chosen, chosen_scope(warehouse, *scope), as_of)
    for path in write_report(made, out or settings.data / "reports"):
        console.print(f"已写好 {path}", markup=False, soft_wrap=True)
