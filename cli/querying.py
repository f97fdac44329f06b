"""`fenghuo sql` and `fenghuo overview`: answers in the terminal."""

from __future__ import annotations

import logging
import sys
from enum import StrEnum
from typing import Annotated

import typer

from alerts.episodes import open_episodes
from alerts.history import standings
from cli.alert_pages import alert_table
from cli.context import begin, console, warehouse_to_read
from cli.tables import overview_tables, rows_table
from hub.clock import SystemClock


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    json = "json"


def sql(
    query: Annotated[str, typer.Argument(help='For example "SELECT * FROM v_reach_by_level".')],
    fmt: Annotated[Format, typer.Option("--format", help="table, csv or json.")] = Format.table,
) -> None:
    """Ask the warehouse. Nothing can be changed this way."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    if fmt is Format.table:
        rows = warehouse.query(query)
        console.print(rows_table(rows) if rows else "没有符合条件的行。")
        return
    clickhouse_format = {Format.csv: "CSVWithNames", Format.json: "JSON"}[fmt]
    sys.stdout.buffer.write(warehouse.raw(query, clickhouse_format))
    sys.stdout.buffer.flush()


def overview() -> None:
    """Show reach and drop-off from province to city to county, and the open alerts."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    for table in overview_tables(warehouse):
        console.print(table)
    console.print(alert_table(open_episodes(warehouse), standings(warehouse), SystemClock().now()))
