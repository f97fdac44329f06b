"""A form as an empty sheet: headings, a row that explains them, an example; to be filled in below."""

from __future__ import annotations

import io
from datetime import date
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from crawlers.forms.form import SAMPLE_MARKS, Form

_GREY: Final = PatternFill("solid", fgColor="EDEFF2")
_WIDTHS: Final = (12, 36)
"""Of columns, in characters, from and to."""


def template(form: Form) -> bytes:
    """An xlsx of one sheet. Its second and third row are not read, since they begin with 说明 and 示例."""
    book = Workbook()
    sheet = book.active
    sheet.title = form.title
    for row in rows_of(form):
        sheet.append(row)
    for place, heading in enumerate(rows_of(form)[0], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(str(heading))
        sheet.cell(1, place).font = Font(bold=True)
        for line in (2, 3):
            sheet.cell(line, place).fill = _GREY
            sheet.cell(line, place).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rows_of(form: Form) -> list[list[str | int | float]]:
    """The template's three rows: headings, what each column wants, an example."""
    headings = [column.heading for column in form.columns]
    says = [f"{'必填。' if column.required else ''}{column.says}" for column in form.columns]
    examples = [_shown(column.example) for column in form.columns]
    explained, shown = SAMPLE_MARKS
    return [
        [*headings, *form.examples],
        [
            f"{explained}：{says[0]}",
            *says[1:],
            *("题目编号作列名；答对写 1、答错写 0" for _ in form.examples),
        ],
        [f"{shown}：{examples[0]}", *examples[1:], *form.examples.values()],
    ]


def _shown(example: str | float | date) -> str | int | float:
    return example.isoformat() if isinstance(example, date) else example


def _width(heading: str) -> int:
    low, high = _WIDTHS
    return min(high, max(low, 3 * len(heading)))
