"""Tables in the terminal, in the users' language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from rich.console import JustifyMethod
from rich.table import Table

from hub.clock import BEIJING
from warehouse.client import Warehouse

_SQL = Path(__file__).parent / "sql"
_LONGEST_CELL = 60


def rows_table(rows: Sequence[Mapping[str, object]], whole: Collection[str] = ()) -> Table:
    """Any answer as a table; columns are named as in the query. Those of `whole` are never broken."""
    table = Table(header_style="bold")
    for name, value in rows[0].items():
        justify: JustifyMethod = "right" if isinstance(value, int | float) else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=name in whole)
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    return table


def overview_tables(warehouse: Warehouse) -> list[Table]:
    """Output, adoption and silence by level; then reach by level and platform."""
    return [
        _titled("层层递减：省 → 市 → 县", warehouse.query_file(_SQL / "overview_levels.sql")),
        _titled("7 天触达（各平台口径不同，不相加）", warehouse.query_file(_SQL / "overview_reach.sql")),
    ]


def _titled(title: str, rows: Sequence[Mapping[str, object]]) -> Table:
    table = rows_table(rows) if rows else Table()
    table.title, table.title_justify = title, "left"
    return table


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, int):
        return f"{value:,}"
    text = (
        "、".join(map(str, value))
        if isinstance(value, Iterable) and not isinstance(value, str)
        else str(value)
    )
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
