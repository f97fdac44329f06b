"""`fenghuo sql` and `fenghuo overview`: answers in the terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

import typer

from alerts.episodes import open_episodes
from alerts.history import standings
from cli.alert_pages import alert_table
from cli.context import begin, console, warehouse_to_read
from cli.tables import overview_tables, rows_table
from hub.clock import SystemClock
from hub.errors import ConfigError
from hub.files import replacing
from warehouse.limits import QUERY_LIMITS, TABLE_ROWS

if TYPE_CHECKING:
    from warehouse.client import Warehouse


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"
    xlsx = "xlsx"


_STREAMED: Final = {Format.csv: "CSVWithNames", Format.json: "JSON", Format.parquet: "Parquet"}
"""The formats that the engine itself writes, by its names."""
_WITH_ZONE: Final = {"date_time_output_format": "iso"}
_FILES_ONLY: Final = frozenset({Format.parquet, Format.xlsx})


def sql(
    query: Annotated[str, typer.Argument(help='For example "SELECT * FROM v_reach_by_level".')],
    fmt: Annotated[
        Format | None,
        typer.Option("--format", help="table, csv, json, parquet or xlsx; that of --out's name, else table."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the answer to this file, all of it or nothing.")
    ] = None,
) -> None:
    """Ask the warehouse. Nothing can be changed this way."""
    written = fmt or _format_of(out)
    _require_fitting(written, out)
    limits = replace(QUERY_LIMITS, rows=TABLE_ROWS) if written is Format.table else QUERY_LIMITS
    warehouse = warehouse_to_read(begin(logging.WARNING), limits)
    if written is Format.table:
        rows = warehouse.query(query)
        console.print(rows_table(rows) if rows else "没有符合条件的行。")
    elif out is None:
        _copy(warehouse.stream(query, _STREAMED[written], settings=_WITH_ZONE), sys.stdout.buffer)
    else:
        _write(warehouse, query, written, out)


def _format_of(out: Path | None) -> Format:
    """The format that a file's name tells; a table where there is no file."""
    if out is None:
        return Format.table
    suffix = out.suffix.removeprefix(".").lower()
    if suffix not in set(Format) - {Format.table}:
        raise ConfigError(f"The name {out.name} tells no format; end it with .csv, .json, .parquet or .xlsx.")
    return Format(suffix)


def _require_fitting(written: Format, out: Path | None) -> None:
    if out is None and written in _FILES_ONLY:
        raise ConfigError(f"{written} is no text for a terminal; name a file with --out.")
    if out is not None and written is Format.table:
        raise ConfigError("A table is for the terminal; choose csv, json, parquet or xlsx for a file.")


def _write(warehouse: Warehouse, query: str, written: Format, out: Path) -> None:
    with replacing(out) as file:
        if written is Format.xlsx:
            # openpyxl takes a while to load, and most answers are no sheets.
            from cli import spreadsheet

            answer = warehouse.stream(query, spreadsheet.FORMAT, settings=spreadsheet.SETTINGS)
            rows = spreadsheet.write_sheet(answer, file)
            console.print(f"已写入 {out}：{rows:,} 行；时间为北京时间。")
        else:
            _copy(warehouse.stream(query, _STREAMED[written], settings=_WITH_ZONE), file)
            console.print(f"已写入 {out}；时间为 UTC。")


def _copy(pieces: Iterable[bytes], file: BinaryIO) -> None:
    for piece in pieces:
        file.write(piece)
    file.flush()


def overview() -> None:
    """Show reach and drop-off from province to city to county, and the open alerts."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    for table in overview_tables(warehouse):
        console.print(table)
    console.print(alert_table(open_episodes(warehouse), standings(warehouse), SystemClock().now()))
