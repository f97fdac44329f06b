"""What a sheet that people fill in consists of: columns that say how they are read, a key, checks of a row.

A form is also its own template (`template.py`) and what a sheet is recognised by (`reading.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from crawlers.exports.cells import Cell
from hub.roster import Region

SAMPLE_MARKS: Final = ("说明", "示例")
"""How the first cell of a row begins that explains or shows how to fill in, and is not read."""

Values = dict[str, Any]
"""A row, by the columns' names."""


@dataclass(frozen=True)
class Names:
    """The words a cell may name: regions by code; departments, topics and audiences as code to name."""

    regions: Mapping[str, Region]
    departments: Mapping[str, str]
    topics: Mapping[str, str]
    audiences: Mapping[str, str]


Reader = Callable[[Cell, Names], Any]
"""Reads a cell that is not empty. Raises CellError, one sentence for staff; None says the cell is empty."""

Check = Callable[[Values], tuple[str, str] | None]
"""What does not fit together in a row: a column's name and a sentence for staff; None where all does."""


@dataclass(frozen=True)
class Column:
    """A column: `name` as in the warehouse, `heading` and `says` for staff, `empty` for an empty cell."""

    name: str
    heading: str
    read: Reader
    says: str
    example: str | int | float | date
    required: bool = False
    empty: Any = None


@dataclass(frozen=True)
class Form:
    """A kind of sheet. A row replaces the one with the same `key`; `table` is where its rows are kept.

    `others` reads the columns that are not among `columns`, where a form has such: a survey's questions.
    """

    kind: str
    title: str
    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    others: Reader | None = None
    examples: Mapping[str, str] = field(default_factory=dict)
    """Headings and cells of such other columns in the template."""

    def heading(self, name: str) -> str:
        """What staff call a column; another column's name is its heading."""
        return next((column.heading for column in self.columns if column.name == name), name)


@dataclass(frozen=True)
class FilledRow:
    """A row without mistakes, and where it stands. `others` are the cells of other columns, by heading."""

    file: str
    line: int
    values: Values
    others: Mapping[str, Any]

    def key(self, form: Form) -> tuple[object, ...]:
        """What tells it from the other rows of its form."""
        return tuple(self.values[name] for name in form.key)
