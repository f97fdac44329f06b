"""Filled-in sheets to rows: recognises the form by its headings and names every mistake at once.

A mistake names file, line and column (as staff see them), what is wrong and what to do. Rows that begin with
说明 or 示例, and empty ones, are passed over, so that a template can be filled in below them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from crawlers.exports.cells import Cell, CellError, text_of
from crawlers.exports.sheets import Row, Table, read_tables
from crawlers.forms.form import SAMPLE_MARKS, Column, FilledRow, Form, Names, Values
from hub.errors import ConfigError
from hub.roster_file import Mistake

_HEADING_ROWS: Final = 10
"""So many rows from the top are looked at for the headings."""
_LEAST_HEADINGS: Final = 2
_MUST_BE: Final = "这一格不能为空，请填写"


@dataclass
class Filled:
    """The rows of all sheets by kind of form, and what is wrong with any of them."""

    rows: dict[str, list[FilledRow]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def of(self, form: Form) -> list[FilledRow]:
        """The rows of one form."""
        return self.rows.get(form.kind, [])


def read_filled(paths: Sequence[Path], forms: Collection[Form], names: Names) -> Filled:
    """All sheets of all files. Nothing is raised for what a person filled in wrongly: it is in `mistakes`."""
    filled = Filled()
    for path in paths:
        try:
            tables = read_tables(path, path.read_bytes())
        except ConfigError as error:
            filled.mistakes.append(Mistake(path.name, 0, "", error.sentence))
        except OSError as error:
            filled.mistakes.append(Mistake(path.name, 0, "", f"文件打不开（{error.strerror}），请检查路径。"))
        else:
            _read_file(path.name, tables, forms, names, filled)
    for form in forms:
        filled.mistakes += _repeated(form, filled.of(form))
    filled.mistakes.sort(key=lambda mistake: (mistake.file, mistake.line))
    return filled


def _read_file(
    file: str, tables: Sequence[Table], forms: Collection[Form], names: Names, filled: Filled
) -> None:
    for table in tables:
        if not any(_is_filled(row) for row in table.rows):
            continue
        found = _recognised(table.rows, forms)
        if found is None:
            titles = "、".join(form.title for form in forms)
            sheet = f"工作表“{table.name}”" if table.name else "这个文件"
            sentence = f"认不出{sheet}是哪一种表（{titles}），请用 template 命令取模板，列名不要改动。"
            filled.mistakes.append(Mistake(file, 0, "", sentence))
            continue
        _Sheet(file, *found, names, filled).read(table.rows)


def _recognised(rows: Sequence[Row], forms: Collection[Form]) -> tuple[Form, int] | None:
    """The form of which most headings stand in one row near the top, and which row that is."""
    best, found = 0.0, None
    for place, row in enumerate(rows[:_HEADING_ROWS]):
        there = {text_of(cell) for cell in row}
        for form in forms:
            matched = sum(column.heading in there for column in form.columns)
            share = matched / len(form.columns)
            if matched >= _LEAST_HEADINGS and share >= 1 / 2 and share > best:
                best, found = share, (form, place)
    return found


class _Sheet:
    """One table as one form."""

    def __init__(self, file: str, form: Form, heading_row: int, names: Names, filled: Filled) -> None:
        self._file, self._form, self._heading_row = file, form, heading_row
        self._names, self._filled = names, filled

    def read(self, rows: Sequence[Row]) -> None:
        headings = [text_of(cell) for cell in rows[self._heading_row]]
        if not self._headings_fit(headings):
            return
        for line, row in enumerate(rows[self._heading_row + 1 :], start=self._heading_row + 2):
            if _is_filled(row) and not text_of(row[0]).startswith(SAMPLE_MARKS):
                self._read_row(line, dict(zip(headings, row, strict=False)), row[len(headings) :])

    def _headings_fit(self, headings: Sequence[str]) -> bool:
        known = [column.heading for column in self._form.columns]
        named = [heading for heading in headings if heading]
        sentences = [
            (heading, "缺少这一列，请从模板补上列名。")
            for column in self._form.columns
            if (heading := column.heading) not in named and column.required
        ]
        sentences += [
            (heading, "这一列出现了两次，请删去一列。")
            for heading in dict.fromkeys(named)
            if named.count(heading) > 1
        ]
        if self._form.others is None:
            sentences += [
                (heading, f"“{self._form.title}”表没有这一列，请删去或改成模板里的列名。")
                for heading in dict.fromkeys(named)
                if heading not in known
            ]
        for heading, sentence in sentences:
            self._note(self._heading_row + 1, heading, sentence)
        return not sentences

    def _read_row(self, line: int, cells: Mapping[str, Cell], beyond: Sequence[Cell]) -> None:
        before = len(self._filled.mistakes)
        if any(text_of(cell) for cell in beyond):
            self._note(line, "", "这一行比列名多出几格，请检查是否错位。")
        values: Values = {column.name: self._value(line, column, cells) for column in self._form.columns}
        others = dict(self._others(line, cells)) if self._form.others else {}
        if len(self._filled.mistakes) > before:
            return
        for check in self._form.checks:
            if found := check(values):
                self._note(line, self._form.heading(found[0]), f"{found[1]}。")
        if len(self._filled.mistakes) == before:
            row = FilledRow(self._file, line, values, others)
            self._filled.rows.setdefault(self._form.kind, []).append(row)

    def _value(self, line: int, column: Column, cells: Mapping[str, Cell]) -> object:
        cell = cells.get(column.heading)
        value = None
        if text_of(cell):
            try:
                value = column.read(cell, self._names)
            except CellError as error:
                self._note(line, column.heading, f"{error}。")
                return None
        if value is None and column.required:
            self._note(line, column.heading, f"{_MUST_BE}。")
        return column.empty if value is None else value

    def _others(self, line: int, cells: Mapping[str, Cell]) -> Iterator[tuple[str, object]]:
        known = {column.heading for column in self._form.columns}
        for heading, cell in cells.items():
            if heading and heading not in known and text_of(cell) and self._form.others:
                try:
                    yield heading, self._form.others(cell, self._names)
                except CellError as error:
                    self._note(line, heading, f"{error}。")

    def _note(self, line: int, heading: str, sentence: str) -> None:
        self._filled.mistakes.append(Mistake(self._file, line, heading, sentence))


def _is_filled(row: Row) -> bool:
    return any(text_of(cell) for cell in row)


def _repeated(form: Form, rows: Sequence[FilledRow]) -> Iterator[Mistake]:
    """Rows with the key of an earlier one: which of them is right only a person can say."""
    first: dict[tuple[object, ...], FilledRow] = {}
    for row in rows:
        earlier = first.setdefault(row.key(form), row)
        if earlier is not row:
            heading = form.heading(form.key[-1])
            headings = "、".join(form.heading(name) for name in form.key)
            where = f"{earlier.file} 第 {earlier.line} 行"
            yield Mistake(row.file, row.line, heading, f"{headings}与{where}相同，请改正或删去其中一行。")
